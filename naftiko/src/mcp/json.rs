//! Writer of JSON text, and reader of members of JSON text in place.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use crate::value::{Json, Kind, Parts, ReadError, Reader, is_named, string_of};

/// JSON text under construction. It separates members and items itself.
#[derive(Clone, Debug, Default)]
pub(super) struct JsonText(Vec<u8>);

impl JsonText {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    /// Appends text that is JSON, or a part of it.
    pub(super) fn raw(&mut self, text: &str) -> &mut Self {
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    /// Starts a member of the open object.
    pub(super) fn name(&mut self, name: &str) -> &mut Self {
        self.separate();
        self.string(name).raw(":")
    }

    /// Starts an item of the open list.
    pub(super) fn item(&mut self) -> &mut Self {
        self.separate();
        self
    }

    fn separate(&mut self) {
        if !matches!(self.0.last(), None | Some(b'{' | b'[' | b':')) {
            self.0.push(b',');
        }
    }

    /// Appends a quoted string.
    pub(super) fn string(&mut self, text: &str) -> &mut Self {
        self.0.reserve(text.len() + 2);
        self.0.push(b'"');
        self.escaped(text.as_bytes());
        self.0.push(b'"');
        self
    }

    /// Appends the content of a string. The bytes are UTF-8, or JSON text.
    ///
    /// It copies eight bytes at a time: JSON text has a quote every few bytes, and longer copies would not pay off
    /// between them.
    fn escaped(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((word, after)) = rest.split_first_chunk::<8>() {
            let plain = plain_bytes(u64::from_le_bytes(*word));
            self.0.extend_from_slice(word);
            match word.get(plain) {
                None => rest = after,
                Some(special) => {
                    self.0.truncate(self.0.len() - (word.len() - plain));
                    self.escape(*special);
                    rest = rest.get(plain + 1..).unwrap_or_default();
                }
            }
        }
        for byte in rest {
            if is_plain(*byte) {
                self.0.push(*byte);
            } else {
                self.escape(*byte);
            }
        }
    }

    /// Appends the escape of a byte that has one.
    fn escape(&mut self, byte: u8) {
        match byte {
            b'"' => self.0.extend_from_slice(br#"\""#),
            b'\\' => self.0.extend_from_slice(br"\\"),
            b'\n' => self.0.extend_from_slice(br"\n"),
            b'\r' => self.0.extend_from_slice(br"\r"),
            b'\t' => self.0.extend_from_slice(br"\t"),
            control => self.0.extend_from_slice(format!("\\u{control:04x}").as_bytes()),
        }
    }

    /// Appends JSON as a quoted string.
    pub(super) fn quoted(&mut self, json: impl AsRef<[u8]>) -> &mut Self {
        let text = json.as_ref();
        self.0.reserve(text.len() + text.len() / 4 + 2);
        self.0.push(b'"');
        self.escaped(text);
        self.0.push(b'"');
        self
    }

    /// Appends JSON.
    pub(super) fn json(&mut self, json: impl AsRef<[u8]>) -> &mut Self {
        self.0.extend_from_slice(json.as_ref());
        self
    }

    pub(super) fn value(&mut self, value: &Value) -> &mut Self {
        // Writing to memory cannot fail, and the keys are strings.
        let _ = serde_json::to_writer(&mut self.0, value);
        self
    }

    pub(super) fn boolean(&mut self, value: bool) -> &mut Self {
        self.raw(if value { "true" } else { "false" })
    }

    /// Appends a member with a string value, unless it is empty.
    pub(super) fn text_member(&mut self, name: &str, text: &str) -> &mut Self {
        if text.is_empty() {
            return self;
        }
        self.name(name).string(text)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Returns the written value.
    pub(super) fn into_value(self) -> Json {
        Json::written(self.0)
    }

    /// Takes the text.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }
}

impl AsRef<[u8]> for JsonText {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

/// Returns whether a byte needs no escape in a string (RFC 8259, section 7).
fn is_plain(byte: u8) -> bool {
    byte >= 0x20 && byte != b'"' && byte != b'\\'
}

/// Returns how many of eight bytes, from the lowest one, need no escape in a string.
///
/// A subtraction carries into the bytes above the first that is special, so that only that one counts.
fn plain_bytes(word: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let equal = |byte: u8| {
        let difference = word ^ (ONES * u64::from(byte));
        difference.wrapping_sub(ONES) & !difference
    };
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    let special = (equal(b'"') | equal(b'\\') | control) & HIGH;
    (special.trailing_zeros() / 8) as usize
}

/// An error of reading members.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Unreadable {
    /// The text is not JSON, or nested too deeply.
    Syntax,
    /// The text is not an object, or has a duplicate member.
    Shape,
}

/// Members of a JSON object by name, as text of the object.
pub(super) type RawMembers<'t, const N: usize> = [Option<&'t str>; N];

/// Checks a text and reads the members with these names from its object. Other members are skipped; `null` is a
/// member.
pub(super) fn checked_members<'t, const N: usize>(
    text: &'t str,
    names: &[&str; N],
) -> Result<RawMembers<'t, N>, Unreadable> {
    let mut reader = Reader::new(text);
    if reader.peek().map_err(syntax)? != Kind::Object {
        reader.skip().and_then(|()| reader.end()).map_err(syntax)?;
        return Err(Unreadable::Shape);
    }
    reader.object().map_err(syntax)?;
    let mut members = [None; N];
    while let Some(key) = reader.key().map_err(syntax)? {
        let position = names.iter().position(|name| *name == key);
        let value = reader.raw().map_err(syntax)?;
        put(&mut members, position, value)?;
    }
    reader.end().map_err(syntax)?;
    Ok(members)
}

