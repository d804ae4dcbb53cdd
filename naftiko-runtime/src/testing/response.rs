//! Responses of fake APIs.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use super::check::RequestProblem;
use crate::client::Body;

/// A response, with the delay before it.
#[derive(Clone, Debug)]
pub(super) struct UpstreamResponse {
    pub(super) status: u16,
    pub(super) headers: Vec<(HeaderName, String)>,
    pub(super) body: Bytes,
    pub(super) delay: Duration,
    /// Whether the connection is closed in the middle of the body.
    pub(super) is_broken: bool,
    /// What is wrong with the request, or what failed.
    pub(super) problem: Option<String>,
}

impl UpstreamResponse {
    pub(super) fn new(status: u16, media_type: &str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let mut response = Self {
            status,
            headers: Vec::new(),
            body,
            delay: Duration::ZERO,
            is_broken: false,
            problem: None,
        };
        if !media_type.is_empty() {
            response.headers.push((CONTENT_TYPE, media_type.to_owned()));
        }
        response
    }

    /// Creates a problem document.
    pub(super) fn problem(status: u16, detail: &str) -> Self {
        Self::document(status, detail, None)
    }

    /// Creates the problem document of an invalid request.
    pub(super) fn invalid(problems: &[RequestProblem]) -> Self {
        let sentences: Vec<String> = problems
            .iter()
            .map(|found| format!("{}.", found.sentence))
            .collect();
        let errors = problems
            .iter()
            .map(|found| json!({"in": found.place, "name": found.name, "problem": found.problem}));
        Self::document(400, &sentences.join(" "), Some(errors.collect()))
    }

    /// Creates the response to a request without valid credentials.
    pub(super) fn unauthorized(detail: &str, challenge: &str) -> Self {
        Self::problem(401, detail).header(WWW_AUTHENTICATE, challenge)
    }

    /// Creates the response to a method that a path does not have.
    pub(super) fn other_method(methods: &[&http::Method]) -> Self {
        let methods: Vec<&str> = methods.iter().map(|method| method.as_str()).collect();
        let detail = format!("The path has the methods {}.", methods.join(", "));
        Self::problem(405, &detail).header(ALLOW, &methods.join(", "))
    }

    /// Creates the response to a path that an API does not have.
    pub(super) fn unknown_path(known: &[String]) -> Self {
        const SHOWN: usize = 20;
        let shown: Vec<&str> = known.iter().take(SHOWN).map(String::as_str).collect();
        let more = if known.len() > SHOWN { "`, …" } else { "`" };
        let shown = shown.join("`, `");
        Self::problem(
            404,
            &format!("The API has no such path. Its operations are `{shown}{more}."),
        )
    }

    fn document(status: u16, detail: &str, errors: Option<Value>) -> Self {
        let title = StatusCode::from_u16(status)
            .ok()
            .and_then(|status| status.canonical_reason());
        let mut document = json!({
            "type": "about:blank",
            "title": title.unwrap_or("Error"),
            "status": status,
            "detail": detail,
        });
        if let (Value::Object(document), Some(errors)) = (&mut document, errors) {
            document.insert("errors".to_owned(), errors);
        }
        Self {
            problem: Some(detail.to_owned()),
            ..Self::new(status, "application/problem+json", document.to_string())
        }
    }

    pub(super) fn header(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Returns the headers that can be sent.
    pub(super) fn headers(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        let headers = self.headers.iter();
        headers.filter_map(|(name, value)| Some((name.clone(), HeaderValue::from_str(value).ok()?)))
    }

    /// Returns the response as it is sent.
    pub(super) fn into_response(self) -> Response<Body> {
        let length = self.body.len();
        let headers: Vec<(HeaderName, HeaderValue)> = self.headers().collect();
        let body = if self.is_broken {
            let half = self.body.slice(..length / 2);
            let broken = io::Error::other("the connection is closed");
            let chunks = futures_util::stream::iter([Ok(half), Err(broken)]);
            // A length tells the client that the rest is missing.
            Body::from_stream(chunks).with_length(u64::try_from(length.max(1)).unwrap_or(u64::MAX))
        } else {
            Body::from(self.body)
        };
        let mut response = Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}
