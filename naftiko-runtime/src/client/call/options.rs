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
    /// Whether the response keeps what is secret in it, to strike that out of a failure that it tells about.
    pub(crate) keeps_secrets: bool,
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
            keeps_secrets: false,
        }
    }

    /// Returns the largest body that is kept in memory.
    pub(crate) fn limit(&self) -> usize {
        self.response_limit.unwrap_or(RESPONSE_LIMIT)
    }

    /// Returns the options of a request within a longer operation: it ends by a deadline, and its response may tell about a failure.
    pub(crate) fn within(&self, deadline: Instant) -> Self {
        Self {
            deadline: Some(self.deadline.map_or(deadline, |known| known.min(deadline))),
            keeps_secrets: true,
            ..self.clone()
        }
    }

    /// Returns the deadline of a call that started then.
    pub(crate) fn deadline_from(&self, started: Instant) -> Instant {
        let deadline = after(started, self.timeout);
        self.deadline
            .map_or(deadline, |deadline| deadline.clamp(started, deadline))
    }
}

/// Returns the end of a time that started then.
pub(crate) fn after(started: Instant, time: Duration) -> Instant {
    started.checked_add(time).unwrap_or(started + NEVER)
}
