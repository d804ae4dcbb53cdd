//! An exchange that failed.

use std::fmt;

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
