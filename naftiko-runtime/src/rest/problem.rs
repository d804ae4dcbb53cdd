//! Problem documents and relayed errors.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use axum::response::{IntoResponse, Response as AxumResponse};
use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::Reply;
use crate::client::{Error, ErrorKind, LongRunningError, PageError, StatusError, TransportErrorKind};
use crate::input::{InputProblem, InvalidInput, ProblemKind};
use crate::problem::{self, title};
use crate::request_body::BodyError;
use crate::retry_after::whole_seconds;
use crate::steps::{StepError, StepErrorKind};
use crate::value::DecodeError;

/// The detail of a response of an API that the server has no memory for.
const RESPONSE_OUT_OF_MEMORY: &str = "The server has no memory left for the upstream response. Retry later.";

/// An error response: a problem document (RFC 9457, `application/problem+json`), or the relayed error response of an
/// API. Where the API succeeded without a body that the response is made of, it is 204.
///
/// It contains only what callers can use; internal details are logged.
#[derive(Debug)]
pub struct Problem(Box<ProblemInner>);

#[derive(Debug)]
enum ProblemInner {
    Document(ProblemDocument),
    Relayed(Reply),
}

#[derive(Clone, Debug, PartialEq)]
struct ProblemDocument {
    status: StatusCode,
    title: Cow<'static, str>,
    detail: String,
    errors: Vec<InputProblem>,
    headers: HeaderMap,
    step: Option<FailedStep>,
}

/// The step that failed, and the steps that had written before it.
#[derive(Clone, Debug, PartialEq)]
struct FailedStep {
    name: &'static str,
    completed: &'static [&'static str],
}

impl Problem {
    /// Creates a problem from its status, title and detail.
    pub fn new(status: StatusCode, title: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        let (title, detail) = (title.into(), detail.into());
        Self(Box::new(ProblemInner::Document(ProblemDocument {
            status,
            title,
            detail,
            errors: Vec::new(),
            headers: HeaderMap::new(),
            step: None,
        })))
    }

    /// Creates the response of a route without a call target: the spec has none, or an unknown one.
    pub fn unresolved(message: impl Into<String>) -> Self {
        Self::with_status(StatusCode::NOT_IMPLEMENTED, message)
    }

    /// Sets a header of the response.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        *self.0 = match *self.0 {
            ProblemInner::Document(mut document) => {
                document.headers.insert(name, value);
                ProblemInner::Document(document)
            }
            ProblemInner::Relayed(reply) => ProblemInner::Relayed(reply.header(name, value)),
        };
        self
    }

    /// Adds headers of the API that the adapter exposes.
    pub(super) fn exposing(mut self, names: &[HeaderName]) -> Self {
        if let ProblemInner::Relayed(reply) = &mut *self.0 {
            reply.expose(names);
        }
        self
    }

    /// Returns the status of the response.
    pub fn status(&self) -> StatusCode {
        match &*self.0 {
            ProblemInner::Document(document) => document.status,
            ProblemInner::Relayed(reply) => reply.status(),
        }
    }

    /// Creates the response for a success of the API without content.
    fn no_content() -> Self {
        Self(Box::new(ProblemInner::Relayed(Reply::new(
            StatusCode::NO_CONTENT,
        ))))
    }

    /// The problem of a call that a rate limit holds back.
    fn rate_limited(retry_after: Duration) -> Self {
        let detail = "The rate limit of the upstream API is reached.";
        let problem = Self::with_status(StatusCode::TOO_MANY_REQUESTS, detail);
        problem.header(RETRY_AFTER, HeaderValue::from(whole_seconds(retry_after)))
    }

    /// The problem of a page that cannot be read.
    fn of_page(error: PageError) -> Self {
        match error {
            PageError::Position => Self::with_status(
                StatusCode::BAD_REQUEST,
                "The cursor is not of this list. Leave it out to start at the first page.",
            ),
            error => Self::bad_gateway(format!("The next page cannot be read: {error}.")),
        }
    }

    /// The problem of a long-running operation without a result.
    fn of_long_running(error: &LongRunningError) -> Self {
        match error {
            LongRunningError::Deadline => Self::with_status(
                StatusCode::GATEWAY_TIMEOUT,
                "The operation of the upstream API has no result yet.",
            ),
            error => Self::bad_gateway(format!("The operation has no result: {error}.")),
        }
    }

    /// A response that does not match the spec. The error has a path and kinds, but no value.
    fn undecodable(error: &DecodeError) -> Self {
        Self::bad_gateway(format!("The upstream response does not match the spec: {error}."))
    }

    /// Creates a problem with the title of its status.
    pub(super) fn with_status(status: StatusCode, detail: impl Into<String>) -> Self {
        Self::new(status, title(status), detail)
    }

    fn overloaded(detail: impl Into<String>) -> Self {
        Self::with_status(StatusCode::SERVICE_UNAVAILABLE, detail).header(RETRY_AFTER, problem::retry_later())
    }

    fn bad_gateway(detail: impl Into<String>) -> Self {
        Self::with_status(StatusCode::BAD_GATEWAY, detail)
    }

    /// Returns the response to an error of an API. Errors for the caller are relayed; others concern only the API and
    /// this server.
    fn from_status(error: StatusError) -> Self {
        let status = error.status();
        if error.rejects_client() {
            return Self::bad_gateway("The upstream API rejected the server's credentials.");
        }
        let is_proxy_error = status == StatusCode::PROXY_AUTHENTICATION_REQUIRED;
        let is_error =
            status.is_client_error() || status.is_server_error() || status == StatusCode::NOT_MODIFIED;
        if is_proxy_error || !is_error {
            return Self::bad_gateway(format!("The upstream API returned {status}."));
        }
        let is_whole = !error.is_truncated();
        let (status, headers, body) = error.into_parts();
        let has_body = is_whole && !body.is_empty();
        let relayed = Reply::relay_parts(status, headers, body);
        if has_body || status == StatusCode::NOT_MODIFIED {
            return Self(Box::new(ProblemInner::Relayed(relayed)));
        }
        // An empty or truncated body becomes a problem document.
        Self::of_status(&relayed)
    }

    /// Creates the document of an error of the API whose body is not relayed.
    fn of_status(relayed: &Reply) -> Self {
        let status = relayed.status();
        let mut problem = Self::with_status(status, format!("The upstream API returned {status}."));
        for name in [RETRY_AFTER, WWW_AUTHENTICATE] {
            if let Some(value) = relayed.headers().get(&name) {
                problem = problem.header(name, value.clone());
            }
        }
        problem
    }

    /// Names the step that failed. An error of the API keeps its status; its body says nothing of the step and is not relayed.
    fn in_step(self, step: &StepError) -> Self {
        let mut problem = match *self.0 {
            ProblemInner::Document(document) => document,
            ProblemInner::Relayed(reply) => match *Self::of_status(&reply).0 {
                ProblemInner::Document(document) => document,
                relayed @ ProblemInner::Relayed(_) => return Self(Box::new(relayed)),
            },
        };
        problem.detail = format!("{} {}", step.place(), problem.detail);
        problem.step = Some(FailedStep {
            name: step.step(),
            completed: step.completed(),
        });
        Self(Box::new(ProblemInner::Document(problem)))
    }
}

