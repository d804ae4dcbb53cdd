//! When and how a call is repeated.

mod after;
mod budget;

use std::time::Duration;

use http::StatusCode;

pub(super) use after::retry_after;
pub(super) use budget::Budget;

use super::{ErrorKind, random};

/// When and how often a call that failed is repeated.
///
/// It is repeated where that does nothing twice: when no connection came about, and after 408, 429 and 503,
/// by which an API says that it did nothing; after 500, 502, 504 and broken connections only if the operation
/// may be repeated (GET, HEAD, PUT, DELETE, OPTIONS; one that says so; one with an `Idempotency-Key`). Never when
/// its body can be sent only once.
///
/// The pause is drawn from nothing up to a limit that doubles with each attempt (full jitter), or what the
/// API asks for by `Retry-After` (seconds, a date, or milliseconds in `Retry-After-Ms`). When that is longer than
/// allowed, or than the time that is left, the answer is returned instead. A budget per client keeps
/// repetitions from adding to an outage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    attempts: u32,
    base: Duration,
    cap: Duration,
    longest_wait: Duration,
    statuses: Statuses,
}

/// Which statuses say that trying again helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Statuses {
    Common,
    /// Azure's instance metadata service: 404 and 410 while it is updated.
    Metadata,
}

impl Default for Retry {
    /// Three attempts, with pauses of up to 250 ms and 500 ms.
    fn default() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_millis(250),
            cap: Duration::from_secs(8),
            longest_wait: Duration::from_secs(60),
            statuses: Statuses::Common,
        }
    }
}

impl Retry {
    /// One attempt, whatever comes of it.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// What the instance metadata service of a virtual machine needs: it is gone for up to 70 seconds when it
    /// is updated, and says so with 404 or 410.
    pub fn instance_metadata() -> Self {
        Self {
            attempts: 40,
            base: Duration::from_secs(1),
            cap: Duration::from_secs(4),
            longest_wait: Duration::from_secs(60),
            statuses: Statuses::Metadata,
        }
    }

    /// How often a call is sent at most, the first time included; at least once.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The longest first pause, and the longest of all.
    #[must_use]
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.base = first;
        self.cap = longest;
        self
    }

    /// How long a wait is accepted when an API asks for it. 60 seconds unless set.
    #[must_use]
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// How long to wait before the next attempt, after `attempts` of them; `None` when there is to be none.
    pub(super) fn pause(&self, attempts: u32, failure: &ErrorKind, repeatable: bool) -> Option<Duration> {
        if attempts >= self.attempts || !self.helps(failure, repeatable) {
            return None;
        }
        match hint(failure) {
            Some(wait) => (wait <= self.longest_wait).then_some(wait),
            None => Some(self.backoff(attempts)),
        }
    }

    /// Whether repetitions are paid for. The metadata service is one machine's own, and asked by few at once.
    pub(super) fn is_budgeted(&self) -> bool {
        self.statuses == Statuses::Common
    }

    fn backoff(&self, attempts: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempts.saturating_sub(1));
        let limit = self.base.saturating_mul(factor).min(self.cap);
        match self.statuses {
            Statuses::Common => random::up_to(limit),
            // Its outage lasts for seconds: a pause close to nothing would be an attempt for nothing.
            Statuses::Metadata => limit + random::up_to(Duration::from_millis(255)),
        }
    }

    fn helps(&self, failure: &ErrorKind, repeatable: bool) -> bool {
        match failure {
            ErrorKind::Transport(error) => repeatable || !error.may_have_been_sent(),
            ErrorKind::Status(answer) => self.helps_after(answer.status(), repeatable),
            _ => false,
        }
    }

    fn helps_after(&self, status: StatusCode, repeatable: bool) -> bool {
        match (self.statuses, status.as_u16()) {
            (_, 408 | 429 | 503) => true,
            (Statuses::Common, 500 | 502 | 504) | (Statuses::Metadata, 404 | 410 | 500..=599) => repeatable,
            _ => false,
        }
    }
}

/// How long the API asks to wait.
pub(super) fn hint(failure: &ErrorKind) -> Option<Duration> {
    match failure {
        ErrorKind::Status(answer) => retry_after(answer.headers()),
        ErrorKind::Authentication(error) => error.retry_after(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
