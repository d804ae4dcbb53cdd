//! What an adapter takes upon itself.

use std::time::Duration;

use super::ServeError;
use super::address::{Environment, variable, variable_name};

/// The limits of an adapter: of sizes, times and numbers.
///
/// The environment sets them for one adapter: `<NAMESPACE>_MAX_BODY_BYTES`, `<NAMESPACE>_MAX_HEAD_BYTES`,
/// `<NAMESPACE>_IDLE_SECONDS`, `<NAMESPACE>_REQUEST_SECONDS`, `<NAMESPACE>_MAX_REQUESTS` and
/// `<NAMESPACE>_MAX_CONNECTIONS`. What a program sets wins.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Limits {
    body: Option<usize>,
    head: Option<usize>,
    idle: Option<Duration>,
    request: Option<Duration>,
    requests: Option<usize>,
    connections: Option<usize>,
}

impl Limits {
    /// The limits that there are without any set.
    pub fn new() -> Self {
        Self::default()
    }

    /// The size of a request's body in bytes, beyond which it is answered with 413; 4 MiB without it.
    #[must_use]
    pub fn body(mut self, bytes: usize) -> Self {
        self.body = Some(bytes);
        self
    }

    /// The size of a request's head in bytes, beyond which it is answered with 431; 64 KiB without it, 8 KiB
    /// at least.
    #[must_use]
    pub fn head(mut self, bytes: usize) -> Self {
        self.head = Some(bytes);
        self
    }

    /// How long a connection is kept that nothing comes or goes over: between requests, in the head of one,
    /// and while an answer is not taken. 60 seconds without it.
    #[must_use]
    pub fn idle(mut self, time: Duration) -> Self {
        self.idle = Some(time);
        self
    }

    /// How long a request may take from its head to its answer, before it is answered with 504; 120 seconds
    /// without it.
    #[must_use]
    pub fn request(mut self, time: Duration) -> Self {
        self.request = Some(time);
        self
    }

    /// How many requests are answered at once, beyond which they are answered with 503; 4096 without it.
    #[must_use]
    pub fn requests(mut self, number: usize) -> Self {
        self.requests = Some(number);
        self
    }

    /// How many connections are served at once, beyond which they wait to be accepted; 16384 without it.
    #[must_use]
    pub fn connections(mut self, number: usize) -> Self {
        self.connections = Some(number);
        self
    }

    /// These limits, and those of an adapter's environment where these leave some open.
    pub(super) fn with_environment(
        self,
        namespace: &str,
        environment: Environment<'_>,
    ) -> Result<Self, ServeError> {
        let number = |set: Option<usize>, suffix: &str| match set {
            Some(number) => Ok(Some(number)),
            None => variable(
                environment,
                variable_name(namespace, suffix),
                "a number above 0",
                |text| text.parse().ok().filter(|number| *number > 0),
            ),
        };
        let seconds = |set: Option<Duration>, suffix: &str| match set {
            Some(time) => Ok(Some(time)),
            None => variable(
                environment,
                variable_name(namespace, suffix),
                "a number of seconds",
                duration,
            ),
        };
        Ok(Self {
            body: number(self.body, "MAX_BODY_BYTES")?,
            head: number(self.head, "MAX_HEAD_BYTES")?,
            idle: seconds(self.idle, "IDLE_SECONDS")?,
            request: seconds(self.request, "REQUEST_SECONDS")?,
            requests: number(self.requests, "MAX_REQUESTS")?,
            connections: number(self.connections, "MAX_CONNECTIONS")?,
        })
    }

    /// The limit of a body's size, if one is set: adapters have one of their own.
    pub(super) fn body_size(&self) -> Option<usize> {
        self.body
    }

    pub(super) fn head_size(&self) -> usize {
        // The HTTP library wants as much at least.
        self.head.unwrap_or(64 * 1024).max(8 * 1024)
    }

    pub(super) fn idle_time(&self) -> Duration {
        self.idle.unwrap_or(Duration::from_secs(60))
    }

    pub(super) fn request_time(&self) -> Duration {
        self.request.unwrap_or(Duration::from_secs(120))
    }

    pub(super) fn requests_at_once(&self) -> usize {
        // A semaphore has no more permits than that.
        self.requests.unwrap_or(4096).min(usize::MAX >> 4)
    }

    pub(super) fn connections_at_once(&self) -> usize {
        self.connections.unwrap_or(16_384)
    }
}

fn duration(text: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(text.parse().ok()?)
        .ok()
        .filter(|time| !time.is_zero())
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    #[test]
    fn code_wins_over_the_environment() -> Result<(), ServeError> {
        let environment = |name: &str| match name {
            "DESK_API_MAX_BODY_BYTES" | "DESK_API_MAX_REQUESTS" => Some(OsString::from("10")),
            "DESK_API_IDLE_SECONDS" => Some(OsString::from("0.5")),
            _ => None,
        };
        let limits = Limits::new()
            .body(20)
            .with_environment("desk-api", &environment)?;
        assert_eq!(limits.body_size(), Some(20));
        assert_eq!(limits.requests_at_once(), 10);
        assert_eq!(limits.idle_time(), Duration::from_millis(500));
        let nothing = |_: &str| Some(OsString::from("0"));
        assert!(Limits::new().with_environment("desk-api", &nothing).is_err());
        Ok(())
    }
}
