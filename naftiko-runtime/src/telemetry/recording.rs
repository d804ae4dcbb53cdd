//! What is recorded of the current request.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use super::traces::{Span, Trace, trace_parent};
use super::{Telemetry, TraceId};
use crate::lock::{get_mut, lock};
use crate::random;

/// The largest number of spans of a request that are kept, beside its own.
const MAX_SPANS: usize = 256;

/// Records the requests of an adapter. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Recorder(Arc<Origin>);

/// Where a request is recorded: the telemetry, the type of the adapter (`rest` or `mcp`), and its namespace.
#[derive(Debug)]
struct Origin {
    telemetry: Arc<Telemetry>,
    kind: &'static str,
    namespace: Arc<str>,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Outcome {
    /// A response with this status.
    Status(u16),
    /// A result of a tool.
    #[cfg(feature = "mcp")]
    Ok,
    /// A result of a tool that is an error, or an error of the protocol.
    #[cfg(feature = "mcp")]
    Error,
    /// The caller went away, or the deadline passed.
    Cancelled,
}

/// The record of a request, as the part of the request sees it that holds this. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    request: Arc<Record>,
    /// The span of the part.
    span: u64,
}

#[derive(Debug)]
struct Record {
    origin: Arc<Origin>,
    trace: TraceId,
    /// The span of the caller.
    parent: Option<u64>,
    /// The span of the request.
    root: u64,
    /// Whether it is a request by itself, or one that carries messages with records of their own.
    is_carrier: bool,
    started: SystemTime,
    clock: Instant,
    handled: Mutex<Handled>,
    /// What the request did, if its trace is recorded.
    spans: Option<Mutex<Vec<Span>>>,
}

/// What is known about a request when it ends.
#[derive(Debug, Default)]
struct Handled {
    operation: Option<Arc<str>>,
    /// Whether the operation is one of the spec, and not a method of the protocol.
    is_counted: bool,
    outcome: Option<Outcome>,
}

impl Recorder {
    pub(crate) fn new(telemetry: &Arc<Telemetry>, kind: &'static str, namespace: &str) -> Self {
        Self(Arc::new(Origin {
            telemetry: Arc::clone(telemetry),
            kind,
            namespace: namespace.into(),
        }))
    }

    /// Returns whether requests carry messages of MCP.
    pub(crate) fn is_of_messages(&self) -> bool {
        self.0.kind == "mcp"
    }

    /// Begins the record of a request of this trace. `parent` is the span of its caller.
    pub(crate) fn request(&self, (trace, parent): (TraceId, Option<u64>)) -> Recording {
        Recording::new(&self.0, (trace, parent), false)
    }

    /// Begins the record of a request that carries messages, each with a record of its own. Only its failure counts.
    pub(crate) fn carrier(&self) -> Recording {
        Recording::new(&self.0, (TraceId(0), None), true)
    }
}

impl Outcome {
    /// Returns the outcome of a tool, or of a message.
    #[cfg(feature = "mcp")]
    pub(crate) fn of(is_ok: bool) -> Self {
        if is_ok { Self::Ok } else { Self::Error }
    }

    /// Returns the type of the error; `None` where the request went well or its caller is at fault.
    pub(super) fn error(self) -> Option<Cow<'static, str>> {
        match self {
            Self::Status(status) if status >= 500 => Some(status.to_string().into()),
            #[cfg(feature = "mcp")]
            Self::Error => Some("tool".into()),
            Self::Cancelled => Some("cancelled".into()),
            #[cfg(feature = "mcp")]
            Self::Ok => None,
            Self::Status(_) => None,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => status.fmt(f),
            #[cfg(feature = "mcp")]
            Self::Ok => f.write_str("OK"),
            #[cfg(feature = "mcp")]
            Self::Error => f.write_str("ERROR"),
            Self::Cancelled => f.write_str("cancelled"),
        }
    }
}

impl Recording {
    /// Begins the record of a message that this request carries.
    #[cfg(feature = "mcp")]
    pub(crate) fn message(&self, trace: (TraceId, Option<u64>)) -> Self {
        Self::new(&self.request.origin, trace, false)
    }

    fn new(origin: &Arc<Origin>, (trace, parent): (TraceId, Option<u64>), is_carrier: bool) -> Self {
        let traces = origin.telemetry.traces();
        let is_recorded = !is_carrier && traces.is_some_and(|traces| traces.records(trace));
        let root = random::number();
        let request = Record {
            origin: Arc::clone(origin),
            trace,
            parent,
            root,
            is_carrier,
            started: SystemTime::now(),
            clock: Instant::now(),
            handled: Mutex::default(),
            spans: is_recorded.then(Mutex::default),
        };
        Self {
            request: Arc::new(request),
            span: root,
        }
    }

