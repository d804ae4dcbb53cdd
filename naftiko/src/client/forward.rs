//! Requests of a caller that are passed on below the base URI of an API.

use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use percent_encoding::percent_decode_str;

use super::body::Payload;
use super::call::Content;
use super::{Error, HttpClient, Operation, Streaming, headers, path};
use crate::input::{In, InputProblem, ProblemKind};

/// A request to be passed on to an API: method, path below the base URI, query, body, and the headers that the
/// spec trusts. Nothing else of the caller's request is in it.
#[must_use = "a request is passed on by `HttpClient::forward`"]
pub struct Forwarded {
    method: Method,
    parts: Parts,
    body: Option<Content>,
}

/// What stands in the place of an operation's path and arguments.
#[derive(Default)]
pub(super) struct Parts {
    /// As it was sent: percent-encoded, segments between slashes.
    path: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
}

impl Forwarded {
    /// A request without anything but its method.
    pub fn new(method: Method) -> Self {
        Self {
            method,
            parts: Parts::default(),
            body: None,
        }
    }

    /// The path below the base URI, percent-encoded as it came; its segments stay segments.
    pub fn path(mut self, path: &str) -> Self {
        path.clone_into(&mut self.parts.path);
        self
    }

    /// The query as it came. Pairs that the spec or the API's authentication sets are left out.
    pub fn query(mut self, query: &str) -> Self {
        self.parts.query = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        self
    }

    /// A header that the spec trusts, with all its values. What the spec always sends wins.
    pub fn header(mut self, name: &HeaderName, from: &HeaderMap) -> Self {
        for value in from.get_all(name) {
            let mut value = value.clone();
            value.set_sensitive(headers::carries_credentials(name));
            self.parts.headers.append(name.clone(), value);
        }
        self
    }

    /// The body, with the headers that say what it is; none when it is empty.
    pub fn body(mut self, from: &HeaderMap, bytes: Bytes) -> Self {
        if bytes.is_empty() {
            return self;
        }
        self.body = Some(Content {
            content_type: from
                .get(CONTENT_TYPE)
                .cloned()
                .unwrap_or(HeaderValue::from_static("application/octet-stream")),
            payload: Payload::Whole(bytes),
        });
        self.header(&CONTENT_ENCODING, from)
    }
}

impl HttpClient {
    /// Passes a request on, with what the spec always sends and the API's authentication; the answer is read
    /// piece by piece. `id` is what errors and spans call it.
    ///
    /// # Errors
    /// As [`Call::send`](super::Call::send); also when the path would lead out of the base URI.
    pub async fn forward(&self, id: &'static str, request: Forwarded) -> Result<Streaming, Error> {
        let operation = Operation::new(id, request.method, &[]);
        let mut call = self.call(&operation);
        call.body = request.body;
        call.forwarded = Some(Box::new(request.parts));
        call.stream().await
    }
}

impl Parts {
    /// The encoded path, which begins with a slash unless it is empty.
    pub(super) fn path(&self) -> Result<String, InputProblem> {
        for segment in self.path.split('/').filter(|segment| !segment.is_empty()) {
            let decoded = percent_decode_str(segment).decode_utf8_lossy();
            path::check(&decoded)
                .map_err(|why| InputProblem::new(In::Path("path"), ProblemKind::Invalid, why))?;
        }
        Ok(match self.path.trim_start_matches('/') {
            "" => String::new(),
            path => format!("/{path}"),
        })
    }

    /// Pairs whose names are not among those that are `set` otherwise.
    pub(super) fn query(&self, set: impl Fn(&str) -> bool) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.query.iter().map(|(name, value)| (&**name, &**value));
        pairs.filter(move |(name, _)| !set(name))
    }

    /// Adds the headers that are not there yet; those of the transport are nobody's to pass on.
    pub(super) fn add_headers(&self, to: &mut HeaderMap) {
        let set: Vec<HeaderName> = to.keys().cloned().collect();
        for (name, value) in &self.headers {
            if !set.contains(name) && headers::name(name.as_str()).is_ok() {
                to.append(name.clone(), value.clone());
            }
        }
    }
}

/// Shows the method alone: path, query, headers and body are the caller's.
impl fmt::Debug for Forwarded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forwarded")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}
