//! Attempts of a call, and the delays between them.

use std::time::Duration;

use bytes::Bytes;
use http::header::{LINK, LOCATION};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tokio::time::Instant;

use super::Call;
use super::client::ClientInner;
#[cfg(any(feature = "rest", feature = "mcp"))]
use super::execute::status;
use super::execute::{failure_kind, milliseconds};
use super::rate_limit::TooLong;
use super::request::build_request;
use crate::client::auth::AuthAttempt;
use crate::client::body::{self, LimitedBody};
use crate::client::request::{RequestParts, headers};
use crate::client::response::{Place, RawResponse};
use crate::client::{Body, ErrorKind, StatusError, TransportErrorKind};
#[cfg(any(feature = "rest", feature = "mcp"))]
use crate::context::Context;
use crate::secret::Redactor;
#[cfg(any(feature = "rest", feature = "mcp"))]
use crate::telemetry::Part;

/// The header that tells the owner of an API how often a request has failed before.
const RETRY_COUNT: HeaderName = HeaderName::from_static("x-retry-count");

/// The largest part of an error body that is kept.
const ERROR_BODY_LIMIT: usize = 64 * 1024;

/// The attempts of one call.
pub(crate) struct AttemptLoop<'a, 'c> {
    call: &'c Call<'a>,
    /// Records the number of attempts.
    span: &'c tracing::Span,
    /// The record of the call, if the request that it is made for is recorded.
    #[cfg(any(feature = "rest", feature = "mcp"))]
    part: Option<Box<Part>>,
    pub(crate) started: Instant,
    pub(crate) deadline: Instant,
}

impl<'a, 'c> AttemptLoop<'a, 'c> {
    /// Starts the time of the call.
    pub(crate) fn new(call: &'c Call<'a>, span: &'c tracing::Span) -> Self {
        let started = Instant::now();
        Self {
            call,
            span,
            #[cfg(any(feature = "rest", feature = "mcp"))]
            part: part(call).map(Box::new),
            started,
            deadline: call.settings.deadline_from(started),
        }
    }

