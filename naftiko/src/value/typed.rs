//! Reading and writing of the types that documents describe.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, prelude::BASE64_STANDARD};
use bytes::Bytes;

use super::json::Parts;
use super::unescape::unescape;
use super::{DecodeError, FromJson, JsonCursor, Kind, Optional, ToJson, Writer};

impl JsonCursor<'_> {
    /// Reads a value of a type.
    ///
    /// # Errors
    /// When the value has another type.
    pub fn read<T: FromJson>(self) -> Result<T, DecodeError> {
        T::from_json(self)
    }

    /// Reads a member that may be absent, null or a value.
    ///
    /// # Errors
    /// When the value has another type and the tolerance is strict.
    pub fn three_states<T: FromJson>(self) -> Result<Optional<T>, DecodeError> {
        if self.is(Kind::Null) {
            return Ok(Optional::Null);
        }
        self.read::<Option<T>>().map(Optional::from)
    }

    /// Reads the members of an object whose names are not `known`.
    ///
    /// # Errors
    /// When the value of one has another type.
    pub fn rest<T: FromJson>(self, known: &[&str]) -> Result<BTreeMap<String, T>, DecodeError> {
        let members = self.text().map(Parts::of).into_iter().flatten();
        let members = members.map(|(raw, value)| (unescape(raw), self.with_node(value)));
        let unknown = members.filter(|(name, _)| !known.contains(&name.as_str()));
        unknown.map(|(name, value)| Ok((name, value.read()?))).collect()
    }

    /// Returns the text of a member that says which type an object has; `None` when it is no text.
    pub fn tag(self, member: &str) -> Option<String> {
        let at = self.key(member);
        at.is(Kind::String).then(|| at.string().ok()).flatten()
    }

    /// Reads a value of this kind of JSON; `None` when the value is of another kind or type.
    pub fn read_if<T: FromJson>(self, kind: Kind) -> Option<T> {
        self.is(kind).then(|| self.read().ok()).flatten()
    }

    /// Reads an object that has these members, and these texts; `None` when it is not one or has another type.
    pub fn read_if_has<T: FromJson>(self, members: &[&str], texts: &[(&str, &str)]) -> Option<T> {
        let has = |name: &&str| self.key(name).text().is_some();
        let fits = members.iter().all(has)
            && texts
                .iter()
                .all(|(name, text)| self.tag(name).as_deref() == Some(*text));
        (fits && self.is(Kind::Object))
            .then(|| self.read().ok())
            .flatten()
    }

    fn is(self, kind: Kind) -> bool {
        self.text().is_some_and(|text| Kind::of(text) == kind)
    }
}

impl Writer {
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
}

impl<T: FromJson> FromJson for Box<T> {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        T::from_json(at).map(Self::new)
    }
}

impl<T: ToJson + ?Sized> ToJson for Box<T> {
    fn write_json(&self, json: &mut Writer) {
        (**self).write_json(json);
    }
}

impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        if !at.is(Kind::Object) {
            return Err(at.error("an object"));
        }
        at.rest(&[])
    }
}

impl<T: ToJson> ToJson for BTreeMap<String, T> {
    fn write_json(&self, json: &mut Writer) {
        json.object();
        for (name, value) in self {
            json.member(name, value);
        }
        json.end_object();
    }
}

/// Bytes that are Base64 text in JSON (RFC 4648, section 4 or 5).
///
/// Line breaks and missing padding are read; padded text of section 4 is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Base64(pub Bytes);

/// Reads text with and without padding.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

impl FromJson for Base64 {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        let mut text = at.string()?;
        text.retain(|character| !character.is_ascii_whitespace());
        let alphabet = if text.contains(['-', '_']) {
            &alphabet::URL_SAFE
        } else {
            &alphabet::STANDARD
        };
        let decoded = GeneralPurpose::new(alphabet, LENIENT).decode(text);
        decoded
            .map(|bytes| Self(bytes.into()))
            .map_err(|_| at.error("Base64 text"))
    }
}

impl ToJson for Base64 {
    fn write_json(&self, json: &mut Writer) {
        json.string(&BASE64_STANDARD.encode(&self.0));
    }
}

impl From<Bytes> for Base64 {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}