impl ProblemDocument {
    fn into_reply(self) -> Reply {
        let mut document = problem::document(self.status, &self.title, &self.detail);
        if !self.errors.is_empty() {
            document["errors"] = self.errors.iter().map(error_object).collect();
        }
        if let Some(FailedStep { name, completed }) = self.step {
            document["step"] = name.into();
            document["completed"] = completed.into();
        }
        let reply = Reply::new(self.status).with_body("application/problem+json", document.to_string());
        self.headers.iter().fold(reply, |reply, (name, value)| {
            reply.header(name.clone(), value.clone())
        })
    }
}

/// Returns whether a problem concerns the content of a valid body, not its syntax or the rest of the request.
fn is_of_readable_body(problem: &InputProblem) -> bool {
    matches!(problem.location(), "body" | "field") && problem.kind() != ProblemKind::Malformed
}

fn error_object(problem: &InputProblem) -> Value {
    json!({"in": problem.location(), "name": problem.name(), "problem": problem.message()})
}

/// 503 when the server has no memory for a value; 415 for an unsupported media type; 422 when the body is readable and only its content is invalid; otherwise 400.
/// `errors` lists every problem.
impl From<InvalidInput> for Problem {
    fn from(invalid: InvalidInput) -> Self {
        if invalid.is_overloaded() {
            return Self::overloaded(problem::OUT_OF_MEMORY);
        }
        let status = if invalid.is_unsupported_media_type() {
            StatusCode::UNSUPPORTED_MEDIA_TYPE
        } else if invalid.problems().iter().all(is_of_readable_body) {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::BAD_REQUEST
        };
        let errors = invalid.problems().to_vec();
        Self(Box::new(ProblemInner::Document(ProblemDocument {
            status,
            title: title(status).into(),
            detail: invalid.to_string(),
            errors,
            headers: HeaderMap::new(),
            step: None,
        })))
    }
}

/// 413 when the body is too large, 415 when its content encoding is unknown, 408 when it takes too long, 400 when it is
/// incomplete or corrupt, 503 when the server has no memory for it.
impl From<BodyError> for Problem {
    fn from(error: BodyError) -> Self {
        let problem = Self::with_status(error.status(), error.detail());
        match error.header() {
            Some((name, value)) => problem.header(name, value),
            None => problem,
        }
    }
}

