//! Traces as the pages of a control adapter show them (format, section 2.14).

use std::time::Duration;

use crate::dates;
use crate::percent;
use crate::telemetry::{Span, Trace, TraceId, Traces};
use crate::value::Writer;

/// Returns the traces that a query asks for: `operation` is a part of the name, `status` is `OK` or `ERROR` in any case.
pub(super) fn list(traces: &Traces, query: &str) -> String {
    let value = |wanted: &str| {
        let mut pairs = percent::pairs(query);
        pairs.find_map(|(name, value)| value.filter(|_| name.as_deref() == Some(wanted)))
    };
    let (operation, status) = (value("operation"), value("status"));
    let is_shown = |trace: &Trace| {
        operation
            .as_ref()
            .is_none_or(|part| trace.operation.contains(&**part))
            && status
                .as_ref()
                .is_none_or(|status| status.eq_ignore_ascii_case(self::status(trace.failed)))
    };
    let all = traces.all();
    let mut json = Writer::new();
    json.object().name("traces").array();
    for trace in all.iter().filter(|trace| is_shown(trace)) {
        json.separate().object();
        write_trace(&mut json, trace);
        json.name("spanCount").count(trace.spans.len());
        json.end_object();
    }
    json.end_array();
    json.name("bufferSize").count(traces.kept());
    json.name("bufferUsed").count(all.len());
    json.end_object();
    json.into_string()
}

/// Returns the newest trace with an id of 32 hexadecimal digits.
pub(super) fn one(traces: &Traces, id: &str) -> Option<String> {
    let id = (id.len() == 32).then(|| u128::from_str_radix(id, 16).ok())??;
    let all = traces.all();
    let trace = all.iter().find(|trace| trace.id == TraceId(id))?;
    let mut json = Writer::new();
    json.object();
    write_trace(&mut json, trace);
    json.name("spans").array();
    for span in &trace.spans {
        write_span(json.separate(), span);
    }
    json.end_array().end_object();
    Some(json.into_string())
}

fn write_trace(json: &mut Writer, trace: &Trace) {
    json.member("traceId", &format!("{:032x}", trace.id.0));
    json.member("operation", &trace.operation);
    json.name("durationMs").raw(&milliseconds(trace.time));
    json.member("status", status(trace.failed));
    json.member("timestamp", &dates::to_rfc3339(trace.started));
}

fn write_span(json: &mut Writer, span: &Span) {
    json.object().member("spanId", &format!("{:016x}", span.id));
    if let Some(parent) = span.parent {
        json.member("parentSpanId", &format!("{parent:016x}"));
    }
    json.member("name", &span.name).member("kind", span.kind);
    json.name("durationMs").raw(&milliseconds(span.time));
    json.member("status", status(span.failed)).end_object();
}

fn status(failed: bool) -> &'static str {
    if failed { "ERROR" } else { "OK" }
}

/// Returns a time in milliseconds, with three digits after the point.
fn milliseconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64() * 1000.0)
}
