//! An exchange that failed.

use std::{fmt, io};

use super::body::BoxError;

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

    /// The same, while there was no connection yet.
    pub(super) fn unsent(mut self) -> Self {
        self.may_have_been_sent = false;
        self
    }

    /// What our HTTP client failed with. Its own texts name no URL, whose query may hold keys.
    pub(super) fn from_pool(error: &hyper_util::client::legacy::Error) -> Self {
        if error.is_connect() {
            Self::of(TransportErrorKind::Connect, error)
        } else {
            Self::of(TransportErrorKind::Io, error)
        }
    }

    /// What reading an answer failed with.
    pub(super) fn from_hyper(error: &hyper::Error) -> Self {
        Self::of(TransportErrorKind::Io, error)
    }

    /// One of ours that is below an error, or one of its innermost reason: of that kind, unless time ran out.
    pub(super) fn of(kind: TransportErrorKind, error: &(dyn std::error::Error + 'static)) -> Self {
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

    /// How it failed.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the API may have received the request; false when no connection came about.
    pub fn may_have_been_sent(&self) -> bool {
        self.may_have_been_sent
    }
}

/// An error of a type, which may be below others.
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
            TransportErrorKind::Connect => "no connection to the API",
            TransportErrorKind::Timeout => "the API did not answer in time",
            TransportErrorKind::Io => "the connection to the API broke off",
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
    fn the_innermost_reason_is_told_and_time_that_ran_out() {
        use TransportErrorKind::{Connect, Io, Timeout};
        let refused = || io::Error::new(io::ErrorKind::ConnectionRefused, "refused");
        let late = || io::Error::new(io::ErrorKind::TimedOut, "late");
        let own = TransportError::timeout("no connection within 1 s").unsent();
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
                "no connection within 1 s",
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
