//! From a request to its answer: attempts, and the pauses between them.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::authenticator::Session;
use super::body::Body;
use super::exchange::{Answer, failure, milliseconds};
use super::http_client::Inner;
use super::request::Outgoing;
use super::settings::Settings;
use super::{Call, ErrorKind, StatusError, TransportErrorKind, read};

/// How much of an error's body is kept.
const ERROR_BODY: usize = 64 * 1024;

/// The key by which APIs recognise a repeated request.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Getting one request answered.
pub(super) struct Delivery<'a> {
    client: &'a Inner,
    settings: Settings,
    /// Where the numbers of attempts are noted.
    span: tracing::Span,
    until: Instant,
    repeatable: bool,
    streamed: bool,
}

impl<'a> Delivery<'a> {
    pub(super) fn new(call: &Call<'a>, request: &Outgoing, span: tracing::Span, streamed: bool) -> Self {
        let settings = call.settings.clone();
        Self {
            client: call.client,
            span,
            until: Instant::now() + settings.time(),
            repeatable: call.is_repeatable() || request.headers.contains_key(IDEMPOTENCY_KEY),
            settings,
            streamed,
        }
    }

    /// Sends the request as often as it takes and is allowed.
    pub(super) async fn deliver(self, request: Outgoing) -> Result<Answer, ErrorKind> {
        let mut session = Session::new();
        let mut attempts = 0;
        let mut waited = Duration::ZERO;
        loop {
            attempts += 1;
            let outcome = self.authenticated(&request, &mut session).await;
            let pause = match &outcome {
                Ok(_) => None,
                Err(failure) => self.pause(attempts, failure, &request),
            };
            let Some(pause) = pause else {
                if outcome.is_ok() {
                    self.client.budget.earn();
                }
                self.span
                    .record("attempts", attempts)
                    .record("waited_ms", milliseconds(waited));
                return outcome;
            };
            waited += pause;
            tokio::time::sleep(pause).await;
        }
    }

    /// How long to wait before the next attempt, if there is to be one.
    fn pause(&self, attempts: u32, problem: &ErrorKind, request: &Outgoing) -> Option<Duration> {
        let pause = self.settings.retry.pause(attempts, problem, self.repeatable)?;
        let left = self.until.saturating_duration_since(Instant::now());
        if pause >= left || !request.body.is_replayable() || !self.pay(problem) {
            return None;
        }
        tracing::debug!(
            failure = failure(problem),
            attempts,
            pause_ms = milliseconds(pause),
            "repeating"
        );
        Some(pause)
    }

    fn pay(&self, problem: &ErrorKind) -> bool {
        let timed_out =
            matches!(problem, ErrorKind::Transport(error) if error.kind() == TransportErrorKind::Timeout);
        !self.settings.retry.is_budgeted() || self.client.budget.spend(timed_out)
    }

    /// One attempt with credentials, and another one if they were refused and could be renewed.
    async fn authenticated(&self, request: &Outgoing, session: &mut Session) -> Result<Answer, ErrorKind> {
        let authenticator = &self.client.authenticator;
        loop {
            let mut attempt = request.clone();
            authenticator
                .apply(&mut attempt, session)
                .await
                .map_err(ErrorKind::Authentication)?;
            let outcome = self.attempt(attempt).await;
            match &outcome {
                Ok(answer) => authenticator.accepted(&answer.headers),
                Err(ErrorKind::Status(refusal)) => {
                    // Rare, and large: other calls do not pay for it.
                    let renewed = authenticator.renew(refusal, request.body.is_replayable(), session);
                    let renewed = Box::pin(renewed).await;
                    if renewed.map_err(ErrorKind::Authentication)? {
                        continue;
                    }
                }
                Err(_) => {}
            }
            return outcome;
        }
    }

    /// One request, one answer.
    async fn attempt(&self, request: Outgoing) -> Result<Answer, ErrorKind> {
        let _turn = self.client.transport.turn().await;
        let patience = self.settings.read_timeout;
        let response = read::within(patience, self.client.transport.send(request))
            .await
            .map_err(ErrorKind::Transport)?;
        let (head, body) = response.into_parts();
        if head.status.is_success() && self.streamed {
            return Ok(Answer {
                status: head.status,
                headers: head.headers,
                body: Bytes::new(),
                rest: Some(body),
            });
        }
        let limit = self.settings.limit();
        if !head.status.is_success() {
            let read = read::whole(body, ERROR_BODY.min(limit), patience).await;
            let read = read.map_err(ErrorKind::Transport)?;
            let refusal = StatusError::new(head.status, head.headers, read.body, read.truncated);
            return Err(ErrorKind::Status(refusal));
        }
        let body = self.body(body, limit).await?;
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body,
            rest: None,
        })
    }

    /// All of a body. One that is announced as too large is not even begun.
    async fn body(&self, body: Body, limit: usize) -> Result<Bytes, ErrorKind> {
        if body.announced().is_some_and(|length| length > limit as u64) {
            return Err(ErrorKind::TooLarge { limit });
        }
        let read = read::whole(body, limit, self.settings.read_timeout).await;
        let read = read.map_err(ErrorKind::Transport)?;
        if read.truncated {
            Err(ErrorKind::TooLarge { limit })
        } else {
            Ok(read.body)
        }
    }
}
