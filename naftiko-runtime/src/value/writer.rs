//! Writer of JSON text.

use serde_json::Value;

use super::{Json, Number, Optional, ToJson, quoted};

/// Writes one JSON value without building a tree.
///
/// The writer adds commas; the caller opens, writes members or items, and closes.
///
/// ```
/// use naftiko::value::Writer;
///
/// let mut writer = Writer::new();
/// writer.object().member("id", "P1").member("weights", &vec![1, 2]).end_object();
/// assert_eq!(writer.finish().to_string(), r#"{"id":"P1","weights":[1,2]}"#);
/// ```
#[derive(Clone, Default)]
pub struct Writer {
    text: Vec<u8>,
    /// Whether members are written that requests leave out.
    complete: bool,
}

impl Writer {
    /// Creates an empty writer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates an empty writer with room for this many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self::of(Vec::with_capacity(bytes))
    }

    /// Creates a writer that also writes the members that requests leave out, to store values.
    #[cfg(feature = "serde")]
    pub(super) fn complete() -> Self {
        Self {
            complete: true,
            ..Self::default()
        }
    }

    fn of(text: Vec<u8>) -> Self {
        Self {
            text,
            complete: false,
        }
    }

    /// Returns whether members are written that requests leave out, because only responses have them.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Creates a writer that continues a text, or opens one.
    pub(super) fn continuing(mut text: Vec<u8>, open: u8) -> Self {
        if text.is_empty() {
            text.push(open);
        }
        Self::of(text)
    }

    /// Returns the written text.
    pub(crate) fn into_text(self) -> Vec<u8> {
        self.text
    }

    /// Returns the written text as a string.
    #[cfg(any(feature = "rest", feature = "mcp"))]
    pub(crate) fn into_string(self) -> String {
        // It was written from strings.
        String::from_utf8(self.text).unwrap_or_default()
    }

    /// Returns the size of the written text in bytes.
    #[cfg(feature = "mcp")]
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// Returns the written value; null when nothing was written.
    pub fn finish(self) -> Json {
        if self.text.is_empty() {
            Json::NULL
        } else {
            Json::written(self.text)
        }
    }

    /// Opens an object.
    pub fn object(&mut self) -> &mut Self {
        self.byte(b'{')
    }

    /// Writes a member of the open object.
    pub fn member<T: ToJson + ?Sized>(&mut self, name: &str, value: &T) -> &mut Self {
        value.write_json(self.name(name));
        self
    }

    /// Writes a member, unless it has no value.
    pub fn optional_member<T: ToJson + ?Sized>(&mut self, name: &str, value: Option<&T>) -> &mut Self {
        match value {
            Some(value) => self.member(name, value),
            None => self,
        }
    }

    /// Writes a member that may be absent, null or a value.
    pub fn three_states<T: ToJson + ?Sized>(&mut self, name: &str, value: Optional<&T>) -> &mut Self {
        match value {
            Optional::Absent => self,
            Optional::Null => self.name(name).null(),
            Optional::Value(value) => self.member(name, value),
        }
    }

    /// Writes the name of a member, whose value must be written next.
    pub fn name(&mut self, name: &str) -> &mut Self {
        self.separate().string(name).byte(b':')
    }

    /// Closes the open object.
    pub fn end_object(&mut self) -> &mut Self {
        self.byte(b'}')
    }

    /// Opens an array.
    pub fn array(&mut self) -> &mut Self {
        self.byte(b'[')
    }

    /// Writes an item of the open array.
    pub fn item<T: ToJson + ?Sized>(&mut self, value: &T) -> &mut Self {
        value.write_json(self.separate());
        self
    }

    /// Closes the open array.
    pub fn end_array(&mut self) -> &mut Self {
        self.byte(b']')
    }

    /// Writes null.
    pub fn null(&mut self) -> &mut Self {
        self.raw("null")
    }

    /// Writes a boolean.
    pub fn boolean(&mut self, boolean: bool) -> &mut Self {
        self.raw(if boolean { "true" } else { "false" })
    }

    /// Writes a number.
    pub fn number(&mut self, number: &Number) -> &mut Self {
        self.raw(number.as_str())
    }

    /// Writes an integer.
    pub(super) fn integer(&mut self, integer: i64) -> &mut Self {
        // Writing to memory cannot fail.
        let _ = serde_json::to_writer(&mut self.text, &integer);
        self
    }

    /// Writes a string.
    pub fn string(&mut self, text: &str) -> &mut Self {
        self.quoted(text.as_bytes())
    }

    /// Writes a JSON value.
    pub fn json(&mut self, json: &Json) -> &mut Self {
        self.text(json.as_bytes())
    }

    /// Writes a string with the text of a JSON value.
    #[cfg(feature = "mcp")]
    pub(crate) fn json_text(&mut self, json: &Json) -> &mut Self {
        self.quoted(json.as_bytes())
    }

    /// Writes a tree.
    pub(crate) fn tree(&mut self, value: &Value) -> &mut Self {
        // Writing to memory cannot fail: names are strings, and numbers are finite.
        let _ = serde_json::to_writer(&mut self.text, value);
        self
    }

    /// Writes a member with a string, unless it is empty.
    #[cfg(feature = "mcp")]
    pub(crate) fn text_member(&mut self, name: &str, text: &str) -> &mut Self {
        if text.is_empty() {
            return self;
        }
        self.name(name).string(text)
    }

    /// Writes text that is JSON, or a part of it.
    pub(crate) fn raw(&mut self, text: &str) -> &mut Self {
        self.text(text.as_bytes())
    }

    /// Writes a count.
    #[cfg(any(feature = "rest", feature = "mcp"))]
    pub(crate) fn count(&mut self, count: usize) -> &mut Self {
        self.raw(&count.to_string())
    }

    fn text(&mut self, text: &[u8]) -> &mut Self {
        self.text.extend_from_slice(text);
        self
    }

    /// Writes a string. The bytes are UTF-8.
    fn quoted(&mut self, text: &[u8]) -> &mut Self {
        self.byte(b'"');
        quoted::append(text, &mut self.text);
        self.byte(b'"')
    }

    fn byte(&mut self, byte: u8) -> &mut Self {
        self.text.push(byte);
        self
    }

    /// Writes the name of a member as it stands in another JSON text, escaped already.
    #[cfg(feature = "mcp")]
    pub(crate) fn raw_name(&mut self, name: &str) -> &mut Self {
        self.separate().raw("\"").raw(name).raw("\":")
    }

    /// Writes the comma that a member or an item needs, unless it is the first one.
    pub(crate) fn separate(&mut self) -> &mut Self {
        // A value ends with none of these.
        if matches!(self.text.last(), None | Some(b'{' | b'[' | b':')) {
            return self;
        }
        self.byte(b',')
    }
}

/// Shows the size but no content: it may be a token.
impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer")
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_and_items_are_separated() {
        let mut writer = Writer::new();
        writer.object().member("a", "é\"\\\n\u{1}").name("b").array();
        writer.item(&1_i64).item(&vec![2_i64, 3]).end_array();
        writer.name("c").object().end_object().end_object();
        let json = writer.finish();
        assert_eq!(json.to_string(), r#"{"a":"é\"\\\n\u0001","b":[1,[2,3]],"c":{}}"#);
        assert_eq!(json, json!({"a": "é\"\\\n\u{1}", "b": [1, [2, 3]], "c": {}}));
        assert_eq!(Writer::new().finish(), Json::NULL);
    }
}
