//! What a handler answers when all went well.

use std::fmt;

use axum::body::Body;
use axum::response::{IntoResponse, Response as AxumResponse};
use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, EXPIRES,
    LAST_MODIFIED, RETRY_AFTER, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use crate::client::Response;

/// The headers of an API's answer that describe its body, and how long that may be kept. The others are the
/// API's own business: cookies, links to itself, credentials, connection management.
const RELAYED: [HeaderName; 10] = [
    CACHE_CONTROL,
    CONTENT_DISPOSITION,
    CONTENT_ENCODING,
    CONTENT_LANGUAGE,
    CONTENT_TYPE,
    ETAG,
    EXPIRES,
    LAST_MODIFIED,
    RETRY_AFTER,
    VARY,
];

/// An answer: status, headers, body.
#[derive(Clone, PartialEq)]
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Reply {
    /// An answer without headers and body.
    pub fn new(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    /// The answer of an API, passed on: status and body untouched, and the headers that describe the body.
    pub fn relay<T>(response: Response<T>) -> Self {
        let (status, headers, body) = response.into_parts();
        Self::relay_parts(status, headers, body)
    }

    pub(super) fn relay_parts(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        let mut relayed = HeaderMap::new();
        let mut current = None;
        for (name, value) in headers {
            // Only the first value of a header comes with its name.
            current = name.or(current);
            if let Some(name) = current.as_ref().filter(|name| RELAYED.contains(name)) {
                relayed.append(name.clone(), value);
            }
        }
        Self {
            status,
            headers: relayed,
            body,
        }
    }

    /// JSON. A status that has no body (204, 205, 304) gets none.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "handlers end with the value they made"
    )]
    pub fn json(status: StatusCode, value: Value) -> Self {
        if matches!(status.as_u16(), 204 | 205 | 304) {
            return Self::new(status);
        }
        Self::new(status).with_body("application/json", value.to_string())
    }

    /// Sets the body and its content type.
    #[must_use]
    pub fn with_body(self, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut reply = self.header(CONTENT_TYPE, HeaderValue::from_static(content_type));
        reply.body = body.into();
        reply
    }

    /// Sets a header, in place of one of that name.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Forbids that anybody keeps the answer: for tokens and the like.
    #[must_use]
    pub fn no_store(mut self) -> Self {
        self.headers.remove(EXPIRES);
        self.header(CACHE_CONTROL, HeaderValue::from_static("no-store"))
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> AxumResponse {
        let mut response = AxumResponse::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// Shows the status and the body's size: bodies may hold tokens.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_has_its_content_type_and_no_body_where_there_is_none() {
        let reply = Reply::json(StatusCode::CREATED, json!({"a": 1}));
        assert_eq!(
            reply.headers().get(CONTENT_TYPE),
            Some(&HeaderValue::from_static("application/json"))
        );
        assert_eq!(reply.body(), r#"{"a":1}"#);
        let empty = Reply::json(StatusCode::NO_CONTENT, json!(null));
        assert!(empty.body().is_empty() && empty.headers().is_empty());
    }

    #[test]
    fn what_must_not_be_kept_says_so_whatever_the_api_says() {
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
        headers.insert(EXPIRES, HeaderValue::from_static("Thu, 01 Dec 2044 16:00:00 GMT"));
        let reply = Reply::relay_parts(StatusCode::OK, headers, Bytes::new()).no_store();
        assert_eq!(
            reply.headers().get(CACHE_CONTROL),
            Some(&HeaderValue::from_static("no-store"))
        );
        assert_eq!(reply.headers().get(EXPIRES), None);
    }

    #[test]
    fn a_header_in_several_lines_is_relayed_in_as_many() {
        let mut headers = HeaderMap::new();
        headers.append(VARY, HeaderValue::from_static("accept"));
        headers.append(VARY, HeaderValue::from_static("origin"));
        let reply = Reply::relay_parts(StatusCode::OK, headers, Bytes::new());
        assert_eq!(reply.headers().get_all(VARY).iter().count(), 2);
    }
}
