//! Errors of sending requests and reading responses.

use std::{fmt, io};

use crate::coding::CorruptBody;

/// Any error.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// How a request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: unknown host, connection refused, TLS.
    Connect,
    /// A timeout elapsed.
    Timeout,
    /// The connection was closed early.
    Io,
    /// The response is not valid in its content coding: truncated, or longer than it says.
    Corrupt,
}

/// The API was not reached, or the connection failed.
#[derive(Clone, Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    may_have_been_sent: bool,
    reason: String,
}

impl TransportError {
    /// No connection was established. For transports and layers of the program, like the other constructors; the
    /// reason must not contain secrets.
    pub fn no_connection(reason: impl Into<String>) -> Self {
        Self::new(TransportErrorKind::Connect, reason)
    }

    /// A timeout elapsed.
    pub fn timeout(reason: impl Into<String>) -> Self {
        Self::new(TransportErrorKind::Timeout, reason)
    }

    /// The connection was closed early.
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

    /// Converts the error of a layer or a body: one of this type, or another one.
    pub(crate) fn from_box(error: BoxError) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => *error,
            Err(error) if error.is::<CorruptBody>() => {
                Self::new(TransportErrorKind::Corrupt, error.to_string())
            }
            Err(error) => Self::broken(innermost(error.as_ref()).to_string()),
        }
    }

    /// Marks the request as not sent, since there was no connection.
    pub(crate) fn unsent(mut self) -> Self {
        self.may_have_been_sent = false;
        self
    }

    /// Converts an error of the built-in client. Its texts contain no URL, whose query may have keys.
    pub(crate) fn from_pool(error: &hyper_util::client::legacy::Error) -> Self {
        if error.is_connect() {
            Self::of(TransportErrorKind::Connect, error)
        } else {
            Self::of(TransportErrorKind::Io, error)
        }
    }

    /// Converts an error of reading a response.
    pub(crate) fn from_hyper(error: &hyper::Error) -> Self {
        Self::of(TransportErrorKind::Io, error)
    }

    /// Returns the error of this type below another one, or creates one from the innermost reason; a timeout below
    /// overrides the kind.
    pub(crate) fn of(kind: TransportErrorKind, error: &(dyn std::error::Error + 'static)) -> Self {
        if let Some(own) = find::<Self>(error) {
            return own.clone();
        }
        let timed_out = |error: &io::Error| error.kind() == io::ErrorKind::TimedOut;
        let mut failed = Self::new(kind, innermost(error).to_string());
        if find(error).is_some_and(timed_out) {
            failed.kind = TransportErrorKind::Timeout;
        }
        failed
    }

    /// Returns how the request failed.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns whether the API may have received the request; false when no connection was established.
    pub fn may_have_been_sent(&self) -> bool {
        self.may_have_been_sent
    }
}

/// Returns an error of a type, which may be below others.
fn find<'a, E: std::error::Error + 'static>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a E> {
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
            TransportErrorKind::Connect => "failed to connect to the API",
            TransportErrorKind::Timeout => "the request timed out",
            TransportErrorKind::Io => "the connection was closed early",
            TransportErrorKind::Corrupt => "the response is corrupt",
        };
        write!(f, "{what}: {}", self.reason)
    }
}

impl std::error::Error for TransportError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer<E: std::error::Error + 'static>(#[source] E);

    #[test]
    fn error_shows_the_innermost_reason_and_detects_timeouts() {
        use TransportErrorKind::{Connect, Io, Timeout};
        let refused = || io::Error::new(io::ErrorKind::ConnectionRefused, "refused");
        let late = || io::Error::new(io::ErrorKind::TimedOut, "late");
        let own = TransportError::timeout("connecting took more than 1 s").unsent();
        for (error, expected, sent, reason) in [
            (
                TransportError::of(Connect, &Outer(refused())),
                Connect,
                false,
                "refused",
            ),
            (
                TransportError::of(Connect, &Outer(Outer(late()))),
                Timeout,
                false,
                "late",
            ),
            (TransportError::of(Io, &Outer(refused())), Io, true, "refused"),
            (TransportError::of(Io, &late()), Timeout, true, "late"),
            (
                TransportError::of(Connect, &Outer(own)),
                Timeout,
                false,
                "connecting took more than 1 s",
            ),
        ] {
            assert_eq!(
                (error.kind(), error.may_have_been_sent()),
                (expected, sent),
                "{error}"
            );
            assert!(error.to_string().ends_with(reason), "{error}");
        }
    }
}
