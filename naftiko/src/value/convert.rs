//! Conversions of types from and to JSON.

use bytes::Bytes;
use serde_json::Value;

use super::reader::{Budget, checked, text_of};
use super::{DecodeError, Json, JsonCursor, Number, Writer};

/// A type that can be read from JSON.
pub trait FromJson: Sized {
    /// Reads the value at a cursor.
    ///
    /// # Errors
    /// When the value has another type.
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError>;

    /// Reads the value of a body: JSON (an empty body is null), unless the type is another form of the body.
    ///
    /// # Errors
    /// When the body is not JSON, or its value has another type.
    fn from_body(body: &Bytes) -> Result<Self, DecodeError> {
        let checked = checked(body, Budget::default())?;
        Self::from_json(JsonCursor::of(checked))
    }

    /// Reads like [`FromJson::from_body`], with `convert` for a body in another format.
    ///
    /// # Errors
    /// Those of `convert`, and when the value has another type.
    fn from_body_as(
        body: &Bytes,
        convert: impl FnOnce(&[u8]) -> Result<Json, DecodeError>,
    ) -> Result<Self, DecodeError> {
        Self::from_json(convert(body)?.at())
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

    fn from_body(body: &Bytes) -> Result<Self, DecodeError> {
        serde_json::from_slice(body).or_else(|_| {
            // An empty body is null.
            let text = checked(body, Budget::default())?.text;
            let beyond = DecodeError::new("$", "a tree of JSON", "numbers or levels beyond it");
            serde_json::from_str(text).map_err(|_| beyond)
        })
    }
}

impl FromJson for Json {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        at.any()
    }

    fn from_body(body: &Bytes) -> Result<Self, DecodeError> {
        Self::parse(body.clone())
    }
}

impl FromJson for String {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        at.string()
    }

    /// Returns the text of the body, which need not be JSON.
    fn from_body(body: &Bytes) -> Result<Self, DecodeError> {
        text_of(body)
            .map(str::to_owned)
            .map_err(|_| DecodeError::new("$", "UTF-8 text", "other bytes"))
    }

    fn from_body_as(
        body: &Bytes,
        _: impl FnOnce(&[u8]) -> Result<Json, DecodeError>,
    ) -> Result<Self, DecodeError> {
        Self::from_body(body)
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        at.optional(T::from_json)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        at.list(T::from_json)
    }
}

macro_rules! from_json {
    ($($type:ty: $read:ident),*) => {$(
        impl FromJson for $type {
            fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
                at.$read()
            }
        }
    )*};
}

from_json!(i64: integer, f64: double, Number: number, bool: boolean);

impl<T: ToJson + ?Sized> ToJson for &T {
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
