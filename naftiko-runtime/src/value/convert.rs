//! Conversions of types from and to JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;
use http::StatusCode;
use serde_json::Value;

use super::reader::text_of;
use super::{Converted, DecodeError, Json, JsonCursor, Kind, Number, ReadError, Reader, Tolerance, Writer};
use crate::memory;

/// A type that can be read from JSON: by a cursor, which finds values by their paths, or by a reader, which reads all of
/// them once in their order. An implementation has one of the two; each provides the other.
pub trait FromJson: Sized {
    /// Reads the value at a cursor.
    ///
    /// # Errors
    /// When the value has another type.
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        at.read()
    }

    /// Reads the next value of a reader.
    ///
    /// # Errors
    /// When the value has another type, or the text is not JSON.
    fn read(json: &mut Reader<'_>) -> Result<Self, ReadError> {
        json.read_at_cursor()
    }

    /// Returns the value of a required member that is absent or null, where the tolerance is not strict; `None` for
    /// types without an empty value.
    fn empty() -> Option<Self> {
        None
    }

    /// Reads the value of the body of a response: JSON, unless the type is another form of the body. An empty body is null for types that
    /// null is a value of.
    ///
    /// # Errors
    /// When the body is not JSON, its value has another type, or it is empty ([`DecodeError::is_empty_body`]).
    fn from_body(status: StatusCode, body: &Bytes, tolerance: Tolerance) -> Result<Self, DecodeError> {
        let text = text_of(body)?;
        if text.trim_ascii().is_empty() {
            let read = Reader::of_empty_body().of_status(status).read_whole();
            return read.map_err(|_| DecodeError::empty_body());
        }
        let mut json = Reader::new(text).tolerating(tolerance).of_status(status);
        json.read_whole()
    }

    /// Reads like [`FromJson::from_body`], with `convert` for a body in another format.
    ///
    /// # Errors
    /// Those of `convert`, and when the value has another type.
    fn from_body_as(
        _: StatusCode,
        body: &Bytes,
        tolerance: Tolerance,
        convert: impl FnOnce(&[u8]) -> Result<Converted, DecodeError>,
    ) -> Result<Self, DecodeError> {
        Self::from_json(convert(body)?.at().tolerating(tolerance))
    }
}

/// A type that can be written as JSON.
pub trait ToJson {
    /// Writes the value.
    fn write_json(&self, json: &mut Writer);

    /// Returns the value as JSON.
    fn to_json(&self) -> Json {
        let mut writer = Writer::new();
        self.write_json(&mut writer);
        writer.finish()
    }
}

/// Read as a tree, whose numbers are 64-bit integers or doubles.
impl FromJson for Value {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        at.any().map(|json| json.to_value())
    }

    fn from_body(_: StatusCode, body: &Bytes, _: Tolerance) -> Result<Self, DecodeError> {
        serde_json::from_slice(body).or_else(|_| {
            // An empty body is null.
            let json = Json::parse(body.clone())?;
            let beyond = DecodeError::new("$", "a tree of JSON", "numbers or levels beyond it");
            serde_json::from_slice(json.as_bytes()).map_err(|_| beyond)
        })
    }
}

impl FromJson for Json {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        at.any()
    }

    fn read(json: &mut Reader<'_>) -> Result<Self, ReadError> {
        json.raw_value().map(|value| Self::part(None, value))
    }

    fn from_body(_: StatusCode, body: &Bytes, _: Tolerance) -> Result<Self, DecodeError> {
        Self::parse(body.clone())
    }
}

