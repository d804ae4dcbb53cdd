//! The record of calls.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Uri};
use serde_json::Value;

use super::response::UpstreamResponse;
use super::text;

/// A request that a fake API received, with its credentials.
#[derive(Clone)]
pub struct ReceivedCall {
    request: Request<Bytes>,
    operation: Option<String>,
    status: u16,
    problem: Option<String>,
}

impl ReceivedCall {
    pub(super) fn new(request: Request<Bytes>) -> Self {
        Self {
            request,
            operation: None,
            status: 0,
            problem: None,
        }
    }

    /// Returns the call with its operation and response.
    pub(super) fn with(self, operation: Option<&str>, response: &UpstreamResponse) -> Self {
        Self {
            operation: operation.map(str::to_owned),
            status: response.status,
            problem: response.problem.clone(),
            ..self
        }
    }

    /// Returns the operation, `namespace.operation`; `None` for a request of a token, and for one of no operation.
    pub fn operation(&self) -> Option<&str> {
        self.operation.as_deref()
    }

    /// Returns the status of the response.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns what is wrong with the request, in sentences.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Returns the method.
    pub fn method(&self) -> &Method {
        self.request.method()
    }

    /// Returns the path with the query, below the address of the fake APIs.
    pub fn uri(&self) -> &Uri {
        self.request.uri()
    }

    /// Returns the value of a query parameter.
    pub fn query(&self, name: &str) -> Option<String> {
        let pairs = text::pairs(self.uri().query().unwrap_or_default());
        let mut own = pairs.into_iter().filter(|(known, _)| known == name);
        own.next().map(|(_, value)| value)
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// Returns a header that is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().get(name)?.to_str().ok()
    }

    /// Returns the body.
    pub fn body(&self) -> &Bytes {
        self.request.body()
    }

    /// Returns the body as JSON; null if it is not.
    pub fn json(&self) -> Value {
        serde_json::from_slice(self.body()).unwrap_or(Value::Null)
    }
}

impl std::fmt::Debug for ReceivedCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Headers and queries have credentials.
        f.debug_struct("ReceivedCall")
            .field("operation", &self.operation)
            .field("method", self.method())
            .field("path", &self.uri().path())
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
