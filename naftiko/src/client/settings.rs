//! Limits of a call.

use std::time::Duration;

use tokio::time::Instant;

use super::Retry;
use super::config::Config;
use crate::value::Tolerance;

const TIMEOUT: Duration = Duration::from_secs(60);

/// Long enough for an update of the metadata service.
const METADATA_TIMEOUT: Duration = Duration::from_secs(90);

/// As good as no limit.
const FOREVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

const RESPONSE_LIMIT: usize = 8 * 1024 * 1024;

/// Limits of a call: those of its client, unless it has its own.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// From the start to the last byte of the answer, repetitions included.
    pub(super) timeout: Duration,
    pub(super) deadline: Option<Instant>,
    pub(super) read_timeout: Option<Duration>,
    pub(super) retry: Retry,
    /// Doing it twice is as good as once, whatever the operation says.
    pub(super) repeatable: bool,
    pub(super) response_limit: Option<usize>,
    pub(super) tolerance: Tolerance,
}

impl Settings {
    pub(super) fn new(config: &Config, tolerance: Tolerance, metadata: bool) -> Self {
        let (timeout, retry) = if metadata {
            (METADATA_TIMEOUT, Retry::instance_metadata())
        } else {
            (TIMEOUT, Retry::default())
        };
        Self {
            timeout: config.timeout.unwrap_or(timeout),
            deadline: None,
            read_timeout: config.read_timeout,
            retry: config.retry.clone().unwrap_or(retry),
            repeatable: false,
            response_limit: config.response_limit,
            tolerance: config.tolerance.unwrap_or(tolerance),
        }
    }

    /// The size of the largest body that is kept in memory.
    pub(super) fn limit(&self) -> usize {
        self.response_limit.unwrap_or(RESPONSE_LIMIT)
    }

    /// When a call that has started then must have ended.
    pub(super) fn until(&self, started: Instant) -> Instant {
        let until = started.checked_add(self.timeout).unwrap_or(started + FOREVER);
        self.deadline
            .map_or(until, |deadline| deadline.clamp(started, until))
    }
}
