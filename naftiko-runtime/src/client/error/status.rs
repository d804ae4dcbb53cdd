//! Responses that are not a success.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::charset;
use crate::secret::Redactor;

/// A response with a status other than 2xx, with a limited body. What the client sent as credentials, and the values of
/// its variables, are struck out of headers and body.
///
/// `Debug` and `Display` show the status only, since headers and body may contain secrets.
#[derive(Clone)]
pub struct StatusError(Box<StatusErrorInner>);

#[derive(Clone)]
struct StatusErrorInner {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    truncated: bool,
    of_caller: bool,
}

impl StatusError {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Bytes, truncated: bool) -> Self {
        Self(Box::new(StatusErrorInner {
            status,
            headers,
            body,
            truncated,
            of_caller: false,
        }))
    }

    /// Sets whether the request had credentials of its caller and none of the client.
    pub(crate) fn of_caller(mut self, of_caller: bool) -> Self {
        self.0.of_caller = of_caller;
        self
    }

    /// Strikes secrets out of the headers and the body.
    pub(crate) fn redacted(mut self, redactor: &Redactor) -> Self {
        for value in self.0.headers.values_mut() {
            let redacted = redactor.redact(value.as_bytes());
            if let Some(Ok(redacted)) = redacted.map(|value| HeaderValue::from_bytes(&value)) {
                *value = redacted;
            }
        }
        if let Some(redacted) = redactor.redact(&self.0.body) {
            self.0.body = redacted.into();
        }
        self.redacted_in_charset(redactor)
    }

    /// Strikes secrets out of a body in another charset than UTF-8, which then is UTF-8.
    fn redacted_in_charset(mut self, redactor: &Redactor) -> Self {
        let decoded = charset::decode(&self.0.body, charset::of(&self.0.headers));
        let text = decoded.ok().flatten();
        if let Some(redacted) = text.and_then(|text| redactor.redact(text.as_bytes())) {
            self.0.body = redacted.into();
            self.0.headers.insert(
                CONTENT_TYPE,
                HeaderValue::from_static("text/plain; charset=utf-8"),
            );
        }
        self
    }

    /// Returns the body as UTF-8 text; what is not text in its charset is U+FFFD.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match charset::decode(&self.0.body, charset::of(&self.0.headers)) {
            Ok(Some(text)) => Cow::Owned(text),
            _ => match charset::utf8(&self.0.body) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => String::from_utf8_lossy(&self.0.body),
            },
        }
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// Returns the body, at most 64 KiB of it.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// Returns whether the body was longer than that.
    pub fn is_truncated(&self) -> bool {
        self.0.truncated
    }

    /// Returns whether the API rejected the credentials of the client: the status is 401, and no credentials of the caller were sent.
    pub fn rejects_client(&self) -> bool {
        self.0.status == StatusCode::UNAUTHORIZED && !self.0.of_caller
    }

    /// Returns status, headers and body, to relay them.
    pub fn into_parts(self) -> (StatusCode, HeaderMap, Bytes) {
        (self.0.status, self.0.headers, self.0.body)
    }
}

impl fmt::Debug for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusError")
            .field("status", &self.0.status)
            .field("body_bytes", &self.0.body.len())
            .field("truncated", &self.0.truncated)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the API returned {}", self.0.status)
    }
}

impl std::error::Error for StatusError {}
