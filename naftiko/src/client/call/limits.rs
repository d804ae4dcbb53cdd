//! Options of one call, in place of its client's.

use std::time::{Duration, Instant};

use super::Call;
use super::retry::Retry;

impl Call<'_> {
    /// Sets the timeout of this call, including retries, in place of its client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// Sets the deadline of this call; the timeout of its client still applies.
    pub fn deadline(mut self, deadline: Instant) -> Self {
        self.settings.deadline = Some(deadline.into());
        self
    }

    /// Sets the timeout of each read, in place of its client's.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.settings.read_timeout = Some(timeout);
        self
    }

    /// Sets when and how often this call is retried, in place of its client's policy.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.retry = retry;
        self
    }

    /// Marks this call as idempotent although neither its method nor the spec does, so that it may be retried.
    pub fn idempotent(mut self) -> Self {
        self.settings.idempotent = true;
        self
    }

    /// Sets the largest response body, in place of its client's.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.settings.response_limit = Some(bytes);
        self
    }
}
