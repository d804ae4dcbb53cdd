//! Limits of one call, in place of its client's.

use std::time::{Duration, Instant};

use super::Call;
use crate::client::Retry;

impl Call<'_> {
    /// The time this call may take, repetitions included, instead of its client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// When this call must have ended, whatever time its client gives it: the deadline of whoever waits for it.
    pub fn deadline(mut self, deadline: Instant) -> Self {
        self.settings.deadline = Some(deadline.into());
        self
    }

    /// The time that may pass without anything coming, instead of its client's.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.settings.read_timeout = Some(timeout);
        self
    }

    /// When and how often this call is repeated, instead of its client's way.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.retry = retry;
        self
    }

    /// This call may be repeated although neither its method nor the spec says so: doing it twice is as good as
    /// once.
    pub fn repeatable(mut self) -> Self {
        self.settings.repeatable = true;
        self
    }

    /// The size of the largest body that is read, instead of its client's.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.settings.response_limit = Some(bytes);
        self
    }
}
