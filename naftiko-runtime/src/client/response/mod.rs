//! Successful responses.

mod conversion;
#[cfg_attr(
    not(feature = "rest"),
    expect(dead_code, reason = "REST adapters alone pass links on")
)]
mod place;
mod raw;
mod streaming;

pub(crate) use place::Place;
pub(crate) use raw::RawResponse;
pub use streaming::Streaming;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::charset;
use crate::format::Conversion;
use crate::memory;
use crate::value::{
    Budget, Converted, DecodeError, FromJson, Json, JsonCursor, ReadError, Reader, Tolerance, checked,
};

/// A body that takes long to convert.
const LARGE: usize = 256 * 1024;

/// A successful response (2xx): status, headers, the raw body, and a `T` that is decoded on demand.
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// Set when the body is not JSON.
    conversion: Option<Conversion>,
    /// The JSON of a body that is converted already.
    converted: Option<Converted>,
    tolerance: Tolerance,
    /// Where the API is, if the response has links.
    place: Option<Box<Place>>,
    decoded: PhantomData<fn() -> T>,
}

impl<T> Response<T> {
    /// Creates a response, for tests and for code that replaces a call.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            status,
            headers,
            body,
            conversion: None,
            converted: None,
            tolerance: Tolerance::Strict,
            place: None,
            decoded: PhantomData,
        }
    }

    /// Sets a conversion of the body, for each time that it is read.
    pub(crate) fn converted_by(self, conversion: Option<Conversion>) -> Self {
        Self { conversion, ..self }
    }

    /// Sets where the API is.
    pub(crate) fn at(self, place: Option<Box<Place>>) -> Self {
        Self { place, ..self }
    }

    /// Takes where the API is, if the response has links.
    #[cfg(feature = "rest")]
    pub(crate) fn take_place(&mut self) -> Option<Box<Place>> {
        self.place.take()
    }

    /// Returns the response as one of another type.
    pub(crate) fn of_type<U>(self) -> Response<U> {
        Response {
            status: self.status,
            headers: self.headers,
            body: self.body,
            conversion: self.conversion,
            converted: self.converted,
            tolerance: self.tolerance,
            place: self.place,
            decoded: PhantomData,
        }
    }

    fn with_converted(self, converted: Option<Converted>) -> Self {
        Self { converted, ..self }
    }

    /// Sets what [`value`](Self::value), [`map`](Self::map) and [`select`](Self::select) do with values that do not match.
    #[must_use]
    pub fn tolerating(self, tolerance: Tolerance) -> Self {
        Self { tolerance, ..self }
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the raw body.
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// Converts a large body in another format than JSON, on another thread: it delays no other request, and stops the waiting at the deadline.
    /// Generated code does so before it reads a response. A small body is converted when it is read.
    ///
    /// # Errors
    /// When the body is not in the operation's format.
    pub async fn converted(mut self) -> Result<Self, DecodeError> {
        if self.is_converted_aside()
            && let Some(conversion) = self.conversion
        {
            self.converted = Some({
                let charset = self.charset().map(Cow::into_owned);
                // The future is large, and few responses need it.
                Box::pin(conversion::aside(conversion, self.body.clone(), charset)).await?
            });
        }
        Ok(self)
    }

    /// Returns whether [`Response::converted`] has something to do: few bodies are large and in another format than JSON.
    pub(crate) fn is_converted_aside(&self) -> bool {
        self.conversion.is_some() && self.body.len() > LARGE && self.converted.is_none()
    }

    /// Returns the charset of the body, if one is declared.
    fn charset(&self) -> Option<Cow<'_, str>> {
        match self.conversion {
            Some(conversion) => conversion.charset(&self.body, &self.headers),
            None => charset::of(&self.headers).map(Cow::Borrowed),
        }
    }

    /// Returns the body as UTF-8, which nearly every body is already.
    fn text(&self) -> Result<Cow<'_, Bytes>, DecodeError> {
        let Some(text) = charset::decode(&self.body, self.charset().as_deref())? else {
            return Ok(Cow::Borrowed(&self.body));
        };
        memory::take(text.len())?;
        Ok(Cow::Owned(text.into()))
    }

    /// Returns the JSON of a body in another format.
    fn convert(&self, conversion: Conversion) -> Result<Converted, DecodeError> {
        match &self.converted {
            Some(converted) => Ok(converted.clone()),
            None => conversion.convert(&self.body, self.charset().as_deref()),
        }
    }

    /// Returns the body as JSON; an empty one is null. A body in another format is converted first, each time, here
    /// and in [`map`](Self::map), [`select`](Self::select) and [`value`](Self::value), unless it is [`converted`](Self::converted).
    ///
    /// # Errors
    /// When the body is not JSON, or not in the operation's format.
    pub fn json(&self) -> Result<Json, DecodeError> {
        match self.conversion {
            None => Json::parse(self.text()?.into_owned()),
            Some(conversion) => self.convert(conversion).map(Converted::into_json),
        }
    }

    /// Returns whether the response has no content: by its status (204, 205), or since its body is blank. A message of Protobuf or a datum of
    /// Avro may have no bytes.
    pub fn is_empty(&self) -> bool {
        let by_status = matches!(self.status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT);
        let is_binary = self.conversion.is_some_and(Conversion::is_binary);
        by_status || !is_binary && self.body.trim_ascii().is_empty()
    }

    /// Returns the result of `read` on the JSON of the body.
    ///
    /// # Errors
    /// When the response [is empty](Self::is_empty), the body is not JSON, and those of `read`.
    pub fn map<U>(
        &self,
        read: impl FnOnce(JsonCursor<'_>) -> Result<U, DecodeError>,
    ) -> Result<U, DecodeError> {
        if self.is_empty() {
            return Err(DecodeError::empty_body());
        }
        if let Some(conversion) = self.conversion {
            let converted = self.convert(conversion)?;
            return read(converted.at().tolerating(self.tolerance));
        }
        let text = self.text()?;
        let checked = checked(&text, Budget::default())?;
        read(JsonCursor::of(checked).sharing(&text).tolerating(self.tolerance))
    }

    /// Returns the result of `read` on a reader of the JSON of the body, which it reads to its end.
    ///
    /// # Errors
    /// When the body is not JSON, and those of `read`.
    pub(crate) fn read<U>(
        &self,
        read: impl FnOnce(&mut Reader<'_>) -> Result<U, ReadError>,
    ) -> Result<U, DecodeError> {
        let json = match self.conversion {
            Some(conversion) => Cow::Owned(self.convert(conversion)?.into_json().into_bytes()),
            None => self.text()?,
        };
        let json = charset::utf8(&json)
            .map_err(|error| DecodeError::malformed(&json, error.valid_up_to(), false))?;
        let mut json = Reader::new(json)
            .tolerating(self.tolerance)
            .of_status(self.status);
        json.whole(read)
    }

    /// Returns the value that `find` selects in the JSON of the body; null when nothing is there.
    ///
    /// # Errors
    /// When the response [is empty](Self::is_empty), when the body is not JSON, and when the path leads into a scalar and the tolerance is strict.
    pub fn select(
        &self,
        find: impl for<'a> FnOnce(JsonCursor<'a>) -> JsonCursor<'a>,
    ) -> Result<Json, DecodeError> {
        self.map(|at| find(at).optional_any())
            .map(Option::unwrap_or_default)
    }

    /// Returns the raw body only.
    pub fn into_bytes(self) -> Bytes {
        self.body
    }

    /// Returns status, headers and body, to relay them.
    pub fn into_parts(self) -> (StatusCode, HeaderMap, Bytes) {
        (self.status, self.headers, self.body)
    }
}

