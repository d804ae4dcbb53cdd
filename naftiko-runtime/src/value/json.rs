//! JSON as text.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use serde_json::Value;

use super::reader::{Budget, CheckedText, checked};
use super::scan::{content, next_half, quoted_end, string_end, value_end};
use super::unescape::unescape;
use super::{DecodeError, JsonCursor, Kind, ToJson};

/// A JSON value as text, without white space between its tokens. Numbers keep their digits. A half of a surrogate pair (`\ud800`) is
/// U+FFFD, since few programs read the former.
///
/// The text is shared: clones and parts of a body do not copy it. Values are equal if their texts are.
/// [`Json::to_value`] returns a tree, whose numbers are 64-bit integers or doubles.
///
/// ```
/// use naftiko::value::Json;
///
/// let json = Json::parse(r#"{"account": 1915883588174806058, "balance": 10.50}"#)?;
/// assert_eq!(json.to_string(), r#"{"account":1915883588174806058,"balance":10.50}"#);
/// assert_eq!(json.at().key("balance").number()?.to_string(), "10.50");
/// # Ok::<(), naftiko::value::DecodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Json(Bytes);

impl Json {
    /// Null.
    pub const NULL: Self = Self(Bytes::from_static(b"null"));

    /// Parses a text; an empty text is null.
    ///
    /// # Errors
    /// When the text is not JSON.
    pub fn parse(text: impl Into<Bytes>) -> Result<Self, DecodeError> {
        Self::parse_within(text.into(), Budget::default())
    }

    /// Parses like [`Json::parse`], with other limits.
    ///
    /// # Errors
    /// When the text is not JSON, and when it exceeds a limit.
    pub fn parse_within(text: impl Into<Bytes>, budget: Budget) -> Result<Self, DecodeError> {
        let bytes = text.into();
        let checked = checked(&bytes, budget)?;
        Ok(Self::part(Some(&bytes), checked))
    }

    /// Creates a value from checked text; it shares `bytes` if it is a large part of them.
    pub(crate) fn part<'a>(bytes: Option<&Bytes>, checked: impl Into<CheckedText<'a>>) -> Self {
        let CheckedText { text, compact: known } = checked.into();
        if text == "null" {
            return Self::NULL;
        }
        if !known && !is_compact(text) {
            return Self(compact(text).into());
        }
        // A small part would keep the whole in memory.
        let shared = bytes.filter(|bytes| text.len() > bytes.len() / 8 && holds(bytes, text));
        Self(shared.map_or_else(
            || Bytes::copy_from_slice(text.as_bytes()),
            |bytes| bytes.slice_ref(text.as_bytes()),
        ))
    }

    /// Creates a value from text that is JSON by construction.
    pub(crate) fn written(text: Vec<u8>) -> Self {
        Self(text.into())
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        // It has been checked, or was written from strings.
        std::str::from_utf8(&self.0).unwrap_or("null")
    }

    /// Returns the text as bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the bytes that parts may share.
    pub(super) fn shared(&self) -> &Bytes {
        &self.0
    }

    /// Returns the text as bytes, without a copy.
    pub fn into_bytes(self) -> Bytes {
        self.0
    }

    /// Returns the kind of the value.
    pub fn kind(&self) -> Kind {
        Kind::of_bytes(&self.0)
    }

    /// Returns whether the value is null.
    pub fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }

    /// Returns a cursor to the root.
    pub fn at(&self) -> JsonCursor<'_> {
        JsonCursor::root(self)
    }

    /// Returns the value as a tree. Numbers become 64-bit integers or doubles; the last of several members with one
    /// name wins.
    pub fn to_value(&self) -> Value {
        serde_json::from_slice(&self.0).unwrap_or(Value::Null)
    }

    /// Returns the members of an object in order; none of other values.
    pub fn members(&self) -> impl Iterator<Item = (String, Json)> {
        let object = if self.kind() == Kind::Object {
            self.as_str()
        } else {
            ""
        };
        Parts::of(object).map(|(name, value)| (unescape(name), self.part_of(value)))
    }

    /// Returns the items of an array in order; none of other values.
    pub fn items(&self) -> impl Iterator<Item = Json> {
        let array = if self.kind() == Kind::Array {
            self.as_str()
        } else {
            ""
        };
        Parts::of(array).map(|(_, value)| self.part_of(value))
    }

    fn part_of(&self, text: &str) -> Self {
        Self::part(Some(&self.0), CheckedText { text, compact: true })
    }
}

