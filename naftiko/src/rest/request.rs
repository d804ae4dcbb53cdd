//! What a handler gets.

use std::fmt;

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequest, FromRequestParts as _, RawPathParams};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, Method, StatusCode, Uri};

use super::Problem;
use crate::client::ForwardRequest;
use crate::input::Inputs;
use crate::request_body;

/// A request with its body, and the values of the path's placeholders.
///
/// As an extractor it serves any axum router too; the body may have 4 MiB there.
pub struct Request {
    /// Boxed, as it is handed on several times.
    parts: Box<Parts>,
    path: Vec<(String, String)>,
    body: Bytes,
}

impl Request {
    /// A request made by hand: for tests of handlers. `path` holds the decoded values of the placeholders.
    pub fn new(request: http::Request<Bytes>, path: Vec<(String, String)>) -> Self {
        let (parts, body) = request.into_parts();
        Self {
            parts: Box::new(parts),
            path,
            body,
        }
    }

    /// Reads the body, at most `limit` bytes of it; else what the server allows.
    pub(super) async fn read(
        request: axum::extract::Request,
        path: Vec<(String, String)>,
        limit: Option<usize>,
    ) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let parts = Box::new(parts);
        let body = request_body::read(&parts.headers, body, limit).await?;
        Ok(Self { parts, path, body })
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.parts.method
    }

    /// The target.
    pub fn uri(&self) -> &Uri {
        &self.parts.uri
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// What layers have added.
    pub fn extensions(&self) -> &http::Extensions {
        &self.parts.extensions
    }

    /// The value of a placeholder of the path, decoded.
    pub fn path(&self, name: &str) -> Option<&str> {
        self.path
            .iter()
            .find(|(present, _)| present == name)
            .map(|(_, value)| &**value)
    }

    /// The body as it came.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// What is passed on of a request: method, query, body, the headers that are trusted, and below the API's
    /// base URI what the placeholder `below` matches, if there is one.
    pub fn into_forwarded(self, below: Option<&str>, trusted: &[&str]) -> ForwardRequest {
        let path = below.and_then(|name| self.path(name)).unwrap_or_default();
        let forwarded = ForwardRequest::new(self.parts.method.clone())
            .path(path)
            .query(self.parts.uri.query().unwrap_or_default());
        let headers = &self.parts.headers;
        trusted
            .iter()
            .filter_map(|name| HeaderName::from_bytes(name.as_bytes()).ok())
            .fold(forwarded, |forwarded, name| forwarded.header(&name, headers))
            .body(headers, self.body)
    }

    /// The inputs, to be read one by one.
    pub fn into_inputs(self) -> Inputs {
        let Parts { uri, headers, .. } = *self.parts;
        Inputs::from_request(self.path, uri.query(), headers, self.body)
    }
}

impl<S: Send + Sync> FromRequest<S> for Request {
    type Rejection = Problem;

    async fn from_request(request: axum::extract::Request, state: &S) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let path = match RawPathParams::from_request_parts(&mut parts, state).await {
            Ok(params) => params
                .iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            Err(RawPathParamsRejection::InvalidUtf8InPathParam(_)) => return Err(undecodable_path()),
            // A handler that stands behind no route: a fallback.
            Err(_) => Vec::new(),
        };
        Self::read(axum::extract::Request::from_parts(parts, body), path, None).await
    }
}

/// Shows neither headers nor query nor body, which may hold credentials.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.parts.method)
            .field("path", &self.parts.uri.path())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The problem of a path whose values are not text.
pub(super) fn undecodable_path() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "Invalid input", "The path is not UTF-8.")
}
