//! A successful answer.

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::Decode;
use crate::format::Conversion;
use crate::value::{At, Budget, DecodeError, Json, Tolerance, checked};

/// A successful answer (2xx): status, headers, the body as it came, and a `T` decoded when asked for.
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// When the body is not JSON.
    conversion: Option<Conversion>,
    tolerance: Tolerance,
    decoded: PhantomData<fn() -> T>,
}

impl<T> Response<T> {
    /// An answer made by hand: for tests, and for code that replaces a call.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            status,
            headers,
            body,
            conversion: None,
            tolerance: Tolerance::Strict,
            decoded: PhantomData,
        }
    }

    /// Converts the body, from then on, whenever it is read.
    pub(super) fn converted_by(self, conversion: Option<Conversion>) -> Self {
        Self { conversion, ..self }
    }

    /// Sets what [`map`](Self::map) and [`select`](Self::select) do with what does not fit.
    #[must_use]
    pub fn tolerating(self, tolerance: Tolerance) -> Self {
        Self { tolerance, ..self }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body as it came.
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// The body as JSON; an empty one is null. When the operation answers in another format, it is what the
    /// body converts to, as it is for [`map`](Self::map), [`select`](Self::select) and
    /// [`value`](Self::value): each time anew.
    ///
    /// # Errors
    /// When the body is not JSON, or not in the operation's format.
    pub fn json(&self) -> Result<Json, DecodeError> {
        match self.conversion {
            None => Json::parse(self.body.clone()),
            Some(conversion) => conversion.convert(&self.body),
        }
    }

    /// What `read` makes of the body's JSON.
    ///
    /// # Errors
    /// When the body is not JSON, and those of `read`.
    pub fn map<U>(&self, read: impl FnOnce(At<'_>) -> Result<U, DecodeError>) -> Result<U, DecodeError> {
        if let Some(conversion) = self.conversion {
            let json = conversion.convert(&self.body)?;
            return read(json.at().tolerating(self.tolerance));
        }
        let text = checked(&self.body, Budget::default())?;
        read(At::of(text).sharing(&self.body).tolerating(self.tolerance))
    }

    /// The part of the body's JSON that `find` leads to; null when nothing is there.
    ///
    /// # Errors
    /// When the body is not JSON, and when the path leads into something else than objects and arrays and that is not
    /// tolerated.
    pub fn select(&self, find: impl for<'a> FnOnce(At<'a>) -> At<'a>) -> Result<Json, DecodeError> {
        self.map(|at| find(at).optional_any())
            .map(Option::unwrap_or_default)
    }

    /// The body, without the rest.
    pub fn into_bytes(self) -> Bytes {
        self.body
    }

    /// Status, headers and body, to relay them.
    pub fn into_parts(self) -> (StatusCode, HeaderMap, Bytes) {
        (self.status, self.headers, self.body)
    }
}

impl<T: Decode> Response<T> {
    /// The body, decoded.
    ///
    /// # Errors
    /// When the body is not such a value.
    pub fn value(&self) -> Result<T, DecodeError> {
        match self.conversion {
            None => T::decode(&self.body),
            Some(conversion) => T::decode_as(&self.body, |body| conversion.convert(body)),
        }
    }
}

impl<T> Clone for Response<T> {
    fn clone(&self) -> Self {
        Self::new(self.status, self.headers.clone(), self.body.clone())
            .converted_by(self.conversion)
            .tolerating(self.tolerance)
    }
}

/// Shows the status and the body's size: bodies may hold tokens.
impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
