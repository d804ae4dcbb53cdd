//! An answer that is not a success.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

/// The API answered with another status than 2xx: the answer, its body bounded.
///
/// `Debug` and `Display` show the status alone; what a body or header holds is for the caller to judge.
#[derive(Clone)]
pub struct StatusError(Box<Answer>);

#[derive(Clone)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    truncated: bool,
}

impl StatusError {
    pub(super) fn new(status: StatusCode, headers: HeaderMap, body: Bytes, truncated: bool) -> Self {
        Self(Box::new(Answer {
            status,
            headers,
            body,
            truncated,
        }))
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The body, up to 64 KiB of it.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// Whether the body went on beyond what was kept.
    pub fn is_truncated(&self) -> bool {
        self.0.truncated
    }

    /// Status, headers and body, to relay them.
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
        write!(f, "the API answered {}", self.0.status)
    }
}

impl std::error::Error for StatusError {}
