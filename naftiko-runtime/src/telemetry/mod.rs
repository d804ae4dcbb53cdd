//! Telemetry of a server: counters of its requests and calls, and the traces of the most recent requests.
//!
//! A server has it when it has a control adapter that shows it. Each request then has a [`Recording`] in its context, to which the code
//! that handles it adds what it knows; the last holder to be dropped completes it. Without one, nothing is recorded.

mod metrics;
mod recording;
mod traces;

use std::sync::Arc;

use metrics::Metrics;
pub(crate) use recording::{Ended, Outcome, Part, Recorder, Recording};
pub(crate) use traces::{Span, Trace, TraceId, Traces};

/// What a server records.
#[derive(Debug)]
pub(crate) struct Telemetry {
    metrics: Metrics,
    traces: Option<Traces>,
}

impl Telemetry {
    /// Creates telemetry that keeps the traces of this many requests, and records this share of all (0 to 1).
    pub(crate) fn new(kept: usize, share: f64) -> Arc<Self> {
        Arc::new(Self {
            metrics: Metrics::default(),
            traces: (kept > 0).then(|| Traces::new(kept, share)),
        })
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    pub(crate) fn traces(&self) -> Option<&Traces> {
        self.traces.as_ref()
    }
}