impl FromJson for String {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        at.string()
    }

    fn read(json: &mut Reader<'_>) -> Result<Self, ReadError> {
        json.text_value().map(Cow::into_owned)
    }

    /// Returns the text of the body, which need not be JSON.
    fn from_body(_: StatusCode, body: &Bytes, _: Tolerance) -> Result<Self, DecodeError> {
        text_of(body)
            .map(str::to_owned)
            .map_err(|_| DecodeError::new("$", "UTF-8 text", "other bytes"))
    }

    fn from_body_as(
        status: StatusCode,
        body: &Bytes,
        tolerance: Tolerance,
        _: impl FnOnce(&[u8]) -> Result<Converted, DecodeError>,
    ) -> Result<Self, DecodeError> {
        Self::from_body(status, body, tolerance)
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn read(json: &mut Reader<'_>) -> Result<Self, ReadError> {
        memory::take(size_of::<T>())?;
        T::read(json).map(Self::new)
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        at.optional(T::from_json)
    }

    fn read(json: &mut Reader<'_>) -> Result<Self, ReadError> {
        if json.null()? {
            return Ok(None);
        }
        T::read(json).map(Some)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        at.list(T::from_json)
    }

    fn read(json: &mut Reader<'_>) -> Result<Self, ReadError> {
        let mut items = Self::new();
        json.array()?;
        while json.item()? {
            memory::take_item::<T>(items.is_empty())?;
            items.extend(json.part()?);
        }
        Ok(items)
    }

    fn empty() -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn read(json: &mut Reader<'_>) -> Result<Self, ReadError> {
        let mut members = Self::new();
        json.object()?;
        while let Some(name) = json.key()? {
            // Nodes of a map are half full.
            memory::take(2 * size_of::<(String, T)>())?;
            json.insert(name, &mut members)?;
        }
        Ok(members)
    }

    fn empty() -> Option<Self> {
        Some(Self::new())
    }
}

macro_rules! from_json {
    ($($type:ty: $read:ident, $expected:literal, $from_text:expr);*) => {$(
        impl FromJson for $type {
            fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
                at.$read()
            }

            fn read(json: &mut Reader<'_>) -> Result<Self, ReadError> {
                if json.peek()? == Kind::String {
                    json.written_as_text($expected, $from_text)
                } else {
                    json.$read()
                }
            }
        }
    )*};
}

from_json! {
    i64: integer, "an integer", |text| Number::lenient(text)?.as_i64();
    f64: double, "a number", |text| Some(Number::lenient(text)?.as_f64()).filter(|number| number.is_finite());
    Number: number, "a number", Number::lenient;
    bool: boolean, "a boolean", |text| text.parse().ok()
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn write_json(&self, json: &mut Writer) {
        (**self).write_json(json);
    }
}

impl<T: ToJson + ?Sized> ToJson for Box<T> {
    fn write_json(&self, json: &mut Writer) {
        (**self).write_json(json);
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn write_json(&self, json: &mut Writer) {
        match self {
            Some(value) => value.write_json(json),
            None => {
                json.null();
            }
        }
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write_json(&self, json: &mut Writer) {
        self.as_slice().write_json(json);
    }
}

impl<T: ToJson> ToJson for [T] {
    fn write_json(&self, json: &mut Writer) {
        json.array();
        for item in self {
            json.item(item);
        }
        json.end_array();
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

impl ToJson for Value {
    fn write_json(&self, json: &mut Writer) {
        json.tree(self);
    }
}

impl ToJson for Json {
    fn write_json(&self, json: &mut Writer) {
        json.json(self);
    }

    fn to_json(&self) -> Json {
        self.clone()
    }
}

impl ToJson for str {
    fn write_json(&self, json: &mut Writer) {
        json.string(self);
    }
}

impl ToJson for String {
    fn write_json(&self, json: &mut Writer) {
        json.string(self);
    }
}

impl ToJson for Number {
    fn write_json(&self, json: &mut Writer) {
        json.number(self);
    }
}

impl ToJson for i64 {
    fn write_json(&self, json: &mut Writer) {
        json.integer(*self);
    }
}

/// An integral double has no fraction; NaN and infinities are null.
impl ToJson for f64 {
    fn write_json(&self, json: &mut Writer) {
        match Number::from_f64(*self) {
            Some(number) => json.number(&number),
            None => json.null(),
        };
    }
}

impl ToJson for bool {
    fn write_json(&self, json: &mut Writer) {
        json.boolean(*self);
    }
}