impl AsRef<[u8]> for Json {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Default for Json {
    fn default() -> Self {
        Self::NULL
    }
}

/// Returns whether a text lies within these bytes.
fn holds(bytes: &Bytes, text: &str) -> bool {
    let whole = bytes.as_ptr_range();
    let part = text.as_bytes().as_ptr_range();
    whole.start <= part.start && part.end <= whole.end
}

/// Returns checked text as a tree, as [`Json::to_value`] does.
#[cfg(any(feature = "jsonpath", feature = "mcp"))]
pub(crate) fn tree_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Json::part(None, text).to_value())
}

/// Returns the decoded string of its JSON text.
pub(crate) fn string_of(text: &str) -> String {
    decoded(inside(text)).into_owned()
}

/// Returns the text between the first and the last byte.
pub(super) fn inside(text: &str) -> &str {
    text.get(1..text.len().saturating_sub(1)).unwrap_or_default()
}

/// Returns whether a value has no white space between its tokens, and no half of a surrogate pair.
fn is_compact(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => match quoted_end(bytes, at) {
                Ok(end) => at = end,
                Err(_) => return false,
            },
            b' ' | b'\n' | b'\t' | b'\r' => return false,
            _ => at += 1,
        }
    }
    true
}

/// Returns a value without white space between its tokens, and with U+FFFD for halves of surrogate pairs.
fn compact(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    compact_into(bytes, &mut out);
    out.shrink_to_fit();
    out
}

fn compact_into(bytes: &[u8], out: &mut Vec<u8>) {
    let mut start = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = quoted_end(bytes, at).unwrap_or_else(|_| {
                    start = without_halves(bytes, start, at, out);
                    string_end(bytes, at)
                });
            }
            b' ' | b'\n' | b'\t' | b'\r' => {
                out.extend_from_slice(bytes.get(start..at).unwrap_or_default());
                at = content(bytes, at);
                start = at;
            }
            _ => at += 1,
        }
    }
    out.extend_from_slice(bytes.get(start..at).unwrap_or_default());
}

/// Writes bytes from `start` on, with U+FFFD for the halves of surrogate pairs in the string at `string`. Returns where the rest starts.
fn without_halves(bytes: &[u8], mut start: usize, string: usize, out: &mut Vec<u8>) -> usize {
    let mut inside = string + 1;
    while let Some(half) = next_half(bytes, inside) {
        out.extend_from_slice(bytes.get(start..half.start).unwrap_or_default());
        out.extend_from_slice(br"\ufffd");
        (start, inside) = (half.end, half.end);
    }
    start
}

/// The members of an object, or the items of an array (with empty names), in checked text; none of
/// other values.
#[derive(Clone)]
pub(crate) struct Parts<'a> {
    text: &'a str,
    at: usize,
    object: bool,
}

/// The raw name of a member, without quotes but with escapes, and the text of its value.
pub(crate) type JsonPart<'a> = (&'a str, &'a str);

impl<'a> Parts<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let kind = Kind::of(text);
        let container = matches!(kind, Kind::Object | Kind::Array);
        Self {
            text,
            at: if container { 1 } else { text.len() },
            object: kind == Kind::Object,
        }
    }

    /// Creates the items of an array with this only item.
    pub(super) fn only(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            object: false,
        }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = JsonPart<'a>;

    fn next(&mut self) -> Option<JsonPart<'a>> {
        let bytes = self.text.as_bytes();
        let mut at = content(bytes, self.at);
        if bytes.get(at) == Some(&b',') {
            at = content(bytes, at + 1);
        }
        if matches!(bytes.get(at), None | Some(b'}' | b']')) {
            self.at = self.text.len();
            return None;
        }
        let mut name = "";
        if self.object {
            let end = string_end(bytes, at);
            name = self.text.get(at + 1..end - 1).unwrap_or_default();
            // The colon.
            at = content(bytes, content(bytes, end) + 1);
        }
        let end = value_end(bytes, at);
        let value = self.text.get(at..end).unwrap_or_default();
        self.at = end;
        Some((name, value))
    }
}

