//! Sending a call: the one path that every operation takes.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tracing::Instrument as _;
use tracing::field::Empty;

use super::body::Body;
use super::delivery::Delivery;
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

/// Sends a call and judges the answer, inside a span that names the operation and the method.
pub(super) fn exchange<'a>(call: Call<'a>) -> impl Future<Output = Result<Answer, Error>> + Send + use<'a> {
    run(call, false)
}

/// Sends a call; the body of the answer is left to be read.
pub(super) fn open<'a>(call: Call<'a>) -> impl Future<Output = Result<Answer, Error>> + Send + use<'a> {
    run(call, true)
}

async fn run(mut call: Call<'_>, streamed: bool) -> Result<Answer, Error> {
    let operation = call.operation;
    let repeatable = call.is_repeatable();
    let span = tracing::debug_span!(
        "call",
        operation = operation.id,
        method = operation.method.as_str(),
        attempts = Empty,
        waited_ms = Empty,
        status = Empty,
    );
    let outcome = async {
        let started = Instant::now();
        let time = call.settings.time();
        let outcome = match prepare(&mut call) {
            Ok(request) => {
                let delivery = Delivery::new(&call, &request, span.clone(), streamed);
                // Large, and everything around it would be moved along with it.
                let delivery = Box::pin(delivery.deliver(request));
                within_time(time, delivery).await
            }
            Err(kind) => Err(kind),
        };
        report(&outcome, started, &span);
        outcome
    };
    let outcome = outcome.instrument(span.clone()).await;
    outcome.map_err(|kind| Error::new(operation.id, repeatable, kind))
}

async fn within_time(
    time: Duration,
    delivery: impl Future<Output = Result<Answer, ErrorKind>>,
) -> Result<Answer, ErrorKind> {
    tokio::time::timeout(time, delivery).await.unwrap_or_else(|_| {
        let reason = format!("no complete answer within {} s", time.as_secs_f64());
        Err(ErrorKind::Transport(TransportError::timeout(reason)))
    })
}

/// One event for each call: how it ended, never what was in it.
fn report(outcome: &Result<Answer, ErrorKind>, started: Instant, span: &tracing::Span) {
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
