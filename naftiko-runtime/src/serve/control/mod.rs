//! Control adapters: health checks, status, configuration, metrics and traces (format, section 2.14).
//!
//! What a compiled program cannot do, as reloading its spec, has no route.

mod endpoint;
mod pages;
mod traces;

pub(super) use endpoint::{BoundControl, PlannedControl, ServedControl, ServerState};
pub(super) use pages::{ServedAdapter, Settings};

/// What a control adapter shows: health checks, unless they are off, and what is added.
#[derive(Clone, Copy, Debug)]
pub struct Control {
    pub(super) health: bool,
    pub(super) info: Option<Info>,
    pub(super) metrics: bool,
    /// The number of traces that are kept.
    pub(super) traces: usize,
    /// The share of requests whose traces are recorded.
    pub(super) sampling: f64,
}

impl Control {
    /// Creates a control adapter with health checks: `GET /health/live`, which is 200 while the program runs, and `GET /health/ready`, which is
    /// 503 once shutdown has started or an adapter has stopped. They need no authentication.
    pub fn new() -> Self {
        Self {
            health: true,
            info: None,
            metrics: false,
            traces: 0,
            sampling: 1.0,
        }
    }

    /// Leaves the health checks out.
    #[must_use]
    pub fn without_health(mut self) -> Self {
        self.health = false;
        self
    }

    /// Shows what is served and since when (`GET /status`), and the effective configuration (`GET /config`), in which variables are either set or
    /// not.
    #[must_use]
    pub fn info(mut self, info: Info) -> Self {
        self.info = Some(info);
        self
    }

    /// Counts requests of callers, steps and calls of APIs, and shows them in the format of Prometheus (`GET /metrics`).
    #[must_use]
    pub fn metrics(mut self) -> Self {
        self.metrics = true;
        self
    }

    /// Keeps the traces of this many requests, the most recent ones, and shows them (`GET /traces`, `GET /traces/{id}`).
    #[must_use]
    pub fn traces(mut self, kept: usize) -> Self {
        self.traces = kept;
        self
    }

    /// Records the traces of this share of all requests, from 0 to 1. Default: all.
    #[must_use]
    pub fn sampling(mut self, share: f64) -> Self {
        self.sampling = share;
        self
    }

    /// Returns whether there are only health checks, which tell nothing about callers.
    pub(super) fn is_health_only(&self) -> bool {
        self.info.is_none() && !self.records()
    }

    /// Returns whether requests are recorded.
    pub(super) fn records(&self) -> bool {
        self.metrics || self.traces > 0
    }
}

impl Default for Control {
    fn default() -> Self {
        Self::new()
    }
}

/// What generated code says of its spec.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    pub(super) title: &'static str,
    pub(super) format: &'static str,
    pub(super) digest: &'static str,
    pub(super) generator: &'static str,
    pub(super) variables: &'static [&'static str],
}

impl Info {
    /// Creates the information about a spec: its title, and the version of the format that it is written in.
    pub const fn new(title: &'static str, format: &'static str) -> Self {
        Self {
            title,
            format,
            digest: "",
            generator: "",
            variables: &[],
        }
    }

    /// Sets the SHA-256 of the spec, in hexadecimal digits.
    #[must_use]
    pub const fn digest(mut self, digest: &'static str) -> Self {
        self.digest = digest;
        self
    }

    /// Sets the version of the generator.
    #[must_use]
    pub const fn generator(mut self, version: &'static str) -> Self {
        self.generator = version;
        self
    }

    /// Sets the names of the environment variables that the program reads.
    #[must_use]
    pub const fn variables(mut self, names: &'static [&'static str]) -> Self {
        self.variables = names;
        self
    }
}