    /// Names the operation of the spec that handles the request.
    pub(crate) fn operation(&self, name: Arc<str>) {
        let mut handled = lock(&self.request.handled);
        handled.operation = Some(name);
        handled.is_counted = true;
    }

    /// Names the method of the protocol, unless an operation is named.
    #[cfg(feature = "mcp")]
    pub(crate) fn method(&self, name: &str) {
        let mut handled = lock(&self.request.handled);
        handled.operation.get_or_insert_with(|| name.into());
    }

    /// Sets how the request ends, unless it is set.
    pub(crate) fn ended(&self, outcome: Outcome) {
        lock(&self.request.handled).outcome.get_or_insert(outcome);
    }

    /// Begins a span of this part of the request; `None` when its trace is not recorded.
    fn child(&self) -> Option<u64> {
        self.request.spans.as_ref().map(|_| random::number())
    }

    /// Returns the value of `traceparent` for what is done in this part of the request, if its trace is recorded.
    pub(crate) fn trace_parent(&self) -> Option<String> {
        self.request.spans.as_ref()?;
        Some(trace_parent(self.request.trace, self.span))
    }

    fn add(&self, span: Span) {
        if let Some(spans) = &self.request.spans {
            let mut spans = lock(spans);
            if spans.len() < MAX_SPANS {
                spans.push(span);
            }
        }
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        let time = self.clock.elapsed();
        let handled = std::mem::take(get_mut(&mut self.handled));
        let outcome = handled.outcome.unwrap_or(Outcome::Cancelled);
        let Origin { telemetry, kind, .. } = &*self.origin;
        let is_rejected = matches!(outcome, Outcome::Status(400..) | Outcome::Cancelled);
        let operation = handled.operation.unwrap_or_default();
        if handled.is_counted || *kind == "rest" || self.is_carrier && is_rejected {
            let operation = Arc::clone(&operation);
            telemetry.metrics().request(kind, operation, outcome, time);
        }
        let (Some(traces), Some(mut spans)) = (telemetry.traces(), self.spans.take()) else {
            return;
        };
        let failed = outcome.error().is_some();
        let request = Span {
            id: self.root,
            parent: self.parent,
            name: format!("{kind}.request"),
            kind: "SERVER",
            time,
            failed,
        };
        let others = std::mem::take(get_mut(&mut spans));
        traces.add(Trace {
            id: self.trace,
            operation: operation.to_string(),
            started: self.started,
            time,
            failed,
            spans: std::iter::once(request).chain(others).collect(),
        });
    }
}

/// A part of a request that is under way.
#[derive(Debug)]
pub(crate) struct Part {
    recording: Recording,
    parent: u64,
    name: String,
    kind: &'static str,
    started: Instant,
}

impl Part {
    /// Begins a part of a request.
    pub(crate) fn begin(recording: &Recording, name: String, kind: &'static str) -> Self {
        let parent = recording.span;
        let recording = Recording {
            request: Arc::clone(&recording.request),
            span: recording.child().unwrap_or(parent),
        };
        Self {
            recording,
            parent,
            name,
            kind,
            started: Instant::now(),
        }
    }

    /// Returns the record for what is done in this part.
    pub(crate) fn recording(&self) -> &Recording {
        &self.recording
    }

    /// Ends a step, or a call of a tool.
    pub(crate) fn end(self, failed: bool) -> Ended {
        let time = self.started.elapsed();
        self.recording.add(Span {
            id: self.recording.span,
            parent: Some(self.parent),
            name: self.name,
            kind: self.kind,
            time,
            failed,
        });
        Ended {
            request: self.recording.request,
            time,
        }
    }
}

/// A part of a request that has ended, to be counted.
#[derive(Debug)]
pub(crate) struct Ended {
    request: Arc<Record>,
    time: Duration,
}

impl Ended {
    /// Counts a step of this type.
    pub(crate) fn count_step(self, kind: &'static str) {
        let Origin {
            telemetry, namespace, ..
        } = &*self.request.origin;
        telemetry.metrics().step(kind, namespace, self.time);
    }

    /// Counts a call of an API. Without a status, it did not respond.
    pub(crate) fn count_call(self, method: &str, host: &str, status: Option<u16>) {
        let metrics = self.request.origin.telemetry.metrics();
        metrics.call(method, host, status, self.time);
    }
}
