//! Errors of calls.

mod authentication;
mod build;
mod long_running;
mod page;
mod status;
mod transport;

pub use authentication::AuthenticationError;
pub use build::{BuildError, BuildProblem, BuildProblemKind};
pub use long_running::{LongRunningError, OperationFailure};
pub use page::PageError;
pub use status::StatusError;
pub(crate) use transport::BoxError;
pub use transport::{TransportError, TransportErrorKind};

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use crate::causes::readable;
use crate::parameter::{InvalidInput, ParameterIn};
use crate::retry_after::retry_after;
use crate::value::{DecodeError, FromJson, Tolerance};

/// When an overloaded server may have memory again.
pub(crate) const OVERLOADED_DELAY: Duration = Duration::from_secs(1);

/// The error of a call: the operation, the reason, and whether a retry may help.
///
/// Its texts name the operation, never a URL, a header or a body, so that it can be logged and relayed.
#[derive(Clone)]
pub struct Error(Box<CallErrorInner>);

#[derive(Clone)]
struct CallErrorInner {
    operation: &'static str,
    idempotent: bool,
    /// Whether the API has begun what the call asks for, so that another call would ask for it twice.
    begun: bool,
    kind: ErrorKind,
}

/// The reason why a call failed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The arguments are invalid; nothing was sent.
    InvalidInput(InvalidInput),
    /// The request cannot be built because of the configuration or the spec. Nothing was sent.
    Build(String),
    /// No credentials could be obtained; the request was not sent, or not sent again.
    Authentication(AuthenticationError),
    /// The API was not reached, or the connection failed.
    Transport(TransportError),
    /// The API returned a status other than 2xx.
    Status(StatusError),
    /// The response exceeds the limit.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The rate limit of the API, or of the client, allows no call before the deadline. Nothing was sent.
    RateLimited {
        /// The time until it allows one.
        retry_after: Duration,
    },
    /// The server has no memory left for the response (`Server::memory_limit`).
    Overloaded,
    /// The API succeeded without a body (204, 205 or no bytes), though a value of it is read. A retry does not give one.
    Empty,
    /// The response does not match the spec.
    Decode(DecodeError),
    /// The next page of a list cannot be read.
    Page(PageError),
    /// A long-running operation has no result.
    LongRunning(LongRunningError),
}

impl Error {
    pub(crate) fn new(operation: &'static str, idempotent: bool, kind: ErrorKind) -> Self {
        Self(Box::new(CallErrorInner {
            operation,
            idempotent,
            begun: false,
            kind,
        }))
    }

    /// Marks the error as one that follows a success, by which the API has begun what the call asks for.
    pub(crate) fn after_begin(mut self) -> Self {
        self.0.begun = true;
        self
    }

    /// Returns the operation, such as `parcels.get-parcel`; empty when the error comes from a [`DecodeError`] alone.
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// Returns the reason.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Renames invalid inputs to the inputs of the caller, in place of the names of the API.
    #[must_use]
    pub fn in_inputs(mut self, locations: &[(&str, ParameterIn<'_>)]) -> Self {
        if let ErrorKind::InvalidInput(invalid) = &mut self.0.kind {
            invalid.rename(locations);
        }
        self
    }

    /// Returns the reason by value.
    pub fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the status of the API, when that is the reason.
    pub fn status(&self) -> Option<StatusCode> {
        match &self.0.kind {
            ErrorKind::Status(error) => Some(error.status()),
            _ => None,
        }
    }

    /// Returns the body of an error response as a value of a type, such as the one that a document describes. The
    /// status selects the variant of an enum of types by status.
    ///
    /// `None` when the error is not a response of the API, and when its body is not such a value. The status, the
    /// headers and the bytes remain in [`StatusError`].
    pub fn body<T: FromJson>(&self) -> Option<T> {
        match &self.0.kind {
            ErrorKind::Status(error) => {
                let body = Bytes::from(error.text().into_owned());
                T::from_body(error.status(), &body, Tolerance::Lenient).ok()
            }
            _ => None,
        }
    }

    /// Returns whether the call timed out.
    pub fn is_timeout(&self) -> bool {
        matches!(&self.0.kind, ErrorKind::Transport(error) if error.kind() == TransportErrorKind::Timeout)
    }

    /// Returns whether a retry may succeed without applying the call twice: after connection errors; after 408, 429
    /// and 503; when a rate limit held the call back; and, for idempotent calls (GET, HEAD, PUT, DELETE, OPTIONS), after 500, 502, 504 and other transport
    /// errors. It never does when a long-running operation has begun: resume that one instead.
    pub fn is_retryable(&self) -> bool {
        !self.0.begun && self.0.kind.is_retryable(self.0.idempotent)
    }

    /// Returns the delay that the API asks for, by `Retry-After` or `Retry-After-Ms`, or that the server needs.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.kind.requested_delay()
    }
}

impl ErrorKind {
    /// Returns whether a retry may succeed without applying the call twice.
    ///
    /// 408, 429 and 503 mean that the API did nothing. A gateway that responds with 502 or 504 may have passed the
    /// request on, so these count as 500 does.
    pub(crate) fn is_retryable(&self, idempotent: bool) -> bool {
        match self {
            Self::Authentication(error) => error.is_retryable(),
            Self::Transport(error) => idempotent || !error.may_have_been_sent(),
            Self::RateLimited { .. } => true,
            Self::Overloaded => idempotent,
            Self::Status(error) => match error.status().as_u16() {
                408 | 429 | 503 => true,
                500 | 502 | 504 => idempotent,
                _ => false,
            },
            _ => false,
        }
    }

    /// Returns the delay that the API asks for, or that the server needs.
    pub(crate) fn requested_delay(&self) -> Option<Duration> {
        match self {
            Self::Status(error) => retry_after(error.headers()),
            Self::Authentication(error) => error.retry_after(),
            Self::RateLimited { retry_after } => Some(*retry_after),
            Self::Overloaded => Some(OVERLOADED_DELAY),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.operation.is_empty() {
            write!(f, "{}: ", self.0.operation)?;
        }
        match &self.0.kind {
            ErrorKind::InvalidInput(invalid) => invalid.fmt(f),
            ErrorKind::Build(reason) => write!(f, "failed to build the request: {reason}"),
            ErrorKind::Authentication(error) => error.fmt(f),
            ErrorKind::Transport(error) => error.fmt(f),
            ErrorKind::Status(error) => error.fmt(f),
            ErrorKind::TooLarge { limit } => write!(f, "the response exceeds {limit} bytes"),
            ErrorKind::RateLimited { retry_after } => {
                let seconds = retry_after.as_secs_f64();
                write!(f, "the rate limit allows no call for {seconds:.1} s")
            }
            ErrorKind::Overloaded => f.write_str("the server has no memory left for the response"),
            ErrorKind::Empty => f.write_str("the response has no content"),
            ErrorKind::Decode(error) => write!(f, "unexpected response: {error}"),
            ErrorKind::Page(error) => error.fmt(f),
            ErrorKind::LongRunning(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}
readable!(Error);

/// Arguments that are invalid before a call has them.
impl From<InvalidInput> for Error {
    fn from(invalid: InvalidInput) -> Self {
        Self::new("", false, ErrorKind::InvalidInput(invalid))
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        let kind = if error.is_out_of_memory() {
            ErrorKind::Overloaded
        } else if error.is_empty_body() {
            ErrorKind::Empty
        } else {
            ErrorKind::Decode(error)
        };
        Self::new("", false, kind)
    }
}
