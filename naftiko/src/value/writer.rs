//! Writer of JSON text.

use super::scan::plain_end;
use super::{Json, Number, ToJson};

/// Writes one JSON value without building a tree.
///
/// The writer adds commas; the caller opens, writes members or items, and closes.
///
/// ```
/// use naftiko::value::Writer;
///
/// let mut writer = Writer::new();
/// writer.object();
/// writer.member("id", "P1");
/// writer.member("weights", &vec![1, 2]);
/// writer.end_object();
/// assert_eq!(writer.finish().to_string(), r#"{"id":"P1","weights":[1,2]}"#);
/// ```
#[derive(Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// Creates an empty writer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a writer that continues a text, or opens one.
    pub(super) fn continuing(mut text: Vec<u8>, open: u8) -> Self {
        if text.is_empty() {
            text.push(open);
        }
        Self(text)
    }

    pub(super) fn into_text(self) -> Vec<u8> {
        self.0
    }

    /// Returns the written value; null when nothing was written.
    pub fn finish(self) -> Json {
        if self.0.is_empty() {
            Json::NULL
        } else {
            Json::written(self.0)
        }
    }

    /// Opens an object.
    pub fn object(&mut self) {
        self.0.push(b'{');
    }

    /// Writes a member of the open object.
    pub fn member<T: ToJson + ?Sized>(&mut self, name: &str, value: &T) {
        self.name(name);
        value.write_json(self);
    }

    /// Writes the name of a member, whose value must be written next.
    pub fn name(&mut self, name: &str) {
        self.separate();
        self.string(name);
        self.0.push(b':');
    }

    /// Closes the open object.
    pub fn end_object(&mut self) {
        self.0.push(b'}');
    }

    /// Opens an array.
    pub fn array(&mut self) {
        self.0.push(b'[');
    }

    /// Writes an item of the open array.
    pub fn item<T: ToJson + ?Sized>(&mut self, value: &T) {
        self.separate();
        value.write_json(self);
    }

    /// Closes the open array.
    pub fn end_array(&mut self) {
        self.0.push(b']');
    }

    /// Writes null.
    pub fn null(&mut self) {
        self.0.extend_from_slice(b"null");
    }

    /// Writes a boolean.
    pub fn boolean(&mut self, boolean: bool) {
        let word: &[u8] = if boolean { b"true" } else { b"false" };
        self.0.extend_from_slice(word);
    }

    /// Writes a number.
    pub fn number(&mut self, number: &Number) {
        self.0.extend_from_slice(number.as_str().as_bytes());
    }

    /// Writes a string.
    pub fn string(&mut self, text: &str) {
        self.0.push(b'"');
        let bytes = text.as_bytes();
        let mut start = 0;
        loop {
            let end = plain_end(bytes, start);
            self.0
                .extend_from_slice(bytes.get(start..end).unwrap_or_default());
            let Some(byte) = bytes.get(end) else { break };
            self.escape(*byte);
            start = end + 1;
        }
        self.0.push(b'"');
    }

    /// Writes a JSON value.
    pub fn json(&mut self, json: &Json) {
        self.0.extend_from_slice(json.as_bytes());
    }

    /// Writes JSON text.
    pub(super) fn text(&mut self, text: &[u8]) {
        self.0.extend_from_slice(text);
    }

    fn escape(&mut self, byte: u8) {
        const DIGITS: [u8; 16] = *b"0123456789abcdef";
        let digit = |value: u8| DIGITS.get(usize::from(value)).copied().unwrap_or(b'0');
        let letter = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0c => b'f',
            _ => {
                let escape = [b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)];
                self.0.extend_from_slice(&escape);
                return;
            }
        };
        self.0.extend_from_slice(&[b'\\', letter]);
    }

    /// Writes the comma that a member or an item needs, unless it is the first one.
    fn separate(&mut self) {
        // A value ends with none of these.
        if !matches!(self.0.last(), None | Some(b'{' | b'[')) {
            self.0.push(b',');
        }
    }
}

/// Shows the size but no content: it may be a token.
impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer")
            .field("bytes", &self.0.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn strings_are_written_as_serde_json_does(text in "[\u{0}-\u{2ff}\u{2028}\u{1f600}]{0,40}") {
            let expected = serde_json::Value::from(text.as_str()).to_string();
            prop_assert_eq!(text.to_json().to_string(), expected);
        }
    }
}
