//! Execution of a call: the path of every operation.

use std::time::Duration;

use http::StatusCode;
use tokio::time::Instant;
use tracing::Instrument as _;
use tracing::field::Empty;

use super::Call;
use super::attempts::AttemptLoop;
use super::idempotency::is_idempotent;
use crate::client::response::RawResponse;
use crate::client::{Error, ErrorKind, TransportError};

/// Sends a call inside a span with the operation and the method, and checks the response.
pub(crate) async fn execute(call: &Call<'_>) -> Result<RawResponse, Error> {
    let operation = call.operation;
    let span = tracing::debug_span!(
        target: "naftiko::client",
        "call",
        operation = operation.id,
        method = call.method().as_str(),
        attempts = Empty,
        waited_ms = Empty,
        status = Empty,
    );
    let outcome = async {
        let attempts = AttemptLoop::new(call, &span);
        let (idempotent, outcome) = match attempts.request() {
            Ok(request) => {
                let idempotent = is_idempotent(call, &request);
                // The future is large; a box avoids copies of it.
                let attempted = Box::pin(attempts.run(request, idempotent));
                (idempotent, with_deadline(&attempts, attempted).await)
            }
            Err(kind) => (false, Err(kind)),
        };
        report(&outcome, attempts.started, &span);
        #[cfg(any(feature = "rest", feature = "mcp"))]
        attempts.record(&outcome);
        outcome.map_err(|kind| Error::new(operation.id, idempotent, kind))
    };
    outcome.instrument(span.clone()).await
}

async fn with_deadline(
    attempts: &AttemptLoop<'_, '_>,
    response: impl Future<Output = Result<RawResponse, ErrorKind>>,
) -> Result<RawResponse, ErrorKind> {
    let response = tokio::time::timeout_at(attempts.deadline, response).await;
    response.unwrap_or_else(|_| {
        let seconds = (attempts.deadline - attempts.started).as_secs_f64();
        let reason = format!("no complete response within {seconds} s");
        Err(ErrorKind::Transport(TransportError::timeout(reason)))
    })
}

/// Reports the outcome of a call as one event, without its content.
fn report(outcome: &Result<RawResponse, ErrorKind>, started: Instant, span: &tracing::Span) {
    if span.is_disabled() && !tracing::enabled!(target: "naftiko::client", tracing::Level::DEBUG) {
        return;
    }
    let milliseconds = milliseconds(started.elapsed());
    let status = match status(outcome) {
        Ok(status) => status,
        Err(kind) => {
            tracing::debug!(
                target: "naftiko::client",
                failure = failure_kind(kind),
                milliseconds,
                "upstream request failed"
            );
            return;
        }
    };
    span.record("status", status.as_u16());
    tracing::debug!(
        target: "naftiko::client",
        status = status.as_u16(),
        milliseconds,
        "upstream response received"
    );
}

/// Returns the status of the response, or why there is none.
pub(crate) fn status(outcome: &Result<RawResponse, ErrorKind>) -> Result<StatusCode, &ErrorKind> {
    match outcome {
        Ok(response) => Ok(response.status),
        Err(ErrorKind::Status(error)) => Ok(error.status()),
        Err(kind) => Err(kind),
    }
}

pub(crate) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

pub(crate) fn failure_kind(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidInput(_) => "invalid input",
        ErrorKind::Build(_) => "build",
        ErrorKind::Authentication(_) => "authentication",
        ErrorKind::Transport(_) => "transport",
        ErrorKind::Status(_) => "status",
        ErrorKind::TooLarge { .. } => "too large",
        ErrorKind::RateLimited { .. } => "rate limited",
        ErrorKind::Overloaded => "overloaded",
        ErrorKind::Empty => "empty",
        ErrorKind::Decode(_) => "decode",
        ErrorKind::Page(_) => "page",
        ErrorKind::LongRunning(_) => "long-running operation",
    }
}
