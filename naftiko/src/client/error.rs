//! Why a call failed.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::{AuthenticationError, StatusError, TransportError, TransportErrorKind, retry};
use crate::input::{In, InvalidInput};
use crate::value::DecodeError;

/// A failed call: which operation, why, and whether trying again may help.
///
/// Its texts name the operation and never the URL, a header or a body, so that it can be logged and relayed.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    operation: &'static str,
    idempotent: bool,
    kind: ErrorKind,
}

/// Why a call failed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The arguments cannot be sent; nothing was.
    InvalidInput(InvalidInput),
    /// The request cannot be built, for a reason that is not the caller's: configuration, or the spec.
    /// Nothing was sent.
    Build(String),
    /// There are no credentials for it; it was not sent, or not again.
    Authentication(AuthenticationError),
    /// The API was not reached, or the exchange broke off.
    Transport(TransportError),
    /// The API answered with another status than 2xx.
    Status(StatusError),
    /// The answer is larger than the limit.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The answer is not what the spec says.
    Decode(DecodeError),
}

impl Error {
    pub(super) fn new(operation: &'static str, idempotent: bool, kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            operation,
            idempotent,
            kind,
        }))
    }

    /// A call that the generated client cannot make, and why.
    pub fn unsupported(operation: &'static str, reason: &str) -> Self {
        Self::new(operation, false, ErrorKind::Build(reason.to_owned()))
    }

    /// The operation that was called, such as `parcels.get-parcel`; empty when the error comes from a
    /// [`DecodeError`] alone.
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// Why it failed.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Reports invalid inputs by where the caller gave them, in place of the names that the API has for them.
    #[must_use]
    pub fn in_inputs(mut self, places: &[(&str, In<'_>)]) -> Self {
        if let ErrorKind::InvalidInput(invalid) = &mut self.0.kind {
            invalid.rename(places);
        }
        self
    }

    /// Why it failed, to take apart.
    pub fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// The status the API answered with, when that is the failure.
    pub fn status(&self) -> Option<StatusCode> {
        match &self.0.kind {
            ErrorKind::Status(error) => Some(error.status()),
            _ => None,
        }
    }

    /// Whether time ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(&self.0.kind, ErrorKind::Transport(error) if error.kind() == TransportErrorKind::Timeout)
    }

    /// Whether the same call may succeed later without doing something twice: no connection; 408, 429, 502,
    /// 503 or 504; and, for methods that may be repeated (GET, HEAD, PUT, DELETE, OPTIONS), 500 and any other
    /// transport failure.
    pub fn is_retryable(&self) -> bool {
        let idempotent = self.0.idempotent;
        match &self.0.kind {
            ErrorKind::Authentication(error) => error.is_retryable(),
            ErrorKind::Transport(error) => idempotent || !error.may_have_been_sent(),
            ErrorKind::Status(error) => match error.status().as_u16() {
                408 | 429 | 502 | 503 | 504 => true,
                500 => idempotent,
                _ => false,
            },
            _ => false,
        }
    }

    /// How long the API asks to wait before that, by `Retry-After` or `Retry-After-Ms`.
    pub fn retry_after(&self) -> Option<Duration> {
        retry::hint(&self.0.kind)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.operation.is_empty() {
            write!(f, "{}: ", self.0.operation)?;
        }
        match &self.0.kind {
            ErrorKind::InvalidInput(invalid) => invalid.fmt(f),
            ErrorKind::Build(reason) => write!(f, "the request cannot be built: {reason}"),
            ErrorKind::Authentication(error) => error.fmt(f),
            ErrorKind::Transport(error) => error.fmt(f),
            ErrorKind::Status(error) => error.fmt(f),
            ErrorKind::TooLarge { limit } => write!(f, "the API answered with more than {limit} bytes"),
            ErrorKind::Decode(error) => write!(f, "the API's answer is not as described: {error}"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("operation", &self.0.operation)
            .field("kind", &self.0.kind)
            .finish()
    }
}

impl std::error::Error for Error {}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::new("", false, ErrorKind::Decode(error))
    }
}
