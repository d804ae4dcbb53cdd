//! Limits of an adapter.

use std::time::Duration;

use super::ServeError;
use super::address::{Environment, variable, variable_name};

/// The largest head of a request in bytes.
const MAX_HEAD: usize = 32 * 1024;

/// The largest number of concurrent requests.
const MAX_REQUESTS: usize = 1024;

/// The largest number of concurrent connections.
const MAX_CONNECTIONS: usize = 4096;

/// Limits of an adapter: sizes, timeouts and counts.
///
/// The environment sets them for one adapter: `<NAMESPACE>_MAX_BODY_BYTES`, `<NAMESPACE>_MAX_HEAD_BYTES`,
/// `<NAMESPACE>_IDLE_SECONDS`, `<NAMESPACE>_REQUEST_SECONDS`, `<NAMESPACE>_MAX_REQUESTS` and
/// `<NAMESPACE>_MAX_CONNECTIONS`. A limit that the program sets takes precedence.
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
    /// Returns limits with every value at its default.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the largest body of a request in bytes; a larger one gets 413. Default: 4 MiB, and 1 MiB for messages of MCP.
    #[must_use]
    pub fn body(mut self, bytes: usize) -> Self {
        self.body = Some(bytes);
        self
    }

    /// Sets the largest head of a request in bytes; a larger one gets 431. Default: 32 KiB; minimum: 8 KiB.
    #[must_use]
    pub fn head(mut self, bytes: usize) -> Self {
        self.head = Some(bytes);
        self
    }

    /// Sets how long a connection may be idle: between requests, within a head, and while the client does not read
    /// the response. Default: 60 seconds.
    #[must_use]
    pub fn idle(mut self, time: Duration) -> Self {
        self.idle = Some(time);
        self
    }

    /// Sets how long a request may take from its head to its response, before it gets 504. Default: 120 seconds.
    #[must_use]
    pub fn request(mut self, time: Duration) -> Self {
        self.request = Some(time);
        self
    }

    /// Sets how many requests are served concurrently; more get 503. Default: 1024.
    #[must_use]
    pub fn requests(mut self, number: usize) -> Self {
        self.requests = Some(number);
        self
    }

    /// Sets how many connections are open concurrently; more wait to be accepted. Default: 4096.
    #[must_use]
    pub fn connections(mut self, number: usize) -> Self {
        self.connections = Some(number);
        self
    }

    /// Returns these limits, with unset ones taken from the environment of an adapter.
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

    /// Returns the largest body, if one is set; adapters have defaults of their own.
    pub(super) fn body_size(&self) -> Option<usize> {
        self.body
    }

    pub(super) fn head_size(&self) -> usize {
        // The minimum of the HTTP library.
        self.head.unwrap_or(MAX_HEAD).max(8 * 1024)
    }

    pub(super) fn idle_time(&self) -> Duration {
        self.idle.unwrap_or(Duration::from_secs(60))
    }

    pub(super) fn request_time(&self) -> Duration {
        self.request.unwrap_or(Duration::from_secs(120))
    }

    pub(super) fn requests_at_once(&self) -> usize {
        self.requests.unwrap_or(MAX_REQUESTS)
    }

    pub(super) fn connections_at_once(&self) -> usize {
        self.connections.unwrap_or(MAX_CONNECTIONS)
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
    fn limit_set_in_code_overrides_the_environment() -> Result<(), ServeError> {
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