    fn client(&self) -> &'a ClientInner {
        self.call.client
    }

    /// Builds the request. Its trace is that of the call where one is recorded.
    pub(crate) fn request(&self) -> Result<Box<RequestParts>, ErrorKind> {
        #[cfg_attr(
            not(any(feature = "rest", feature = "mcp")),
            expect(unused_mut, reason = "only servers record")
        )]
        let mut request = build_request(self.call)?;
        #[cfg(any(feature = "rest", feature = "mcp"))]
        if let Some(part) = &self.part {
            Context::add_trace_of(part.recording(), &mut request.headers);
        }
        Ok(request)
    }

    /// Ends the record of the call.
    #[cfg(any(feature = "rest", feature = "mcp"))]
    pub(crate) fn record(self, outcome: &Result<RawResponse, ErrorKind>) {
        if let Some(part) = self.part {
            let status = status(outcome).ok().map(|status| status.as_u16());
            let (method, host) = (self.call.method().as_str(), self.call.client.base.host());
            let failed = status.is_none_or(|status| status >= 500);
            part.end(failed).count_call(method, host, status);
        }
    }

    /// Sends the request until it succeeds or may not be retried. `request` is the result of [`build_request`].
    pub(crate) async fn run(
        &self,
        request: Box<RequestParts>,
        idempotent: bool,
    ) -> Result<RawResponse, ErrorKind> {
        let mut auth = AuthAttempt::new(self.started);
        let mut attempts = 0;
        let mut waited = Duration::ZERO;
        let mut built = Some(request);
        loop {
            attempts += 1;
            let outcome = self.attempt_authenticated(&mut built, &mut auth, attempts).await;
            let delay = match &outcome {
                Ok(_) => None,
                Err(failure) => self.delay(attempts, failure, idempotent),
            };
            let Some(delay) = delay else {
                if outcome.is_ok() {
                    self.client().budget.earn();
                }
                self.span
                    .record("attempts", attempts)
                    .record("waited_ms", milliseconds(waited));
                return outcome;
            };
            waited += delay;
            tokio::time::sleep(delay).await;
        }
    }

    /// Returns the delay before the next attempt; `None` when there is none.
    fn delay(&self, attempts: u32, problem: &ErrorKind, idempotent: bool) -> Option<Duration> {
        let delay = self.call.settings.retry.delay(attempts, problem, idempotent)?;
        let left = self.deadline.saturating_duration_since(Instant::now());
        if delay >= left || !self.is_replayable() || !self.spend_retry_budget(problem) {
            return None;
        }
        tracing::debug!(
            target: "naftiko::client",
            failure = failure_kind(problem),
            attempts,
            pause_ms = milliseconds(delay),
            "retrying request"
        );
        Some(delay)
    }

    /// Returns whether the body can be sent more than once.
    fn is_replayable(&self) -> bool {
        let body = self.call.body.as_ref();
        body.is_none_or(|body| body.payload.is_replayable())
    }

    fn spend_retry_budget(&self, problem: &ErrorKind) -> bool {
        let timed_out =
            matches!(problem, ErrorKind::Transport(error) if error.kind() == TransportErrorKind::Timeout);
        !self.call.settings.retry.is_budgeted() || self.client().budget.spend(timed_out)
    }

    /// Sends the request with credentials, and once more if they were rejected and could be refreshed.
    async fn attempt_authenticated(
        &self,
        built: &mut Option<Box<RequestParts>>,
        auth: &mut AuthAttempt,
        attempts: u32,
    ) -> Result<RawResponse, ErrorKind> {
        let authenticator = &self.client().authenticator;
        loop {
            let mut attempt = match built.take() {
                Some(request) => request,
                None => self.request()?,
            };
            if attempts > 1 {
                attempt
                    .headers
                    .insert(RETRY_COUNT, HeaderValue::from(attempts - 1));
            }
            authenticator
                .apply(&mut attempt, auth)
                .await
                .map_err(ErrorKind::Authentication)?;
            let mut outcome = self.attempt(attempt).await;
            match &mut outcome {
                Ok(response) => {
                    authenticator.on_success(&response.headers);
                    response.secrets = self
                        .call
                        .settings
                        .keeps_secrets
                        .then(|| Box::new(self.redactor(auth)));
                }
                Err(ErrorKind::Status(rejection)) => {
                    // The future is large and rarely needed, so it is boxed.
                    let refreshed =
                        authenticator.refresh_after_rejection(rejection, self.is_replayable(), auth);
                    let refreshed = Box::pin(refreshed).await;
                    if refreshed.map_err(ErrorKind::Authentication)? {
                        continue;
                    }
                }
                Err(_) => {}
            }
            return outcome.map_err(|failure| self.redacted(failure, auth));
        }
    }

    /// Strikes secrets out of an error response, since an API that echoes a request would hand them to the caller.
    fn redacted(&self, failure: ErrorKind, auth: &AuthAttempt) -> ErrorKind {
        let ErrorKind::Status(error) = failure else {
            return failure;
        };
        let of_caller = self.call.has_credentials_of_caller();
        ErrorKind::Status(error.redacted(&self.redactor(auth)).of_caller(of_caller))
    }

    /// Returns what an attempt may have sent as credentials, and the values of variables.
    fn redactor(&self, auth: &AuthAttempt) -> Redactor {
        let client = self.client();
        let mut redactor = Redactor::default();
        client.authenticator.add_secrets(auth, &mut redactor);
        // The host of the API is in links of its errors.
        let variables = client.variables.iter().map(|(_, value)| value.reveal());
        for value in variables.filter(|value| !client.base.host().contains(value)) {
            redactor.add(value);
        }
        for value in client.headers.values().filter(|value| value.is_sensitive()) {
            headers::add_secrets(value, &mut redactor);
        }
        redactor
    }

    /// Sends one request and reads its response.
    async fn attempt(&self, request: Box<RequestParts>) -> Result<RawResponse, ErrorKind> {
        let (client, operation) = (self.client(), self.call.operation.id);
        let admitted = client.rate_limiter.admit(operation, self.deadline).await;
        admitted.map_err(|TooLong(retry_after)| ErrorKind::RateLimited { retry_after })?;
        let _permit = client.transport.acquire_permit().await;
        let settings = &self.call.settings;
        let timeout = settings.read_timeout;
        let sent = client.transport.send(request.into_http());
        let response = body::with_timeout(timeout, sent).await?;
        let (mut head, body) = response.into_parts();
        // The limit of a caller's credentials is not that of another caller.
        if !self.call.has_credentials_of_caller() {
            client.rate_limiter.observe(operation, head.status, &head.headers);
        }
        let is_success = head.status.is_success();
        // Errors are decoded although they are relayed, since secrets are struck out of them.
        let is_kept =
            is_success && self.call.relayed && !self.call.is_read || head.status == StatusCode::NOT_MODIFIED;
        let body = if is_kept {
            Ok(body)
        } else {
            body.decoded(&mut head.headers)
        };
        let limit = settings.limit();
        if !is_success {
            let read = match body {
                Ok(body) => body::collect(body, ERROR_BODY_LIMIT.min(limit), timeout).await,
                Err(error) => Err(ErrorKind::Decode(error)),
            };
            let read = match read {
                // The status is known although the body is not.
                Err(kind) if is_undecodable(&kind) => LimitedBody::unread(),
                read => read?,
            };
            let rejection = StatusError::new(head.status, head.headers, read.body, read.truncated);
            return Err(ErrorKind::Status(rejection));
        }
        let body = body.map_err(ErrorKind::Decode)?;
        let place = self.place(&head.headers)?;
        if self.call.streamed {
            return Ok(RawResponse {
                status: head.status,
                headers: head.headers,
                body: Bytes::new(),
                stream: Some(body),
                place,
                secrets: None,
            });
        }
        let body = self.body(body, limit).await?;
        Ok(RawResponse {
            status: head.status,
            headers: head.headers,
            body,
            stream: None,
            place,
            secrets: None,
        })
    }

    /// Returns where the API is, for a response with links. Few responses have any, so that the address is built again for them.
    fn place(&self, headers: &HeaderMap) -> Result<Option<Box<Place>>, ErrorKind> {
        // A pass over the few names costs less than two lookups.
        if !headers.keys().any(|name| *name == LOCATION || *name == LINK) {
            return Ok(None);
        }
        let client = self.client();
        let address = build_request(self.call)?.uri;
        Ok(Some(Box::new(Place::new(
            client.name,
            client.base.clone(),
            address,
        ))))
    }

    /// Reads the complete body. A body whose length exceeds the limit is not read.
    async fn body(&self, body: Body, limit: usize) -> Result<Bytes, ErrorKind> {
        if body.content_length().is_some_and(|length| length > limit as u64) {
            return Err(ErrorKind::TooLarge { limit });
        }
        let read = body::collect(body, limit, self.call.settings.read_timeout).await?;
        if read.truncated {
            Err(ErrorKind::TooLarge { limit })
        } else {
            Ok(read.body)
        }
    }
}

/// Begins the record of a call.
#[cfg(any(feature = "rest", feature = "mcp"))]
fn part(call: &Call<'_>) -> Option<Part> {
    let recording = Context::recording()?;
    let name = format!("http.client.{}", call.method());
    Some(Part::begin(&recording, name, "CLIENT"))
}

/// Returns whether the error is a body that is not in its content coding.
fn is_undecodable(kind: &ErrorKind) -> bool {
    match kind {
        ErrorKind::Decode(_) => true,
        ErrorKind::Transport(error) => error.kind() == TransportErrorKind::Corrupt,
        _ => false,
    }
}
