//! Successful responses.

use std::fmt;

use axum::body::Body;
use axum::response::{IntoResponse, Response as AxumResponse};
use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, EXPIRES, LAST_MODIFIED, RETRY_AFTER, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::Problem;
use crate::client::{PendingCall, Response, Streaming};
use crate::value::Json;

/// The relayed headers of an API's response: those about the body and its caching. Others concern only the API:
/// cookies, links, credentials, connection management.
static RELAYED: [HeaderName; 10] = [
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

/// The policy of relayed responses: a document of the API is shown without scripts, forms and an origin, since it is not a page of the adapter.
static RELAYED_POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// A response: status, headers, body.
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: ReplyBody,
}

/// A body, in memory or streamed.
enum ReplyBody {
    Whole(Bytes),
    Streamed(Body),
}

impl Reply {
    /// Creates a response without headers and body.
    pub fn new(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: ReplyBody::Whole(Bytes::new()),
        }
    }

    /// Relays a response of an API: status and body unchanged, with the headers that describe the body. Browsers show it in a sandbox; a
    /// header `Content-Security-Policy` of the program takes precedence.
    pub fn relay<T>(response: Response<T>) -> Self {
        let (status, headers, body) = response.into_parts();
        Self::relay_parts(status, headers, body)
    }

    /// Relays a response of an API as a stream; its body is never in memory as a whole. The media type is the spec's,
    /// else the API's.
    ///
    /// If the API closes the connection early or exceeds the limit of the call, the connection to the caller is
    /// closed too: so the caller learns that the body is incomplete.
    pub fn stream(response: Streaming) -> Self {
        let reply = Self::relay_parts(response.status(), response.headers().clone(), Bytes::new())
            .content_type(response.media_type());
        let mut reply = match response.length() {
            Some(length) => reply.header(CONTENT_LENGTH, HeaderValue::from(length)),
            None => reply,
        };
        reply.body = ReplyBody::Streamed(Body::from_stream(response.into_stream()));
        reply
    }

    pub(super) fn relay_parts(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        let mut relayed = HeaderMap::new();
        let mut current = None;
        for (name, value) in headers {
            // A repeated header has its name at its first value only.
            current = name.or(current);
            if let Some(name) = current.as_ref().filter(|name| RELAYED.contains(name)) {
                relayed.append(name.clone(), value);
            }
        }
        relayed.insert(CONTENT_SECURITY_POLICY, RELAYED_POLICY.clone());
        relayed.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        Self {
            status,
            headers: relayed,
            body: ReplyBody::Whole(body),
        }
    }

    /// Creates a JSON response. A status without a body (204, 205, 304) gets none.
    pub fn json(status: StatusCode, json: impl Into<Json>) -> Self {
        Self::of_json(status, json.into())
    }

    fn of_json(status: StatusCode, json: Json) -> Self {
        if matches!(status.as_u16(), 204 | 205 | 304) {
            return Self::new(status);
        }
        Self::new(status).with_body("application/json", json.into_bytes())
    }

    /// Sets the body and its content type.
    #[must_use]
    pub fn with_body(self, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut reply = self.header(CONTENT_TYPE, HeaderValue::from_static(content_type));
        reply.body = ReplyBody::Whole(body.into());
        reply
    }

    /// Sets the media type. One that is invalid in a header is ignored.
    #[must_use]
    pub fn content_type(self, media_type: &str) -> Self {
        match HeaderValue::from_str(media_type) {
            Ok(media_type) => self.header(CONTENT_TYPE, media_type),
            Err(_) => self,
        }
    }

    /// Sets a header, in place of one of that name.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Forbids caching, for tokens and other credentials.
    #[must_use]
    pub fn no_store(mut self) -> Self {
        self.headers.remove(EXPIRES);
        self.header(CACHE_CONTROL, HeaderValue::from_static("no-store"))
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the body; `None` when it is streamed.
    pub fn body(&self) -> Option<&Bytes> {
        match &self.body {
            ReplyBody::Whole(bytes) => Some(bytes),
            ReplyBody::Streamed(_) => None,
        }
    }
}

impl<'a, T: 'a> PendingCall<'a, T> {
    /// Returns the future of the reply that relays the response, as [`Reply::relay`] does. The caller negotiates it with the API: the
    /// request has its `Accept`, `Accept-Encoding` and conditions, unless the spec sets them.
    ///
    /// # Errors
    /// Those of the call, as problems.
    #[expect(
        clippy::manual_async_fn,
        reason = "with `Send` in the type, no caller has to prove it"
    )]
    pub fn relay(self) -> impl Future<Output = Result<Reply, Problem>> + Send + 'a {
        let pending = self.relayed();
        async move { Ok(Reply::relay(pending.await?)) }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> AxumResponse {
        let mut response = AxumResponse::new(match self.body {
            ReplyBody::Whole(bytes) => Body::from(bytes),
            ReplyBody::Streamed(body) => body,
        });
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// Shows the status and the size of the body, which may contain tokens.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("body_bytes", &self.body().map(Bytes::len))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_reply_has_a_body_unless_the_status_has_none() {
        let reply = Reply::json(StatusCode::CREATED, json!({"a": 1}));
        assert_eq!(
            reply.headers().get(CONTENT_TYPE),
            Some(&HeaderValue::from_static("application/json"))
        );
        assert_eq!(reply.body(), Some(&Bytes::from(r#"{"a":1}"#)));
        let empty = Reply::json(StatusCode::NO_CONTENT, json!(null));
        assert!(empty.body().is_some_and(Bytes::is_empty) && empty.headers().is_empty());
    }

    #[test]
    fn no_store_overrides_the_headers_of_the_api() {
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
    fn repeated_header_is_relayed_with_all_values() {
        let mut headers = HeaderMap::new();
        headers.append(VARY, HeaderValue::from_static("accept"));
        headers.append(VARY, HeaderValue::from_static("origin"));
        let reply = Reply::relay_parts(StatusCode::OK, headers, Bytes::new());
        assert_eq!(reply.headers().get_all(VARY).iter().count(), 2);
    }
}
