//! What a handler answers when something is wrong.

use std::borrow::Cow;
use std::fmt;

use axum::response::{IntoResponse, Response as AxumResponse};
use http::header::{ACCEPT_ENCODING, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value, json};

use super::Reply;
use crate::client::{Error, ErrorKind, StatusError, TransportErrorKind};
use crate::input::{InputProblem, InvalidInput, ProblemKind};
use crate::request_body::Unread;
use crate::value::DecodeError;

/// An error answer: a problem document (RFC 9457, `application/problem+json`), or the answer of an API that
/// refused, passed on.
///
/// It tells the caller what the caller can use; what is internal is logged instead.
#[derive(Debug)]
pub struct Problem(Box<Inner>);

#[derive(Debug)]
enum Inner {
    Document(Document),
    Relayed(Reply),
}

#[derive(Clone, Debug, PartialEq)]
struct Document {
    status: StatusCode,
    title: Cow<'static, str>,
    detail: String,
    errors: Vec<InputProblem>,
    headers: HeaderMap,
}

impl Problem {
    /// A problem: its status, what it is, and what it is this time.
    pub fn new(status: StatusCode, title: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        let (title, detail) = (title.into(), detail.into());
        Self(Box::new(Inner::Document(Document {
            status,
            title,
            detail,
            errors: Vec::new(),
            headers: HeaderMap::new(),
        })))
    }

    /// The route has no call behind it: the spec does not say which, or names one that does not exist.
    pub fn unresolved(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_IMPLEMENTED, "Not implemented", message)
    }

    /// Sets a header of the answer.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        *self.0 = match *self.0 {
            Inner::Document(mut document) => {
                document.headers.insert(name, value);
                Inner::Document(document)
            }
            Inner::Relayed(reply) => Inner::Relayed(reply.header(name, value)),
        };
        self
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match &*self.0 {
            Inner::Document(document) => document.status,
            Inner::Relayed(reply) => reply.status(),
        }
    }

    /// A response that does not fit. The error has a path and kinds, and no value.
    fn undecodable(error: &DecodeError) -> Self {
        let detail = format!("The API's answer is not as described: {error}.");
        Self::bad_gateway("Unexpected answer", detail)
    }

    fn bad_gateway(title: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_GATEWAY, title, detail)
    }

    /// What an API answered: its refusals are the caller's to know, as they are; the rest is between the
    /// API and us.
    fn from_status(answer: StatusError) -> Self {
        let status = answer.status();
        let ours = status == StatusCode::PROXY_AUTHENTICATION_REQUIRED;
        let refused =
            status.is_client_error() || status.is_server_error() || status == StatusCode::NOT_MODIFIED;
        if ours || !refused {
            return Self::bad_gateway("Unexpected answer", format!("The API answered {status}."));
        }
        let is_whole = !answer.is_truncated();
        let (status, headers, body) = answer.into_parts();
        let says_something = is_whole && !body.is_empty();
        let relayed = Reply::relay_parts(status, headers, body);
        if says_something || status == StatusCode::NOT_MODIFIED {
            return Self(Box::new(Inner::Relayed(relayed)));
        }
        // Nobody is left without a word: half a body, or none, becomes a problem.
        let problem = Self::new(
            status,
            "The API answered with an error",
            format!("The API answered {status}."),
        );
        let wait = relayed.headers().get(RETRY_AFTER).cloned();
        wait.into_iter()
            .fold(problem, |problem, wait| problem.header(RETRY_AFTER, wait))
    }
}

impl Document {
    fn into_reply(self) -> Reply {
        let mut members = Map::new();
        members.insert("type".to_owned(), json!("about:blank"));
        members.insert("title".to_owned(), json!(self.title));
        members.insert("status".to_owned(), json!(self.status.as_u16()));
        members.insert("detail".to_owned(), json!(self.detail));
        if !self.errors.is_empty() {
            members.insert(
                "errors".to_owned(),
                self.errors.iter().map(error_object).collect(),
            );
        }
        let body = Value::Object(members).to_string();
        let reply = Reply::new(self.status).with_body("application/problem+json", body);
        self.headers.iter().fold(reply, |reply, (name, value)| {
            reply.header(name.clone(), value.clone())
        })
    }
}

/// Whether a problem is about what a body says, rather than about the request or how the body is written.
fn is_of_readable_body(problem: &InputProblem) -> bool {
    matches!(problem.location(), "body" | "field") && problem.kind() != ProblemKind::Malformed
}

fn error_object(problem: &InputProblem) -> Value {
    json!({"in": problem.location(), "name": problem.name(), "problem": problem.message()})
}