/// 502: the response of the API does not match the spec. 503: the server has no memory for it.
impl From<DecodeError> for Problem {
    fn from(error: DecodeError) -> Self {
        if error.is_empty_body() {
            return Self::no_content();
        }
        tracing::warn!(target: "naftiko::rest", %error, "unexpected upstream response");
        if error.is_out_of_memory() {
            return Self::overloaded(RESPONSE_OUT_OF_MEMORY);
        }
        Self::undecodable(&error)
    }
}

/// An error response of the API is relayed. 504: the API timed out. 502: the API was not reached, or its response is
/// invalid. 429: its rate limit is reached, as the API would say itself. 503: the server has no memory for it. 400: the arguments are invalid. 500: the configuration is invalid.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let concerns_caller = match error.kind() {
            ErrorKind::InvalidInput(_) | ErrorKind::Empty => true,
            ErrorKind::Status(rejection) => !rejection.rejects_client(),
            _ => false,
        };
        if concerns_caller {
            tracing::debug!(target: "naftiko::rest", %error, "upstream call failed");
        } else {
            tracing::warn!(target: "naftiko::rest", %error, "upstream call failed");
        }
        match error.into_kind() {
            ErrorKind::InvalidInput(invalid) => invalid.into(),
            ErrorKind::Status(error) => Self::from_status(error),
            ErrorKind::Empty => Self::no_content(),
            ErrorKind::RateLimited { retry_after } => Self::rate_limited(retry_after),
            ErrorKind::Authentication(_) => {
                Self::bad_gateway("The server could not authenticate to the upstream API.")
            }
            ErrorKind::Transport(transport) => match transport.kind() {
                TransportErrorKind::Timeout => Self::with_status(
                    StatusCode::GATEWAY_TIMEOUT,
                    "The upstream API did not respond in time.",
                ),
                TransportErrorKind::Connect => {
                    Self::bad_gateway("The server could not connect to the upstream API.")
                }
                TransportErrorKind::Corrupt => {
                    Self::bad_gateway("The upstream response is not valid in its content encoding.")
                }
                _ => Self::bad_gateway("The upstream API closed the connection early."),
            },
            ErrorKind::TooLarge { .. } => Self::bad_gateway("The upstream response is too large."),
            ErrorKind::Overloaded => Self::overloaded(RESPONSE_OUT_OF_MEMORY),
            ErrorKind::Decode(error) => Self::undecodable(&error),
            ErrorKind::Page(error) => Self::of_page(error),
            ErrorKind::LongRunning(error) => Self::of_long_running(&error),
            ErrorKind::Build(_) => Self::with_status(
                StatusCode::INTERNAL_SERVER_ERROR,
                "The server's configuration does not allow this request.",
            ),
        }
    }
}

/// As the error of the step's call, and 500 for a script, with the names of the step and of the writes before it. The document has them as `step` and `completed`.
/// A last step without content has succeeded.
impl From<StepError> for Problem {
    fn from(error: StepError) -> Self {
        let problem = match error.kind() {
            StepErrorKind::Call(call) if matches!(call.kind(), ErrorKind::Empty) => {
                return call.clone().into();
            }
            StepErrorKind::Call(call) => call.clone().into(),
            StepErrorKind::Script(script) => {
                tracing::warn!(error = %script, step = error.step(), "script failed");
                Self::with_status(StatusCode::INTERNAL_SERVER_ERROR, "The server failed.")
            }
        };
        problem.in_step(&error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> AxumResponse {
        match *self.0 {
            ProblemInner::Document(document) => document.into_reply().into_response(),
            ProblemInner::Relayed(reply) => reply.into_response(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            ProblemInner::Document(document) => write!(f, "{}: {}", document.title, document.detail),
            ProblemInner::Relayed(reply) => write!(f, "the API returned {}", reply.status()),
        }
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(problem: Problem) -> (u16, String) {
        match *problem.0 {
            ProblemInner::Document(document) => {
                let reply = document.into_reply();
                (
                    reply.status().as_u16(),
                    String::from_utf8_lossy(reply.body().unwrap_or(&bytes::Bytes::new())).into_owned(),
                )
            }
            ProblemInner::Relayed(reply) => (reply.status().as_u16(), String::new()),
        }
    }

    #[test]
    fn mismatched_response_names_the_path() {
        let error = DecodeError::new("$.route.depot", "a string", "null");
        for problem in [Problem::from(error.clone()), Problem::from(Error::from(error))] {
            let (status, body) = reply(problem);
            assert_eq!(status, 502);
            let detail = "The upstream response does not match the spec: expected a string at `$.route.depot`, got null.";
            assert!(body.contains(detail), "{body}");
        }
    }

    #[test]
    fn problem_is_sent_as_problem_document() {
        let problem = Problem::with_status(StatusCode::CONFLICT, "It is \"taken\".");
        let document =
            r#"{"type":"about:blank","title":"Conflict","status":409,"detail":"It is \"taken\"."}"#;
        assert_eq!(reply(problem), (409, document.to_owned()));
        assert_eq!(reply(Problem::unresolved("no operation `x.y`")).0, 501);
    }
}
