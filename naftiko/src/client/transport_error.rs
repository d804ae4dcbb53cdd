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

    /// No connection came about in time.
    pub(super) fn connecting_took_too_long(reason: String) -> Self {
        Self {
            may_have_been_sent: false,
            ..Self::timeout(reason)
        }
    }

    /// What our HTTP client failed with. Its own texts name no URL, whose query may hold keys.
    pub(super) fn from_pool(error: &hyper_util::client::legacy::Error) -> Self {
        let kind = if error.is_connect() {
            TransportErrorKind::Connect
        } else {
            TransportErrorKind::Io
        };
        Self::of(kind, kind != TransportErrorKind::Connect, error)
    }

    /// What reading an answer failed with.
    pub(super) fn from_hyper(error: &hyper::Error) -> Self {
        Self::of(TransportErrorKind::Io, true, error)
    }

    /// One of ours that is below an error, or its innermost reason.
    pub(super) fn of(
        kind: TransportErrorKind,
        may_have_been_sent: bool,
        error: &(dyn std::error::Error + 'static),
    ) -> Self {
        let own = || Self {
            kind,
            may_have_been_sent,
            reason: innermost(error).to_string(),
        };
        find(error).cloned().unwrap_or_else(own)
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