impl<T: Decode> Response<T> {
    /// Returns the decoded body.
    ///
    /// # Errors
    /// When the body is not such a value.
    pub fn value(&self) -> Result<T, DecodeError> {
        let (status, tolerance) = (self.status, self.tolerance);
        let is_binary = self.conversion.is_some_and(Conversion::is_binary);
        let body = if T::IS_TEXT && !is_binary {
            self.text()?
        } else {
            Cow::Borrowed(&self.body)
        };
        match self.conversion {
            Some(conversion) if !self.is_empty() => {
                T::decode_as(status, &body, tolerance, |_| self.convert(conversion))
            }
            _ => T::decode(status, &body, tolerance),
        }
    }
}

impl<T> Clone for Response<T> {
    fn clone(&self) -> Self {
        Self::new(self.status, self.headers.clone(), self.body.clone())
            .converted_by(self.conversion)
            .with_converted(self.converted.clone())
            .at(self.place.clone())
            .tolerating(self.tolerance)
    }
}

/// Shows the status and the size of the body, which may contain tokens.
impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// A type that a response body can be decoded as: [`Bytes`], and every [`FromJson`]: generated structs, [`Json`] and
/// [`Value`](crate::Value) (an empty body is null), and `String` (the text of the body, which need not be JSON).
pub trait Decode: Sized {
    /// Whether the body is decoded as text: by its byte order mark or its charset, to UTF-8.
    const IS_TEXT: bool = true;

    /// Decodes the body of a response with a status.
    ///
    /// # Errors
    /// When the body is not such a value.
    fn decode(status: StatusCode, body: &Bytes, tolerance: Tolerance) -> Result<Self, DecodeError>;

    /// Decodes a body of another format, which `convert` converts to JSON. A type that is not read from JSON is
    /// decoded from the raw body.
    ///
    /// # Errors
    /// Those of `convert`, and when the body is not such a value.
    fn decode_as(
        status: StatusCode,
        body: &Bytes,
        tolerance: Tolerance,
        convert: impl FnOnce(&[u8]) -> Result<Converted, DecodeError>,
    ) -> Result<Self, DecodeError> {
        let _ = convert;
        Self::decode(status, body, tolerance)
    }
}

impl<T: FromJson> Decode for T {
    fn decode(status: StatusCode, body: &Bytes, tolerance: Tolerance) -> Result<Self, DecodeError> {
        T::from_body(status, body, tolerance)
    }

    fn decode_as(
        status: StatusCode,
        body: &Bytes,
        tolerance: Tolerance,
        convert: impl FnOnce(&[u8]) -> Result<Converted, DecodeError>,
    ) -> Result<Self, DecodeError> {
        T::from_body_as(status, body, tolerance, convert)
    }
}

impl Decode for Bytes {
    const IS_TEXT: bool = false;

    fn decode(_: StatusCode, body: &Bytes, _: Tolerance) -> Result<Self, DecodeError> {
        Ok(body.clone())
    }
}
