//! Sending a call: the one path that every operation takes.

use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tracing::Instrument as _;

use super::http_client::Inner;
use super::request::{Outgoing, prepare};
use super::transport::read;
use super::{Call, Error, ErrorKind, StatusError, TransportError};

/// How much of an error's body is kept.
const ERROR_BODY: usize = 64 * 1024;

/// A successful answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Sends a call and judges the answer, inside a span that names the operation and the method.
pub(super) async fn exchange(mut call: Call<'_>) -> Result<Answer, Error> {
    let operation = call.operation;
    let span = tracing::debug_span!(
        "call",
        operation = operation.id,
        method = operation.method.as_str()
    );
    let outcome = async {
        let started = Instant::now();
        let outcome = match prepare(&mut call) {
            Ok(request) => within_time(call.client, request).await,
            Err(kind) => Err(kind),
        };
        report(&outcome, started);
        outcome
    };
    outcome
        .instrument(span)
        .await
        .map_err(|kind| Error::new(operation.id, operation.method.is_idempotent(), kind))
}

async fn within_time(client: &Inner, request: Outgoing) -> Result<Answer, ErrorKind> {
    tokio::time::timeout(client.timeout, attempt(client, request))
        .await
        .unwrap_or_else(|_| {
            let reason = format!("no complete answer within {} s", client.timeout.as_secs_f64());
            Err(ErrorKind::Transport(TransportError::timeout(reason)))
        })
}

/// One request, one answer. Credentials are put on here: an attempt is what a renewed token would change.
async fn attempt(client: &Inner, mut request: Outgoing) -> Result<Answer, ErrorKind> {
    client.authenticator.apply(&mut request);
    let mut response = client
        .transport
        .send(request)
        .await
        .map_err(ErrorKind::Transport)?;
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let success = status.is_success();
    let limit = if success {
        client.response_limit
    } else {
        ERROR_BODY.min(client.response_limit)
    };
    let read = read(response, limit).await.map_err(ErrorKind::Transport)?;
    match (success, read.truncated) {
        (true, false) => Ok(Answer {
            status,
            headers,
            body: read.body,
        }),
        (true, true) => Err(ErrorKind::TooLarge { limit }),
        (false, truncated) => Err(ErrorKind::Status(StatusError::new(
            status, headers, read.body, truncated,
        ))),
    }
}

/// One event for each call: how it ended, never what was in it.
fn report(outcome: &Result<Answer, ErrorKind>, started: Instant) {
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    match outcome {
        Ok(answer) => tracing::debug!(status = answer.status.as_u16(), milliseconds, "answered"),
        Err(ErrorKind::Status(error)) => {
            tracing::debug!(status = error.status().as_u16(), milliseconds, "answered");
        }
        Err(kind) => tracing::debug!(failure = failure(kind), milliseconds, "failed"),
    }
}

fn failure(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidInput(_) => "invalid input",
        ErrorKind::Build(_) => "build",
        ErrorKind::Transport(_) => "transport",
        ErrorKind::Status(_) => "status",
        ErrorKind::TooLarge { .. } => "too large",
        ErrorKind::Decode(_) => "decode",
    }
}
