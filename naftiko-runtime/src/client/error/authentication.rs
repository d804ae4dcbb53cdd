//! Errors of obtaining credentials.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

/// The credentials of a call could not be obtained: a token could not be fetched, or a request not signed.
///
/// Its texts name the source of tokens, never what was sent to it or received.
#[derive(Clone)]
pub struct AuthenticationError(Box<AuthenticationErrorInner>);

#[derive(Clone)]
struct AuthenticationErrorInner {
    source: String,
    reason: String,
    status: Option<StatusCode>,
    /// Whether the source responded with success, but without a token that can be used.
    unusable: bool,
    retryable: bool,
    retry_after: Option<Duration>,
}

impl AuthenticationError {
    /// Creates an error from the source of credentials and the reason, neither of which may contain secrets.
    pub fn new(source: impl Into<String>, reason: impl Into<String>) -> Self {
        Self(Box::new(AuthenticationErrorInner {
            source: source.into(),
            reason: reason.into(),
            status: None,
            unusable: false,
            retryable: false,
            retry_after: None,
        }))
    }

    /// Marks the error as one that a retry may fix.
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.0.retryable = true;
        self
    }

    /// Creates the error of a successful response without a token that can be used.
    pub(crate) fn unusable(source: &str, reason: impl Into<String>) -> Self {
        let mut error = Self::new(source, reason);
        error.0.unusable = true;
        error
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_retry(mut self, retryable: bool, after: Option<Duration>) -> Self {
        self.0.retryable = retryable;
        self.0.retry_after = after;
        self
    }

    /// Returns the source of the credentials: an operation, or the API and the origin of its token endpoint.
    pub fn endpoint(&self) -> &str {
        &self.0.source
    }

    /// Returns the status of the rejected token request, when that is the reason.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns whether a retry may help.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Returns the delay that the source asks for.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns whether the source would respond to these credentials in the same way again.
    pub(crate) fn is_terminal(&self) -> bool {
        let rejected = |status: StatusCode| matches!(status.as_u16(), 400 | 401 | 403 | 405);
        self.0.unusable || self.0.status.is_some_and(rejected)
    }
}

impl fmt::Display for AuthenticationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "failed to obtain credentials from {}: {}",
            self.0.source, self.0.reason
        )
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
