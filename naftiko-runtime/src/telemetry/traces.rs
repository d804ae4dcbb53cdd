//! The traces of the most recent requests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use crate::lock::lock;
use crate::random;

/// The id of a trace (W3C trace context, 3.2.2.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct TraceId(pub(crate) u128);

impl TraceId {
    /// Returns an id that no other trace has.
    pub(crate) fn new() -> Self {
        Self((u128::from(random::number()) << 64) | u128::from(random::number()))
    }

    /// Returns the ids of the trace and of the span in the value of `traceparent`.
    pub(crate) fn of_parent(value: &str) -> Option<(Self, u64)> {
        let mut parts = value.split('-').skip(1);
        let trace = u128::from_str_radix(parts.next()?, 16).ok()?;
        let span = u64::from_str_radix(parts.next()?, 16).ok()?;
        Some((Self(trace), span))
    }
}

/// Returns the value of `traceparent` for what a span does (W3C trace context, 3.2).
pub(super) fn trace_parent(trace: TraceId, span: u64) -> String {
    format!("00-{:032x}-{span:016x}-01", trace.0)
}

/// The most recent traces, the newest first.
#[derive(Debug)]
pub(crate) struct Traces {
    kept: usize,
    /// The ids below this are recorded.
    recorded: u64,
    recent: Mutex<VecDeque<Arc<Trace>>>,
}

/// What one request did.
#[derive(Debug)]
pub(crate) struct Trace {
    pub(crate) id: TraceId,
    pub(crate) operation: String,
    pub(crate) started: SystemTime,
    pub(crate) time: Duration,
    pub(crate) failed: bool,
    /// The request, and what it did.
    pub(crate) spans: Vec<Span>,
}

/// A part of a request.
#[derive(Debug)]
pub(crate) struct Span {
    pub(crate) id: u64,
    pub(crate) parent: Option<u64>,
    pub(crate) name: String,
    /// `SERVER`, `CLIENT` or `INTERNAL`.
    pub(crate) kind: &'static str,
    pub(crate) time: Duration,
    pub(crate) failed: bool,
}

impl Traces {
    pub(super) fn new(kept: usize, share: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share of the ids, and a conversion saturates"
        )]
        let recorded = (share * u64::MAX as f64) as u64;
        Self {
            kept,
            recorded,
            recent: Mutex::default(),
        }
    }

    /// Returns whether a trace is recorded. All servers with the same share agree on it.
    pub(super) fn records(&self, id: TraceId) -> bool {
        #[expect(clippy::cast_possible_truncation, reason = "the lower half of the id")]
        let lower = id.0 as u64;
        self.recorded == u64::MAX || lower < self.recorded
    }

    pub(super) fn add(&self, trace: Trace) {
        let mut traces = lock(&self.recent);
        traces.truncate(self.kept.saturating_sub(1));
        traces.push_front(Arc::new(trace));
    }

    /// Returns how many traces are kept at most.
    pub(crate) fn kept(&self) -> usize {
        self.kept
    }

    /// Returns the traces, the newest first.
    pub(crate) fn all(&self) -> Vec<Arc<Trace>> {
        lock(&self.recent).iter().cloned().collect()
    }
}
