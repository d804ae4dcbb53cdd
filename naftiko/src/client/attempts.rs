//! From a request to its answer: attempts, and the pauses between them.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::authenticator::Session;
use super::body::Body;
use super::execute::{Answer, failure, milliseconds};
use super::http_client::Inner;
use super::request::{Outgoing, prepare};
use super::{Call, ErrorKind, StatusError, TransportErrorKind, read};

/// How much of an error's body is kept.
const ERROR_BODY: usize = 64 * 1024;

/// The key by which APIs recognise a repeated request.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Getting one call answered.
pub(super) struct Delivery<'a, 'c> {
    call: &'c Call<'a>,
    /// Where the numbers of attempts are noted.
    span: &'c tracing::Span,
    pub(super) started: Instant,
    pub(super) until: Instant,
    streamed: bool,
}

impl<'a, 'c> Delivery<'a, 'c> {
    /// Begins now.
    pub(super) fn new(call: &'c Call<'a>, span: &'c tracing::Span, streamed: bool) -> Self {
        let started = Instant::now();
        Self {
            call,
            span,
            started,
            until: call.settings.until(started),
            streamed,
        }
    }

    fn client(&self) -> &'a Inner {
        self.call.client
    }

    /// Sends the request as often as it takes and is allowed. `request` is what [`prepare`] makes of the call.
    pub(super) async fn deliver(&self, request: Box<Outgoing>) -> Result<Answer, ErrorKind> {
        let repeatable = self.call.is_repeatable() || request.headers.contains_key(IDEMPOTENCY_KEY);
        let mut session = Session::new(self.started);
        let mut attempts = 0;
        let mut waited = Duration::ZERO;
        let mut prepared = Some(request);
        loop {
            attempts += 1;
            let outcome = self.authenticated(&mut prepared, &mut session).await;
            let pause = match &outcome {
                Ok(_) => None,
                Err(failure) => self.pause(attempts, failure, repeatable),
            };
            let Some(pause) = pause else {
                if outcome.is_ok() {
                    self.client().budget.earn();
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
    fn pause(&self, attempts: u32, problem: &ErrorKind, repeatable: bool) -> Option<Duration> {
        let pause = self.call.settings.retry.pause(attempts, problem, repeatable)?;
        let left = self.until.saturating_duration_since(Instant::now());
        if pause >= left || !self.is_replayable() || !self.pay(problem) {
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

    /// Whether the body can be sent more than once.
    fn is_replayable(&self) -> bool {
        let body = self.call.body.as_ref();
        body.is_none_or(|body| body.payload.is_replayable())
    }

    fn pay(&self, problem: &ErrorKind) -> bool {
        let timed_out =
            matches!(problem, ErrorKind::Transport(error) if error.kind() == TransportErrorKind::Timeout);
        !self.call.settings.retry.is_budgeted() || self.client().budget.spend(timed_out)
    }

    /// One attempt with credentials, and another one if they were refused and could be renewed.
    async fn authenticated(
        &self,
        prepared: &mut Option<Box<Outgoing>>,
        session: &mut Session,
    ) -> Result<Answer, ErrorKind> {
        let authenticator = &self.client().authenticator;
        loop {
            let mut attempt = match prepared.take() {
                Some(request) => request,
                None => prepare(self.call)?,
            };
            authenticator
                .apply(&mut attempt, session)
                .await
                .map_err(ErrorKind::Authentication)?;
            let outcome = self.attempt(attempt).await;
            match &outcome {
                Ok(answer) => authenticator.accepted(&answer.headers),
                Err(ErrorKind::Status(refusal)) => {
                    // Rare, and large: other calls do not pay for it.
                    let renewed = authenticator.renew(refusal, self.is_replayable(), session);
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
    async fn attempt(&self, request: Box<Outgoing>) -> Result<Answer, ErrorKind> {
        let _turn = self.client().transport.turn().await;
        let settings = &self.call.settings;
        let patience = settings.read_timeout;
        let response = read::within(patience, self.client().transport.send(request.into_http()))
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
        let limit = settings.limit();
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
        let read = read::whole(body, limit, self.call.settings.read_timeout).await;
        let read = read.map_err(ErrorKind::Transport)?;
        if read.truncated {
            Err(ErrorKind::TooLarge { limit })
        } else {
            Ok(read.body)
        }
    }
}
