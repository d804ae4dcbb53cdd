//! Types read from JSON, and written back to it.

use bytes::Bytes;
use serde_json::Value;

use super::{At, DecodeError};

/// A type that can be read from a place in a JSON document.
pub trait FromJson: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// When what is there is not such a value.
    fn from_json(at: At<'_>) -> Result<Self, DecodeError>;

    /// Reads it from a whole body: JSON (an empty body is null), unless the type is the body in another form.
    ///
    /// # Errors
    /// When the body is not JSON, or not such a value.
    fn from_body(body: &Bytes) -> Result<Self, DecodeError> {
        Self::from_body_as(body, parse)
    }

    /// As [`FromJson::from_body`], with `convert` making JSON of a body in another format.
    ///
    /// # Errors
    /// Those of `convert`, and when it is not such a value.
    fn from_body_as(
        body: &Bytes,
        convert: impl FnOnce(&[u8]) -> Result<Value, DecodeError>,
    ) -> Result<Self, DecodeError> {
        Self::from_json(At::root(&convert(body)?))
    }
}

/// A type that can be written as JSON.
pub trait ToJson {
    /// Its JSON.
    fn to_json(self) -> Value;
}

/// Parses a body: nothing is null. Depth is limited by the parser (128).
pub(crate) fn parse(body: &[u8]) -> Result<Value, DecodeError> {
    if body.trim_ascii().is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(body).map_err(|error| DecodeError::malformed(&error))
}

impl FromJson for Value {
    fn from_json(at: At<'_>) -> Result<Self, DecodeError> {
        at.any()
    }

    fn from_body_as(
        body: &Bytes,
        convert: impl FnOnce(&[u8]) -> Result<Value, DecodeError>,
    ) -> Result<Self, DecodeError> {
        convert(body)
    }
}

impl FromJson for String {
    fn from_json(at: At<'_>) -> Result<Self, DecodeError> {
        at.string()
    }

    /// The body's text as it came, which need not be JSON.
    fn from_body_as(
        body: &Bytes,
        _: impl FnOnce(&[u8]) -> Result<Value, DecodeError>,
    ) -> Result<Self, DecodeError> {
        std::str::from_utf8(body)
            .map(str::to_owned)
            .map_err(|_| DecodeError::new("$", "UTF-8 text", "other bytes"))
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(at: At<'_>) -> Result<Self, DecodeError> {
        at.optional(T::from_json)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(at: At<'_>) -> Result<Self, DecodeError> {
        at.list(T::from_json)
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn to_json(self) -> Value {
        self.map_or(Value::Null, T::to_json)
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(self) -> Value {
        self.into_iter().map(T::to_json).collect()
    }
}

impl ToJson for Value {
    fn to_json(self) -> Value {
        self
    }
}

impl ToJson for String {
    fn to_json(self) -> Value {
        Value::String(self)
    }
}

impl ToJson for i64 {
    fn to_json(self) -> Value {
        Value::from(self)
    }
}

impl ToJson for f64 {
    fn to_json(self) -> Value {
        super::number::json_number(self)
    }
}

impl ToJson for bool {
    fn to_json(self) -> Value {
        Value::Bool(self)
    }
}

impl FromJson for i64 {
    fn from_json(at: At<'_>) -> Result<Self, DecodeError> {
        at.integer()
    }
}

impl FromJson for f64 {
    fn from_json(at: At<'_>) -> Result<Self, DecodeError> {
        at.number()
    }
}

impl FromJson for bool {
    fn from_json(at: At<'_>) -> Result<Self, DecodeError> {
        at.boolean()
    }
}
