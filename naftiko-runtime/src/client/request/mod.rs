//! Requests: their parts, and the encoding of what goes into them.

pub(crate) mod base_uri;
pub(crate) mod encode;
pub(crate) mod headers;
pub(crate) mod multipart;
pub(crate) mod reference;
pub(crate) mod style;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue, Method, Request, Uri};

use crate::client::Body;
use crate::lock::lock;

/// A request without credentials. Each attempt builds it again, since nearly all calls have one attempt.
pub(crate) struct RequestParts {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: RequestPayload,
}

impl RequestParts {
    /// Adds a query parameter, unless one of that name exists.
    pub(crate) fn push_query(&mut self, name: &str, value: &str) {
        if !self.has_query(name) {
            self.uri = base_uri::with_query_pair(&self.uri, name, value);
        }
    }

    pub(crate) fn has_query(&self, name: &str) -> bool {
        let query = self.uri.query().unwrap_or_default();
        form_urlencoded::parse(query.as_bytes()).any(|(known, _)| known == name)
    }

    /// Adds a cookie, unless one with this prefix exists.
    pub(crate) fn push_cookie(&mut self, prefix: &str, pair: &str) {
        let line = self.headers.get(COOKIE).and_then(|value| value.to_str().ok());
        let mut known = line.into_iter().flat_map(|line| line.split("; "));
        if !known.any(|cookie| cookie.starts_with(prefix)) {
            add_cookies(&mut self.headers, pair);
        }
    }

    /// Returns the request to send.
    pub(crate) fn into_http(self) -> Request<Body> {
        let mut request = Request::new(self.body.take().unwrap_or_else(Body::empty));
        *request.method_mut() = self.method;
        *request.uri_mut() = self.uri;
        *request.headers_mut() = self.headers;
        request
    }
}

/// Appends cookies to the constant ones.
pub(crate) fn add_cookies(headers: &mut HeaderMap, cookies: &str) {
    if cookies.is_empty() {
        return;
    }
    let constant = headers.get(COOKIE).and_then(|value| value.to_str().ok());
    let line = constant.map_or_else(|| cookies.to_owned(), |constant| format!("{constant}; {cookies}"));
    // Both parts are checked: printable ASCII.
    if let Ok(mut value) = HeaderValue::from_str(&line) {
        value.set_sensitive(true);
        headers.insert(COOKIE, value);
    }
}

/// A request body that can be sent once or several times.
#[derive(Clone, Default)]
pub(crate) enum RequestPayload {
    #[default]
    None,
    Whole(Bytes),
    /// Read again for each attempt: files.
    Replayable(Arc<dyn Fn() -> Body + Send + Sync>),
    /// Sent once.
    Once(Arc<Mutex<Option<Body>>>),
}

impl RequestPayload {
    pub(crate) fn once(body: Body) -> Self {
        Self::Once(Arc::new(Mutex::new(Some(body))))
    }

    /// Returns whether it can be sent more than once.
    pub(crate) fn is_replayable(&self) -> bool {
        !matches!(self, Self::Once(_))
    }

    /// Returns the body for an attempt; `None` when there is none (left).
    pub(crate) fn take(&self) -> Option<Body> {
        match self {
            Self::None => None,
            Self::Whole(bytes) => Some(bytes.clone().into()),
            Self::Replayable(read) => Some(read()),
            Self::Once(body) => lock(body).take(),
        }
    }

    /// Returns the bytes, if all of them are in memory.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::None => Some(&[]),
            Self::Whole(bytes) => Some(bytes),
            Self::Replayable(_) | Self::Once(_) => None,
        }
    }
}
