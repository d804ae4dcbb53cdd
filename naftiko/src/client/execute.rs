//! Sending a call: the one path that every operation takes.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tokio::time::Instant;
use tracing::Instrument as _;
use tracing::field::Empty;

use super::attempts::Delivery;
use super::body::Body;
use super::request::prepare;
use super::{Call, Error, ErrorKind, TransportError};

/// A successful answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// All of the body, unless it was to be streamed.
    pub(super) body: Bytes,
    pub(super) rest: Option<Body>,
}

/// Sends a call and judges the answer, inside a span that names the operation and the method. When `streamed`, the
/// body of the answer is left to be read.
pub(super) async fn exchange(call: &Call<'_>, streamed: bool) -> Result<Answer, Error> {
    let operation = call.operation;
    let span = tracing::debug_span!(
        "call",
        operation = operation.id,
        method = operation.method.as_str(),
        attempts = Empty,
        waited_ms = Empty,
        status = Empty,
    );
    let outcome = async {
        let delivery = Delivery::new(call, &span, streamed);
        let outcome = match prepare(call) {
            // Large, and everything around it would be moved along with it.
            Ok(request) => within_time(&delivery, Box::pin(delivery.deliver(request))).await,
            Err(kind) => Err(kind),
        };
        report(&outcome, delivery.started, &span);
        outcome
    };
    let outcome = outcome.instrument(span.clone()).await;
    outcome.map_err(|kind| Error::new(operation.id, call.is_repeatable(), kind))
}

async fn within_time(
    delivery: &Delivery<'_, '_>,
    answer: impl Future<Output = Result<Answer, ErrorKind>>,
) -> Result<Answer, ErrorKind> {
    let answer = tokio::time::timeout_at(delivery.until, answer).await;
    answer.unwrap_or_else(|_| {
        let seconds = (delivery.until - delivery.started).as_secs_f64();
        let reason = format!("no complete answer within {seconds} s");
        Err(ErrorKind::Transport(TransportError::timeout(reason)))
    })
}

/// One event for each call: how it ended, never what was in it.
fn report(outcome: &Result<Answer, ErrorKind>, started: Instant, span: &tracing::Span) {
    if span.is_disabled() && !tracing::enabled!(tracing::Level::DEBUG) {
        return;
    }
    let milliseconds = milliseconds(started.elapsed());
    let answered = match outcome {
        Ok(answer) => answer.status,
        Err(ErrorKind::Status(error)) => error.status(),
        Err(kind) => {
            tracing::debug!(failure = failure(kind), milliseconds, "failed");
            return;
        }
    };
    span.record("status", answered.as_u16());
    tracing::debug!(status = answered.as_u16(), milliseconds, "answered");
}

pub(super) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

pub(super) fn failure(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidInput(_) => "invalid input",
        ErrorKind::Build(_) => "build",
        ErrorKind::Authentication(_) => "authentication",
        ErrorKind::Transport(_) => "transport",
        ErrorKind::Status(_) => "status",
        ErrorKind::TooLarge { .. } => "too large",
        ErrorKind::Decode(_) => "decode",
    }
}
