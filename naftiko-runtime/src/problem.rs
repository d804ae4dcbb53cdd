//! Problem documents (RFC 9457) of requests that no handler sees.

use axum::body::Body;
use axum::response::Response;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use crate::client::OVERLOADED_DELAY;

/// The detail of a request that the server has no memory for.
pub(crate) const OUT_OF_MEMORY: &str = "The server has no memory left for this request. Retry later.";

/// Returns the `Retry-After` of an overloaded server.
pub(crate) fn retry_later() -> HeaderValue {
    HeaderValue::from(OVERLOADED_DELAY.as_secs())
}

/// Returns the title of problem documents with this status. Each status has one title.
pub(crate) fn title(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 | 422 => "Invalid input",
        404 => "Not found",
        405 => "Method not allowed",
        406 => "Not acceptable",
        408 => "Request timeout",
        413 => "Content too large",
        415 => "Unsupported media type",
        429 => "Too many requests",
        500 => "Internal error",
        501 => "Not implemented",
        502 => "Bad gateway",
        503 => "Service unavailable",
        504 => "Gateway timeout",
        _ => status.canonical_reason().unwrap_or("Error"),
    }
}

/// Returns a problem document.
pub(crate) fn document(status: StatusCode, title: &str, detail: &str) -> Value {
    json!({"type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail})
}

/// Returns the response of an overloaded server.
pub(crate) fn overloaded(detail: &str) -> Response {
    let mut response = response(StatusCode::SERVICE_UNAVAILABLE, detail);
    response.headers_mut().insert(RETRY_AFTER, retry_later());
    response
}

/// Returns a response with a problem document.
pub(crate) fn response(status: StatusCode, detail: &str) -> Response {
    let document = document(status, title(status), detail);
    let mut response = Response::new(Body::from(document.to_string()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}