/// 415 when the body is of a type that nobody reads; 422 when it can be read, and what it says is all that is
/// wrong; otherwise 400. `errors` lists every problem.
impl From<InvalidInput> for Problem {
    fn from(invalid: InvalidInput) -> Self {
        let (status, title) = if invalid.is_unsupported_media_type() {
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported media type")
        } else if invalid.problems().iter().all(is_of_readable_body) {
            (StatusCode::UNPROCESSABLE_ENTITY, "Invalid input")
        } else {
            (StatusCode::BAD_REQUEST, "Invalid input")
        };
        let errors = invalid.problems().to_vec();
        Self(Box::new(Inner::Document(Document {
            status,
            title: title.into(),
            detail: invalid.to_string(),
            errors,
            headers: HeaderMap::new(),
        })))
    }
}

/// 413 when the body is too large, 415 when it is encoded, 408 when it takes too long, 400 when it breaks off.
impl From<Unread> for Problem {
    fn from(unread: Unread) -> Self {
        let (status, title, detail) = unread.describe();
        let problem = Self::new(status, title, detail);
        match unread.accepted_encoding() {
            Some(encoding) => problem.header(ACCEPT_ENCODING, HeaderValue::from_static(encoding)),
            None => problem,
        }
    }
}

/// 502: the API's answer is not what the spec says.
impl From<DecodeError> for Problem {
    fn from(error: DecodeError) -> Self {
        tracing::warn!(%error, "the API's answer is not as described");
        Self::undecodable(&error)
    }
}

/// An API's refusal as it is; 504 when it did not answer in time; 502 when it was not reached or its answer
/// is of no use; 400 for what cannot be sent; 500 for what the configuration is to blame for.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        if matches!(error.kind(), ErrorKind::InvalidInput(_) | ErrorKind::Status(_)) {
            tracing::debug!(%error, "the call failed");
        } else {
            tracing::warn!(%error, "the call failed");
        }
        match error.into_kind() {
            ErrorKind::InvalidInput(invalid) => invalid.into(),
            ErrorKind::Status(answer) => Self::from_status(answer),
            ErrorKind::Authentication(_) => {
                Self::bad_gateway("No credentials", "There are no credentials to call the API with.")
            }
            ErrorKind::Transport(transport) => match transport.kind() {
                TransportErrorKind::Timeout => Self::new(
                    StatusCode::GATEWAY_TIMEOUT,
                    "No answer",
                    "The API did not answer in time.",
                ),
                TransportErrorKind::Connect => {
                    Self::bad_gateway("No connection", "The API cannot be reached.")
                }
                _ => Self::bad_gateway("No answer", "The connection to the API broke off."),
            },
            ErrorKind::TooLarge { .. } => {
                Self::bad_gateway("Unexpected answer", "The API's answer is too large.")
            }
            ErrorKind::Decode(error) => Self::undecodable(&error),
            ErrorKind::Build(_) => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Internal error",
                "The request to the API cannot be built with this server's configuration.",
            ),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> AxumResponse {
        match *self.0 {
            Inner::Document(document) => document.into_reply().into_response(),
            Inner::Relayed(reply) => reply.into_response(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Inner::Document(document) => write!(f, "{}: {}", document.title, document.detail),
            Inner::Relayed(reply) => write!(f, "the API answered {}", reply.status()),
        }
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(problem: Problem) -> (u16, String) {
        match *problem.0 {
            Inner::Document(document) => {
                let reply = document.into_reply();
                (
                    reply.status().as_u16(),
                    String::from_utf8_lossy(reply.body().unwrap_or(&bytes::Bytes::new())).into_owned(),
                )
            }
            Inner::Relayed(reply) => (reply.status().as_u16(), String::new()),
        }
    }

    #[test]
    fn response_that_does_not_fit_names_the_path() {
        let error = DecodeError::new("$.route.depot", "a string", "null");
        for problem in [Problem::from(error.clone()), Problem::from(Error::from(error))] {
            let (status, body) = reply(problem);
            assert_eq!(status, 502);
            let detail =
                "The API's answer is not as described: expected a string at `$.route.depot`, got null.";
            assert!(body.contains(detail), "{body}");
        }
    }

    #[test]
    fn a_problem_is_a_document() {
        let problem = Problem::new(StatusCode::CONFLICT, "Conflict", "It is \"taken\".");
        let document =
            r#"{"type":"about:blank","title":"Conflict","status":409,"detail":"It is \"taken\"."}"#;
        assert_eq!(reply(problem), (409, document.to_owned()));
        assert_eq!(reply(Problem::unresolved("no operation `x.y`")).0, 501);
    }
}
