//! Credentials that could not be had.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

/// The credentials for a call could not be had: a token was not given out, or a request not signed.
///
/// Its texts name where tokens come from and never hold what was sent there or came back.
#[derive(Clone)]
pub struct AuthenticationError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    source: String,
    reason: String,
    status: Option<StatusCode>,
    retryable: bool,
    retry_after: Option<Duration>,
}

impl AuthenticationError {
    /// An error of a source of credentials, and the reason, neither of which may hold secrets.
    pub fn new(source: impl Into<String>, reason: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            source: source.into(),
            reason: reason.into(),
            status: None,
            retryable: false,
            retry_after: None,
        }))
    }

    /// Says that trying again may help.
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.0.retryable = true;
        self
    }

    pub(super) fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(super) fn with_retry(mut self, retryable: bool, after: Option<Duration>) -> Self {
        self.0.retryable = retryable;
        self.0.retry_after = after;
        self
    }

    /// Where the credentials come from: an operation, or the API and the origin of its token endpoint.
    pub fn endpoint(&self) -> &str {
        &self.0.source
    }

    /// The status by which a token was refused, when that is the reason.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Whether trying again may help.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// How long the source asks to wait before that.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether these credentials will be refused again: they are, or the request for a token is, not accepted.
    pub(super) fn is_terminal(&self) -> bool {
        self.0
            .status
            .is_some_and(|status| matches!(status.as_u16(), 400 | 401 | 403 | 405))
    }
}

impl fmt::Display for AuthenticationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no credentials from {}: {}", self.0.source, self.0.reason)
    }
}

impl fmt::Debug for AuthenticationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthenticationError")
            .field("endpoint", &self.0.source)
            .field("reason", &self.0.reason)
            .field("status", &self.0.status)
            .field("retryable", &self.0.retryable)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for AuthenticationError {}
