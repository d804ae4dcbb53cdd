//! Options of a call.

use std::time::Duration;

use tokio::time::Instant;

use super::retry::Retry;
use crate::value::Tolerance;

const TIMEOUT: Duration = Duration::from_secs(60);

/// Longer than an update of the metadata service.
const METADATA_TIMEOUT: Duration = Duration::from_secs(90);

/// A time that is as good as no limit.
const NEVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

const RESPONSE_LIMIT: usize = 8 * 1024 * 1024;

/// Options of a call: those of its client, unless the call sets its own.
#[derive(Clone, Debug)]
pub(crate) struct CallOptions {
    /// From the start to the last byte of the response, including retries.
    pub(crate) timeout: Duration,
    pub(crate) deadline: Option<Instant>,
    pub(crate) read_timeout: Option<Duration>,
    pub(crate) retry: Retry,
    /// Whether the program marked the call as idempotent.
    pub(crate) idempotent: bool,
    pub(crate) response_limit: Option<usize>,
    pub(crate) tolerance: Tolerance,
}

impl CallOptions {
    /// Returns the default options; those of the metadata service outlast its update.
    pub(crate) fn new(metadata: bool) -> Self {
        let (timeout, retry) = if metadata {
            (METADATA_TIMEOUT, Retry::instance_metadata())
        } else {
            (TIMEOUT, Retry::default())
        };
        Self {
            timeout,
            deadline: None,
            read_timeout: None,
            retry,
            idempotent: false,
            response_limit: None,
            tolerance: Tolerance::Strict,
        }
    }

    /// Returns the largest body that is kept in memory.
    pub(crate) fn limit(&self) -> usize {
        self.response_limit.unwrap_or(RESPONSE_LIMIT)
    }

    /// Returns the deadline of a call that started then.
    pub(crate) fn deadline_from(&self, started: Instant) -> Instant {
        let deadline = started.checked_add(self.timeout).unwrap_or(started + NEVER);
        self.deadline
            .map_or(deadline, |deadline| deadline.clamp(started, deadline))
    }
}
