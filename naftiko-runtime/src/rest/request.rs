//! The request of a handler.

use std::fmt;

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequest, FromRequestParts as _, RawPathParams};
use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use http::request::Parts;
use http::{HeaderMap, HeaderName, Method, StatusCode, Uri};

use super::Problem;
use crate::client::ForwardRequest;
use crate::input::Inputs;
use crate::request_body::{self, BodyLimits};

/// The largest body of a request in bytes.
const DEFAULT_LIMIT: usize = 4 * 1024 * 1024;

/// Bodies become JSON without copies, or values of about their size.
const BODIES: BodyLimits = BodyLimits {
    default: DEFAULT_LIMIT,
    copies: 2,
};

/// A request with its body and the values of the path's placeholders.
///
/// It is an extractor for any axum router too; the body may have 4 MiB there.
pub struct Request {
    /// Boxed, as it is moved several times.
    parts: Box<Parts>,
    path: Vec<(String, String)>,
    body: Bytes,
}

impl Request {
    /// Creates a request, for tests of handlers. `path` has the decoded values of the placeholders.
    pub fn new(request: http::Request<Bytes>, path: Vec<(String, String)>) -> Self {
        let (parts, body) = request.into_parts();
        Self {
            parts: Box::new(parts),
            path,
            body,
        }
    }

    /// Reads the body, at most `limit` bytes of it, else the server's limit.
    pub(super) async fn read(
        request: axum::extract::Request,
        path: Vec<(String, String)>,
        limit: Option<usize>,
    ) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let mut parts = Box::new(parts);
        let body = request_body::read(&parts.headers, body, limit, &BODIES).await?;
        // The body is decoded.
        parts.headers.remove(CONTENT_ENCODING);
        Ok(Self { parts, path, body })
    }

    /// Returns the method.
    pub fn method(&self) -> &Method {
        &self.parts.method
    }

    /// Returns the target.
    pub fn uri(&self) -> &Uri {
        &self.parts.uri
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// Returns the extensions that layers have added.
    pub fn extensions(&self) -> &http::Extensions {
        &self.parts.extensions
    }

    /// Returns the decoded value of a placeholder.
    pub fn path(&self, name: &str) -> Option<&str> {
        self.path
            .iter()
            .find(|(present, _)| present == name)
            .map(|(_, value)| &**value)
    }

    /// Returns the raw body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the request to forward: method, query, body and the trusted headers. The value of the placeholder
    /// `catch_all`, if there is one, is its path below the API's base URI.
    pub fn into_forward_request(self, catch_all: Option<&str>, trusted: &[&str]) -> ForwardRequest {
        let path = catch_all.and_then(|name| self.path(name)).unwrap_or_default();
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

    /// Returns the inputs of the request.
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
            // A handler without a route: a fallback.
            Err(_) => Vec::new(),
        };
        Self::read(axum::extract::Request::from_parts(parts, body), path, None).await
    }
}

/// Shows no headers, query or body, which may contain credentials.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.parts.method)
            .field("path", &self.parts.uri.path())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Returns the problem of a path whose values are not UTF-8.
pub(super) fn undecodable_path() -> Problem {
    Problem::with_status(StatusCode::BAD_REQUEST, "The path is not UTF-8.")
}
