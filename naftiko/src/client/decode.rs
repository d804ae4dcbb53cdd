//! Types that a whole body can be read as.

use bytes::Bytes;

use crate::value::{DecodeError, FromJson};

/// A type that a response body can be decoded as: [`Bytes`], and everything that is [`FromJson`]: generated
/// structs, [`Value`](crate::Value) (an empty body is null), and `String` (the body's text, which need not be
/// JSON).
pub trait Decode: Sized {
    /// Decodes a body.
    ///
    /// # Errors
    /// When the body is not such a value.
    fn decode(body: &Bytes) -> Result<Self, DecodeError>;
}

impl<T: FromJson> Decode for T {
    fn decode(body: &Bytes) -> Result<Self, DecodeError> {
        T::from_body(body)
    }
}

impl Decode for Bytes {
    fn decode(body: &Bytes) -> Result<Self, DecodeError> {
        Ok(body.clone())
    }
}
