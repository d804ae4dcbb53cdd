//! Problem documents (RFC 9457) of requests that no handler sees.

use axum::body::Body;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

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
