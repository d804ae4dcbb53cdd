//! Writer of JSON text, and reader of members of JSON text in place.

use std::borrow::Cow;
use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer as _, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

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
    /// It copies byte by byte: JSON text has a quote every few bytes, and longer copies would not pay off between
    /// them.
    fn escaped(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'"' => self.0.extend_from_slice(br#"\""#),
                b'\\' => self.0.extend_from_slice(br"\\"),
                b'\n' => self.0.extend_from_slice(br"\n"),
                b'\r' => self.0.extend_from_slice(br"\r"),
                b'\t' => self.0.extend_from_slice(br"\t"),
                0..=31 => self.0.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
                plain => self.0.push(*plain),
            }
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

/// An error of reading members.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Unreadable {
    /// The text is not JSON.
    Syntax,
    /// The text is not an object, or has a duplicate member.
    Shape,
}

/// Members of a JSON object by name, as text of the object.
pub(super) type Members<'t, const N: usize> = [Option<&'t RawValue>; N];

/// Reads the members with these names from the text of an object. Other members are skipped; `null` is a member.
pub(super) fn members<'t, const N: usize>(
    text: &'t str,
    names: &[&str; N],
) -> Result<Members<'t, N>, Unreadable> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = deserializer.deserialize_map(Object { names });
    read.and_then(|members| deserializer.end().map(|()| members))
        .map_err(|error| match error.classify() {
            serde_json::error::Category::Data => Unreadable::Shape,
            _ => Unreadable::Syntax,
        })
}

struct Object<'n, const N: usize> {
    names: &'n [&'n str; N],
}

impl<'t, const N: usize> Visitor<'t> for Object<'_, N> {
    type Value = Members<'t, N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = [None; N];
        while let Some(known) = map.next_key_seed(Position(self.names))? {
            match known.and_then(|position| members.get_mut(position)) {
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
                Some(Some(_)) => return Err(A::Error::custom("duplicate member")),
                Some(member) => *member = Some(map.next_value::<&'t RawValue>()?),
            }
        }
        Ok(members)
    }
}

/// The position of a key among the names.
struct Position<'n>(&'n [&'n str]);

impl<'t> DeserializeSeed<'t> for Position<'_> {
    type Value = Option<usize>;

    fn deserialize<D: serde_core::Deserializer<'t>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Position<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|name| *name == key))
    }
}

/// Returns the string of a value; `None` for other types. It is borrowed if it has no escapes.
pub(super) fn string(value: &RawValue) -> Option<Cow<'_, str>> {
    let inner = value.get().strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        return serde_json::from_str(value.get()).ok().map(Cow::Owned);
    }
    Some(Cow::Borrowed(inner))
}

/// Returns whether a value is an object.
pub(super) fn is_object(value: &RawValue) -> bool {
    value.get().starts_with('{')
}

/// Returns whether a value is null.
pub(super) fn is_null(value: &RawValue) -> bool {
    value.get() == "null"
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
        outer.raw("[").item().quoted(&json).item().json(&json).raw("]");
        let value: Value = serde_json::from_str(&outer.to_string()).unwrap_or_default();
        assert_eq!(value[0], text);
        assert_eq!(value[1]["b"], "é\"\\\n\u{1}");
    }

    #[test]
    fn members_keep_their_text() {
        let names = ["a", "b", "c"];
        let text = r#" {"x": [1, {"a": 2}], "b" : 1.0e2 , "\u0061": "q\"", "y": null} "#;
        let read = members(text, &names).map(|members| members.map(|member| member.map(RawValue::get)));
        assert_eq!(read, Ok([Some(r#""q\"""#), Some("1.0e2"), None]));
        for (text, expected) in [
            ("[1]", Unreadable::Shape),
            ("7", Unreadable::Shape),
            (r#"{"a": 1, "a": 2}"#, Unreadable::Shape),
            (r#"{"a": 1"#, Unreadable::Syntax),
            ("{} x", Unreadable::Syntax),
            ("", Unreadable::Syntax),
        ] {
            assert_eq!(members(text, &names).err(), Some(expected), "{text}");
        }
    }

    #[test]
    fn string_without_escapes_is_borrowed() {
        let of = |text: &str| {
            let raw: Box<RawValue> = serde_json::from_str(text).unwrap_or_default();
            string(&raw).map(|text| (matches!(text, Cow::Borrowed(_)), text.into_owned()))
        };
        assert_eq!(of(r#""plain""#), Some((true, "plain".to_owned())));
        assert_eq!(of(r#""a\u0062""#), Some((false, "ab".to_owned())));
        assert_eq!(of(r#""\ud800""#), None);
        assert_eq!(of("7"), None);
    }
}
