//! Types that a whole body can be decoded as.

use bytes::Bytes;

use crate::value::{DecodeError, FromJson, Json};

/// A type that a response body can be decoded as: [`Bytes`], and every [`FromJson`]: generated structs, [`Json`] and
/// [`Value`](crate::Value) (an empty body is null), and `String` (the text of the body, which need not be JSON).
pub trait Decode: Sized {
    /// Decodes a body.
    ///
    /// # Errors
    /// When the body is not such a value.
    fn decode(body: &Bytes) -> Result<Self, DecodeError>;

    /// Decodes a body of another format, which `convert` converts to JSON. A type that is not read from JSON is
    /// decoded from the raw body.
    ///
    /// # Errors
    /// Those of `convert`, and when the body is not such a value.
    fn decode_as(
        body: &Bytes,
        convert: impl FnOnce(&[u8]) -> Result<Json, DecodeError>,
    ) -> Result<Self, DecodeError> {
        let _ = convert;
        Self::decode(body)
    }
}

impl<T: FromJson> Decode for T {
    fn decode(body: &Bytes) -> Result<Self, DecodeError> {
        T::from_body(body)
    }

    fn decode_as(
        body: &Bytes,
        convert: impl FnOnce(&[u8]) -> Result<Json, DecodeError>,
    ) -> Result<Self, DecodeError> {
        T::from_body_as(body, convert)
    }
}

impl Decode for Bytes {
    fn decode(body: &Bytes) -> Result<Self, DecodeError> {
        Ok(body.clone())
    }
}