/// Reads like [`checked_members`], from checked text.
pub(super) fn members<'t, const N: usize>(
    text: &'t str,
    names: &[&str; N],
) -> Result<RawMembers<'t, N>, Unreadable> {
    if !is_object(text) {
        return Err(Unreadable::Shape);
    }
    let mut members = [None; N];
    for (key, value) in Parts::of(text) {
        let position = names.iter().position(|name| is_named(key, name));
        put(&mut members, position, value)?;
    }
    Ok(members)
}

fn put<'t, const N: usize>(
    members: &mut RawMembers<'t, N>,
    position: Option<usize>,
    value: &'t str,
) -> Result<(), Unreadable> {
    match position.and_then(|position| members.get_mut(position)) {
        Some(Some(_)) => Err(Unreadable::Shape),
        Some(member) => {
            *member = Some(value);
            Ok(())
        }
        None => Ok(()),
    }
}

fn syntax(_: ReadError) -> Unreadable {
    Unreadable::Syntax
}

/// Returns the string of a JSON text; `None` for other types. It is borrowed if it has no escapes.
pub(super) fn string(text: &str) -> Option<Cow<'_, str>> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        return Some(Cow::Owned(string_of(text)));
    }
    Some(Cow::Borrowed(inner))
}

/// Returns whether a text is an object.
pub(super) fn is_object(text: &str) -> bool {
    text.starts_with('{')
}

/// Returns whether a text is null.
pub(super) fn is_null(text: &str) -> bool {
    text == "null"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_separated_and_strings_escaped() {
        let mut json = JsonText::default();
        json.raw("{")
            .text_member("a", "")
            .text_member("b", "é\"\\\n\u{1}");
        json.name("c").raw("[").item().raw("1").item().raw("2").raw("]");
        json.name("d").raw("{").name("e").boolean(true).raw("}}");
        let text = json.to_string();
        assert_eq!(text, r#"{"b":"é\"\\\n\u0001","c":[1,2],"d":{"e":true}}"#);
        let mut outer = JsonText::default();
        let value = Json::written(json.0.clone());
        outer.raw("[").item().quoted(&value).item().json(&json).raw("]");
        let value: Value = serde_json::from_str(&outer.to_string()).unwrap_or_default();
        assert_eq!(value[0], text);
        assert_eq!(value[1]["b"], "é\"\\\n\u{1}");
    }

    #[test]
    fn bytes_are_escaped_at_every_position() {
        for byte in 0..=0x7f_u8 {
            for before in 0..=16 {
                let text = format!(
                    "{}{}{}",
                    "é".repeat(before),
                    char::from(byte),
                    "\u{7f}x€😀".repeat(3)
                );
                let mut json = JsonText::default();
                json.string(&text);
                let read: Result<String, _> = serde_json::from_slice(&json.into_bytes());
                assert_eq!(read.ok(), Some(text), "{byte} after {before}");
            }
        }
    }

    #[test]
    fn members_keep_their_text() {
        let names = ["a", "b", "c"];
        let text = r#" {"x": [1, {"a": 2}], "b" : 1.0e2 , "\u0061": "q\"", "y": null} "#;
        let expected = Ok([Some(r#""q\"""#), Some("1.0e2"), None]);
        assert_eq!(checked_members(text, &names), expected);
        assert_eq!(members(text.trim(), &names), expected);
        for (text, expected) in [
            ("[1]", Unreadable::Shape),
            ("7", Unreadable::Shape),
            (r#"{"a": 1, "a": 2}"#, Unreadable::Shape),
            (r#"{"a": 1"#, Unreadable::Syntax),
            ("{} x", Unreadable::Syntax),
            ("", Unreadable::Syntax),
        ] {
            assert_eq!(checked_members(text, &names).err(), Some(expected), "{text}");
        }
        assert_eq!(members(r#"{"a":1,"a":2}"#, &names), Err(Unreadable::Shape));
        assert_eq!(members("[]", &names), Err(Unreadable::Shape));
    }

    #[test]
    fn string_without_escapes_is_borrowed() {
        let of = |text: &str| string(text).map(|text| (matches!(text, Cow::Borrowed(_)), text.into_owned()));
        assert_eq!(of(r#""plain""#), Some((true, "plain".to_owned())));
        assert_eq!(of(r#""a\u0062""#), Some((false, "ab".to_owned())));
        assert_eq!(of("7"), None);
    }
}
