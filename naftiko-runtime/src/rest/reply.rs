//! Successful responses.

use std::fmt;

use axum::body::Body;
use axum::response::{IntoResponse, Response as AxumResponse};
use bytes::Bytes;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH,
    CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, EXPIRES, LAST_MODIFIED, RETRY_AFTER, VARY,
    WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::Problem;
use super::links::Links;
use super::pages::AskedRoute;
use crate::client::{PendingCall, Place, Response, Streaming, headers};
use crate::value::Json;

/// The relayed headers of an API's response: those about the body and its caching. Others concern only the API:
/// cookies, credentials, connection management.
static RELAYED: [HeaderName; 11] = [
    CACHE_CONTROL,
    CONTENT_DISPOSITION,
    CONTENT_ENCODING,
    CONTENT_LANGUAGE,
    CONTENT_TYPE,
    ETAG,
    EXPIRES,
    LAST_MODIFIED,
    RETRY_AFTER,
    HeaderName::from_static("x-total-count"),
    VARY,
];

/// The headers that a mapped response has from that of the API: those about its content and how long it is valid, not about the bytes of its body.
static MAPPED: [HeaderName; 5] = [
    CACHE_CONTROL,
    CONTENT_LANGUAGE,
    EXPIRES,
    RETRY_AFTER,
    HeaderName::from_static("x-total-count"),
];

/// The headers of a response that an adapter cannot expose: those of its own body, and those that describe the bytes of the API's body.
static OWN: [HeaderName; 5] = [ACCEPT_RANGES, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, ETAG];

/// The policy of relayed responses: a document of the API is shown without scripts, forms and an origin, since it is not a page of the adapter.
static RELAYED_POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// A response: status, headers, body.
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: ReplyBody,
    /// The headers of the API's response, of which an adapter may expose some.
    upstream: HeaderMap,
    /// Where the API is, if its response has links.
    place: Option<Box<Place>>,
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
            upstream: HeaderMap::new(),
            place: None,
        }
    }

    /// Relays a response of an API: status and body unchanged, with the headers that describe the body. Browsers show it in a sandbox; a
    /// header `Content-Security-Policy` of the program takes precedence.
    pub fn relay<T>(mut response: Response<T>) -> Self {
        let place = response.take_place();
        let (status, headers, body) = response.into_parts();
        Self {
            place,
            ..Self::relay_parts(status, headers, body)
        }
    }

    /// Relays a response of an API as a stream; its body is never in memory as a whole. The media type is the spec's,
    /// else the API's.
    ///
    /// If the API closes the connection early or exceeds the limit of the call, the connection to the caller is
    /// closed too: so the caller learns that the body is incomplete.
    pub fn stream(mut response: Streaming) -> Self {
        let place = response.take_place();
        let reply = Self::relay_parts(response.status(), response.headers().clone(), Bytes::new())
            .content_type(response.media_type());
        let mut reply = match response.length() {
            Some(length) => reply.header(CONTENT_LENGTH, HeaderValue::from(length)),
            None => reply,
        };
        reply.place = place;
        reply.body = ReplyBody::Streamed(Body::from_stream(response.into_stream()));
        reply
    }

    pub(super) fn relay_parts(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        let mut relayed = HeaderMap::new();
        // Other rejections are about credentials of the client, and are not relayed.
        let is_rejected = status == StatusCode::UNAUTHORIZED;
        for (name, value) in &headers {
            if RELAYED.contains(name) || is_rejected && *name == WWW_AUTHENTICATE {
                relayed.append(name.clone(), value.clone());
            }
        }
        relayed.insert(CONTENT_SECURITY_POLICY, RELAYED_POLICY.clone());
        relayed.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        Self {
            status,
            headers: relayed,
            body: ReplyBody::Whole(body),
            upstream: headers,
            place: None,
        }
    }

    /// Creates a JSON response from a response of an API: with its status, and the headers that hold for the mapped content too.
    pub fn mapped<T>(mut response: Response<T>, json: impl Into<Json>) -> Self {
        let place = response.take_place();
        let (status, headers, _) = response.into_parts();
        let mut reply = Self::of_json(status, json.into());
        for (name, value) in &headers {
            if MAPPED.contains(name) {
                reply.headers.append(name.clone(), value.clone());
            }
        }
        reply.upstream = headers;
        reply.place = place;
        reply
    }

    /// Adds the links of the API's response that routes below `prefix` serve.
    pub(super) fn link(&mut self, links: &Links, prefix: &str) {
        if let Some(place) = self.place.take() {
            links.add_to(&mut self.headers, &self.upstream, &place, prefix);
        }
    }

    /// Adds the link to the next page of a list.
    pub(super) fn link_page(&mut self, asked: &AskedRoute, prefix: Option<&str>) {
        asked.add_link(&mut self.headers, prefix);
    }

    /// Adds headers of the API's response with these names, unless they describe the bytes of its body.
    pub(super) fn expose(&mut self, names: &[HeaderName]) {
        for name in names {
            if self.headers.contains_key(name) {
                continue;
            }
            for value in self.upstream.get_all(name) {
                self.headers.append(name.clone(), value.clone());
            }
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

/// Parses the name of a header that an adapter may expose; `None` for those of connections and of the adapter's own body.
pub(super) fn exposed(name: &str) -> Option<HeaderName> {
    let name = headers::name(name).ok()?;
    let describes_bytes = name.as_str().ends_with("digest") || name.as_str() == "content-md5";
    (!OWN.contains(&name) && !describes_bytes).then_some(name)
}

impl<'a, T: 'a> PendingCall<'a, T> {
    /// Returns the future of the reply that relays the response, as [`Reply::relay`] does. The caller negotiates it with the API: the
    /// request has its `Accept`, `Accept-Encoding` and conditions, unless the spec sets them.
    ///
    /// # Errors
    /// Those of the call, as problems.
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