/// Returns a name or another string without its escapes; `raw` is its text between the quotes.
pub(crate) fn decoded(raw: &str) -> Cow<'_, str> {
    if raw.as_bytes().contains(&b'\\') {
        Cow::Owned(unescape(raw))
    } else {
        Cow::Borrowed(raw)
    }
}

/// Returns whether the raw name of a member is this name.
pub(crate) fn is_named(raw: &str, name: &str) -> bool {
    // Nearly all names have no escapes; most differ in their length.
    raw == name && !raw.contains('\\') || raw.len() > name.len() && decoded(raw) == name
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        // Writing a tree to memory does not fail: names are strings and numbers are finite.
        serde_json::to_vec(value).map_or(Self::NULL, Self::written)
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Self::from(&value)
    }
}

impl<T: ToJson> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        items.to_json()
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        text.to_json()
    }
}

macro_rules! from {
    ($($type:ty),*) => {$(
        impl From<$type> for Json {
            fn from(value: $type) -> Self {
                value.to_json()
            }
        }

        impl From<&$type> for Json {
            fn from(value: &$type) -> Self {
                value.to_json()
            }
        }
    )*};
}

from!(String, bool, i64, f64, super::Number);

impl From<serde_json::Map<String, Value>> for Json {
    fn from(members: serde_json::Map<String, Value>) -> Self {
        Self::from(&Value::Object(members))
    }
}

impl From<Json> for Value {
    fn from(json: Json) -> Self {
        json.to_value()
    }
}

impl PartialEq<Value> for Json {
    fn eq(&self, other: &Value) -> bool {
        self.to_value() == *other
    }
}

impl PartialEq<Json> for Value {
    fn eq(&self, other: &Json) -> bool {
        other == self
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Kind {
    fn of_bytes(bytes: &[u8]) -> Self {
        let first = bytes.get(..1).and_then(|first| std::str::from_utf8(first).ok());
        Self::of(first.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_between_parts_is_dropped_and_nothing_else() {
        let text = " { \"a b\" : [ 1 , \"x \\\" y\" ,\n{ } ] ,\t\"c\":-0.0e+7 } ";
        let json = Json::parse(text).map(|json| json.to_string());
        assert_eq!(json, Ok(r#"{"a b":[1,"x \" y",{}],"c":-0.0e+7}"#.to_owned()));
        assert_eq!(Json::parse("  "), Ok(Json::NULL));
    }

    #[test]
    fn a_large_part_is_shared_and_a_small_one_is_not() {
        let body = Bytes::from(format!(r#"{{"large":[{}0],"small":7}}"#, "0,".repeat(100)));
        let text = std::str::from_utf8(&body).unwrap_or_default();
        let parts: Vec<Json> = Parts::of(text)
            .map(|(_, value)| Json::part(Some(&body), value))
            .collect();
        let shared = |json: &Json| holds(&body, json.as_str());
        assert_eq!(parts.iter().map(shared).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn parts_have_their_names_and_values() {
        let parts = |text| Parts::of(text).collect::<Vec<_>>();
        assert_eq!(
            parts(r#"{ "a" : { "b": [1, "}"] } , "c\"\\":"\\", "d":null}"#),
            [
                ("a", r#"{ "b": [1, "}"] }"#),
                (r#"c\"\\"#, r#""\\""#),
                ("d", "null")
            ]
        );
        assert_eq!(
            parts("[1 , [2], \"3,4\"]"),
            [("", "1"), ("", "[2]"), ("", "\"3,4\"")]
        );
        assert_eq!(parts("{ }"), []);
        assert_eq!(parts("[]"), []);
        assert_eq!(parts("7"), []);
        assert!(is_named(r"\u0061b", "ab") && is_named("ab", "ab") && !is_named(r"a\n", r"a\n"));
    }
}
