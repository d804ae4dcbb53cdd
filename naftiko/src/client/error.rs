//! Why a call failed.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::body::BoxError;
use super::{AuthenticationError, StatusError, retry};
use crate::input::InvalidInput;
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

/// How an exchange failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: name not found, refused, TLS.
    Connect,
    /// Time ran out.
    Timeout,
    /// The connection broke off.
    Io,
}

/// The API was not reached, or the exchange broke off.
#[derive(Clone, Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    may_have_been_sent: bool,
    reason: String,
}

impl TransportError {
    /// No connection came about. For transports and layers of your own, as the other constructors; the reason
    /// must not hold secrets.
    pub fn no_connection(reason: impl Into<String>) -> Self {
        Self::new(TransportErrorKind::Connect, reason)
    }

    /// Time ran out.
    pub fn timeout(reason: impl Into<String>) -> Self {
        Self::new(TransportErrorKind::Timeout, reason)
    }

    /// The connection broke off.
    pub fn broken(reason: impl Into<String>) -> Self {
        Self::new(TransportErrorKind::Io, reason)
    }

    fn new(kind: TransportErrorKind, reason: impl Into<String>) -> Self {
        Self {
            kind,
            may_have_been_sent: kind != TransportErrorKind::Connect,
            reason: reason.into(),
        }
    }

    /// What a layer or a body failed with: one of these, or an error of its own.
    pub(super) fn from_box(error: BoxError) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => *error,
            Err(error) => Self::broken(innermost(error.as_ref()).to_string()),
        }
    }

    /// Keeps the kind and the innermost reason. The URL is dropped: its query may hold keys.
    pub(super) fn from_reqwest(error: reqwest::Error) -> Self {
        let error = error.without_url();
        if let Some(own) = find(&error) {
            return own.clone();
        }
        let kind = match () {
            () if error.is_timeout() => TransportErrorKind::Timeout,
            () if error.is_connect() => TransportErrorKind::Connect,
            () => TransportErrorKind::Io,
        };
        Self {
            kind,
            may_have_been_sent: !error.is_connect(),
            reason: innermost(&error).to_string(),
        }
    }

    /// How it failed.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the API may have received the request; false when no connection came about.
    pub fn may_have_been_sent(&self) -> bool {
        self.may_have_been_sent
    }
}

/// One of ours, below errors of the HTTP client.
fn find<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a TransportError> {
    std::iter::successors(Some(error), |error| error.source()).find_map(<dyn std::error::Error>::downcast_ref)
}

fn innermost<'a>(error: &'a (dyn std::error::Error + 'static)) -> &'a (dyn std::error::Error + 'static) {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            TransportErrorKind::Connect => "no connection to the API",
            TransportErrorKind::Timeout => "the API did not answer in time",
            TransportErrorKind::Io => "the connection to the API broke off",
        };
        write!(f, "{what}: {}", self.reason)
    }
}

impl std::error::Error for TransportError {}
