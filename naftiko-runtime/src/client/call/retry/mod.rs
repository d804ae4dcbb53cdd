//! Retry policy.

mod budget;

pub(crate) use budget::RetryBudget;

use std::time::Duration;

use http::StatusCode;

use crate::client::ErrorKind;
use crate::random;

/// When and how often a failed call is retried.
///
/// A call is retried when a retry cannot apply it twice: when no connection was established, and after 408, 429 and
/// 503, which mean that the API did nothing. After 500, 502, 504 and connection errors, only idempotent calls are
/// retried: GET, HEAD, PUT, DELETE, OPTIONS, operations marked as idempotent, and calls with an `Idempotency-Key`. A
/// body that can be sent only once is never sent again.
///
/// The delay is random, up to a limit that doubles with each attempt (full jitter), or the one of `Retry-After`
/// (seconds, a date, or milliseconds in `Retry-After-Ms`). If that exceeds the allowed delay or the remaining time,
/// the call returns the response. A budget per client prevents retries from making an outage worse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    attempts: u32,
    base: Duration,
    cap: Duration,
    longest_delay: Duration,
    statuses: Statuses,
}

/// The statuses after which a retry may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Statuses {
    Common,
    /// Azure's instance metadata service: 404 and 410 while it is updated.
    Metadata,
}

impl Default for Retry {
    /// Three attempts, with delays of up to 250 ms and 500 ms.
    fn default() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_millis(250),
            cap: Duration::from_secs(8),
            longest_delay: Duration::from_secs(60),
            statuses: Statuses::Common,
        }
    }
}

impl Retry {
    /// Sends each call once.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// Returns the policy for the instance metadata service of a virtual machine, which responds with 404 or 410 for
    /// up to 70 seconds during an update.
    pub fn instance_metadata() -> Self {
        Self {
            attempts: 40,
            base: Duration::from_secs(1),
            cap: Duration::from_secs(4),
            longest_delay: Duration::from_secs(60),
            statuses: Statuses::Metadata,
        }
    }

    /// Sets how often a call is sent at most, including the first time; at least once.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Sets the upper limit of the first delay, and of all delays.
    #[must_use]
    pub fn delays(mut self, first: Duration, longest: Duration) -> Self {
        self.base = first;
        self.cap = longest;
        self
    }

    /// Sets the longest delay that an API may ask for. Default: 60 seconds.
    #[must_use]
    pub fn longest_delay(mut self, delay: Duration) -> Self {
        self.longest_delay = delay;
        self
    }

    /// Returns the delay before the next attempt, after `attempts` of them; `None` when there is none.
    pub(crate) fn delay(&self, attempts: u32, failure: &ErrorKind, idempotent: bool) -> Option<Duration> {
        if attempts >= self.attempts || !self.is_retryable(failure, idempotent) {
            return None;
        }
        match failure.requested_delay() {
            Some(delay) => (delay <= self.longest_delay).then_some(delay),
            None => Some(self.backoff(attempts)),
        }
    }

    /// Returns whether retries spend the budget. A metadata service has few clients, on one machine.
    pub(crate) fn is_budgeted(&self) -> bool {
        self.statuses == Statuses::Common
    }

    fn backoff(&self, attempts: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempts.saturating_sub(1));
        let limit = self.base.saturating_mul(factor).min(self.cap);
        match self.statuses {
            Statuses::Common => random::up_to(limit),
            // An update lasts for seconds, so a delay near zero would waste an attempt.
            Statuses::Metadata => limit + random::up_to(Duration::from_millis(255)),
        }
    }

    fn is_retryable(&self, failure: &ErrorKind, idempotent: bool) -> bool {
        match failure {
            // The client of the token endpoint has retried already, a response would take memory once more, and a rate limit has been waited for.
            ErrorKind::Authentication(_) | ErrorKind::Overloaded | ErrorKind::RateLimited { .. } => false,
            ErrorKind::Status(error) if self.is_of_update(error.status()) => idempotent,
            failure => failure.is_retryable(idempotent),
        }
    }

    /// Returns whether a metadata service responds with this status while it is updated.
    fn is_of_update(&self, status: StatusCode) -> bool {
        let updating = matches!(status.as_u16(), 404 | 410 | 501 | 505..=599);
        self.statuses == Statuses::Metadata && updating
    }
}

#[cfg(test)]
mod tests;
