//! Requests of callers, forwarded to an API.

use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use percent_encoding::percent_decode_str;

use super::RequestBody;
use crate::client::request::{RequestPayload, encode, headers};
use crate::parameter::{InputProblem, ParameterIn, ProblemKind};

/// A request to forward to an API: method, path below the base URI, query, body, and the trusted headers. It has
/// nothing else of the caller's request.
#[must_use = "a request is forwarded by `HttpClient::forward`"]
pub struct ForwardRequest {
    pub(super) method: Method,
    pub(super) parts: ForwardedParts,
    pub(super) body: Option<RequestBody>,
}

/// The parts that replace an operation's path and arguments.
#[derive(Default)]
pub(crate) struct ForwardedParts {
    /// Percent-encoded as the caller sent it.
    path: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
}

impl ForwardRequest {
    /// Creates a request with a method only.
    pub fn new(method: Method) -> Self {
        Self {
            method,
            parts: ForwardedParts::default(),
            body: None,
        }
    }

    /// Sets the path below the base URI, percent-encoded as the caller sent it.
    pub fn path(mut self, path: &str) -> Self {
        path.clone_into(&mut self.parts.path);
        self
    }

    /// Sets the query as the caller sent it. Parameters that the spec or the API's authentication sets are omitted.
    pub fn query(mut self, query: &str) -> Self {
        self.parts.query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        self
    }

    /// Adds a trusted header with all its values. Headers that the spec sets take precedence.
    pub fn header(mut self, name: &HeaderName, from: &HeaderMap) -> Self {
        for value in from.get_all(name) {
            let mut value = value.clone();
            value.set_sensitive(headers::carries_credentials(name));
            self.parts.headers.append(name.clone(), value);
        }
        self
    }

    /// Sets the body with its content headers; none when it is empty.
    pub fn body(mut self, from: &HeaderMap, bytes: Bytes) -> Self {
        if bytes.is_empty() {
            return self;
        }
        self.body = Some(RequestBody {
            content_type: from
                .get(CONTENT_TYPE)
                .cloned()
                .unwrap_or(HeaderValue::from_static("application/octet-stream")),
            payload: RequestPayload::Whole(bytes),
        });
        self.header(&CONTENT_ENCODING, from)
    }
}

impl ForwardedParts {
    /// Returns the encoded path, which starts with a slash unless it is empty.
    pub(crate) fn path(&self) -> Result<String, InputProblem> {
        for segment in self.path.split('/').filter(|segment| !segment.is_empty()) {
            let decoded: Vec<u8> = percent_decode_str(segment).collect();
            encode::check_bytes(&decoded)
                .map_err(|why| InputProblem::new(ParameterIn::Path("path"), ProblemKind::Invalid, why))?;
        }
        Ok(match self.path.trim_start_matches('/') {
            "" => String::new(),
            path => format!("/{path}"),
        })
    }

    /// Returns whether a header for credentials is trusted and sent.
    pub(crate) fn has_credentials(&self) -> bool {
        self.headers.keys().any(headers::carries_credentials)
    }

    /// Returns the query parameters whose names are not `set` otherwise.
    pub(crate) fn query(&self, set: impl Fn(&str) -> bool) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.query.iter().map(|(name, value)| (&**name, &**value));
        pairs.filter(move |(name, _)| !set(name))
    }

    /// Adds headers that are not set yet, except those of the HTTP client.
    pub(crate) fn add_headers(&self, to: &mut HeaderMap) {
        let set: Vec<HeaderName> = to.keys().cloned().collect();
        for (name, value) in &self.headers {
            if !set.contains(name) && headers::name(name.as_str()).is_ok() {
                to.append(name.clone(), value.clone());
            }
        }
    }
}

/// Shows the method only: the rest belongs to the caller.
impl fmt::Debug for ForwardRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ForwardRequest")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}
