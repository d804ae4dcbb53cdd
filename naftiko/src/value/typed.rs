//! Reading and writing of the types that documents describe.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, prelude::BASE64_STANDARD};
use bytes::Bytes;

use super::{
    DecodeError, FromJson, JsonCursor, Kind, Optional, ReadError, Reader, ToJson, Tolerance, Writer, path,
};

impl JsonCursor<'_> {
    /// Reads the value with a reader.
    ///
    /// # Errors
    /// When there is no value, and when it has another type.
    pub fn read<T: FromJson>(self) -> Result<T, DecodeError> {
        let Some(text) = self.text() else {
            return Err(self.error("a value"));
        };
        let mut json = Reader::new(text).tolerating(self.tolerance());
        T::read(&mut json).map_err(|error| json.explain(error, self.text_before()))
    }
}

impl<'a> Reader<'a> {
    /// Reads the next value.
    ///
    /// # Errors
    /// When the value has another type, or the text is not JSON.
    pub fn read<T: FromJson>(&mut self) -> Result<T, ReadError> {
        T::read(self)
    }

    /// Reads a text; a number or boolean is read as its text.
    ///
    /// # Errors
    /// When the next value has another type.
    pub fn text_value(&mut self) -> Result<Cow<'a, str>, ReadError> {
        match self.peek()? {
            Kind::Number => self.number_text().map(Cow::Borrowed),
            Kind::Boolean => Ok(Cow::Borrowed(if self.boolean()? { "true" } else { "false" })),
            _ => self.string(),
        }
    }

    /// Reads the only value of the text.
    pub(super) fn read_whole<T: FromJson>(&mut self) -> Result<T, DecodeError> {
        let read = T::read(self);
        let read = read.and_then(|value| self.end().map(|()| value));
        read.map_err(|error| self.explain(error, (self.text(), 0)))
    }

    /// Reads the next value with a cursor.
    pub(super) fn read_at_cursor<T: FromJson>(&mut self) -> Result<T, ReadError> {
        let start = self.next_offset();
        let value = self.raw_value()?;
        let read = T::from_json(JsonCursor::of(value).tolerating(self.tolerance));
        read.map_err(|error| {
            self.nested = Some(Box::new(error));
            ReadError::unexpected(start, "a value")
        })
    }

    /// Reads the value of a member that has to be there into its variable.
    ///
    /// # Errors
    /// When the value has another type, and when the object has the member twice.
    pub fn once<T: FromJson>(&mut self, member: &mut Option<T>) -> Result<(), ReadError> {
        if self.tolerance != Tolerance::Strict
            && let Some(empty) = T::empty()
            && self.null()?
        {
            *member = Some(empty);
            return Ok(());
        }
        let start = self.next_offset();
        let value = T::read(self)?;
        match member.replace(value) {
            None => Ok(()),
            Some(_) => Err(ReadError::duplicate(start)),
        }
    }

    /// Returns a member of the object at `start` that has to be there.
    ///
    /// # Errors
    /// When the member is absent, unless its type has an empty value and the tolerance is not strict.
    pub fn required<T: FromJson>(
        &self,
        start: usize,
        name: &'static str,
        member: Option<T>,
    ) -> Result<T, ReadError> {
        let member = if self.tolerance == Tolerance::Strict {
            member
        } else {
            member.or_else(T::empty)
        };
        member.ok_or(ReadError::missing(start, name))
    }

    /// Reads the value of an optional member into its variable; null is absent.
    ///
    /// # Errors
    /// When the value has another type and the tolerance is strict, and when the object has the member twice.
    pub fn optional<T: FromJson>(&mut self, member: &mut Option<T>) -> Result<(), ReadError> {
        if self.null()? {
            return Ok(());
        }
        let start = self.next_offset();
        if let Some(value) = self.tolerated()?
            && member.replace(value).is_some()
        {
            return Err(ReadError::duplicate(start));
        }
        Ok(())
    }

    /// Reads the value of a member that may be absent, null or a value into its variable.
    ///
    /// # Errors
    /// Those of [`Reader::optional`].
    pub fn three_states<T: FromJson>(&mut self, member: &mut Optional<T>) -> Result<(), ReadError> {
        let start = self.next_offset();
        if !member.is_absent() {
            return Err(ReadError::duplicate(start));
        }
        if self.null()? {
            *member = Optional::Null;
        } else if let Some(value) = self.tolerated()? {
            *member = Optional::Value(value);
        }
        Ok(())
    }

    /// Reads a value; one of another type is logged and skipped, unless the tolerance is strict.
    fn tolerated<T: FromJson>(&mut self) -> Result<Option<T>, ReadError> {
        if self.tolerance == Tolerance::Strict {
            return T::read(self).map(Some);
        }
        let mut attempt = self.clone();
        match T::read(&mut attempt) {
            Ok(value) => {
                *self = attempt;
                Ok(Some(value))
            }
            Err(error) if error.is_of_type() => {
                self.skip()?;
                let error = attempt.explain(error, (self.text(), 0));
                let (path, expected, found) = (error.path(), error.expected(), error.found());
                tracing::warn!(path, expected, found, "output does not fit");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the text of a member of the next value, which says which type the value has; `None` when the value is no
    /// object or the member is no text. Nothing is read.
    ///
    /// # Errors
    /// When the text is not JSON.
    pub fn tag(&self, member: &str) -> Result<Option<Cow<'a, str>>, ReadError> {
        let mut ahead = self.clone();
        if ahead.peek()? != Kind::Object {
            return Ok(None);
        }
        ahead.object()?;
        while let Some(name) = ahead.key()? {
            if name == member {
                let is_text = ahead.peek()? == Kind::String;
                return if is_text {
                    ahead.string().map(Some)
                } else {
                    Ok(None)
                };
            }
            ahead.skip()?;
        }
        Ok(None)
    }

    /// Reads the next value, if it is of this kind and type; otherwise reads nothing.
    ///
    /// # Errors
    /// When the text is not JSON.
    pub fn read_if<T: FromJson>(&mut self, kind: Kind) -> Result<Option<T>, ReadError> {
        if self.peek()? != kind {
            return Ok(None);
        }
        let mut attempt = self.clone();
        match T::read(&mut attempt) {
            Ok(value) => {
                *self = attempt;
                Ok(Some(value))
            }
            Err(error) if error.is_of_type() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads the next value, if it is an object of this type with these members and texts; otherwise reads nothing.
    ///
    /// # Errors
    /// When the text is not JSON.
    pub fn read_if_has<T: FromJson>(
        &mut self,
        members: &[&str],
        texts: &[(&str, &str)],
    ) -> Result<Option<T>, ReadError> {
        if self.peek()? != Kind::Object {
            return Ok(None);
        }
        let (mut ahead, mut found) = (self.clone(), 0);
        ahead.object()?;
        while let Some(name) = ahead.key()? {
            found += usize::from(members.contains(&&*name));
            let text = texts.iter().find(|(known, _)| *known == name);
            match text {
                Some((_, text)) if ahead.peek()? == Kind::String => {
                    if ahead.string()? != *text {
                        return Ok(None);
                    }
                }
                _ => ahead.skip()?,
            }
        }
        if found < members.len() {
            return Ok(None);
        }
        self.read_if(Kind::Object)
    }

    /// Reads a value that is written as text, such as `"7.5"`.
    pub(super) fn written_as_text<T>(
        &mut self,
        expected: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, ReadError> {
        let start = self.next_offset();
        let text = self.string()?;
        read(text.trim()).ok_or(ReadError::unexpected(start, expected))
    }

    /// Returns an error with its path. `within` is the whole text that this reader reads a part of, and where the part starts.
    fn explain(&mut self, error: ReadError, (whole, start): (&str, usize)) -> DecodeError {
        let error = error.moved(start);
        match self.nested.take() {
            Some(nested) => nested.below(&path::to_offset(whole, error.offset())),
            None => error.in_text(whole),
        }
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
    fn read(json: &mut Reader<'_>) -> Result<Self, ReadError> {
        T::read(json).map(Self::new)
    }
}

impl<T: ToJson + ?Sized> ToJson for Box<T> {
    fn write_json(&self, json: &mut Writer) {
        (**self).write_json(json);
    }
}

impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn read(json: &mut Reader<'_>) -> Result<Self, ReadError> {
        let mut members = Self::new();
        json.object()?;
        while let Some(name) = json.key()? {
            let start = json.next_offset();
            if members.insert(name.into_owned(), T::read(json)?).is_some() {
                return Err(ReadError::duplicate(start));
            }
        }
        Ok(members)
    }

    fn empty() -> Option<Self> {
        Some(Self::new())
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
    fn read(json: &mut Reader<'_>) -> Result<Self, ReadError> {
        json.written_as_text("Base64 text", |text| {
            let text: String = text
                .chars()
                .filter(|character| !character.is_ascii_whitespace())
                .collect();
            let alphabet = if text.contains(['-', '_']) {
                &alphabet::URL_SAFE
            } else {
                &alphabet::STANDARD
            };
            let bytes = GeneralPurpose::new(alphabet, LENIENT).decode(text).ok()?;
            Some(Self(bytes.into()))
        })
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
