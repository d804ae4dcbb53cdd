//! Reading the body of a request, within limits of size and time.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderMap, HeaderValue, StatusCode};
use http_body_util::LengthLimitError;

use super::Problem;

/// The limit of a body's size unless another is set, in bytes.
pub(super) const DEFAULT_LIMIT: usize = 4 * 1024 * 1024;

/// The limit of the time a client may take to send a body.
const TIME: Duration = Duration::from_secs(30);

/// Reads a body: 413 when it is larger than `limit`, 415 when it is compressed, 408 when it takes too long, 400
/// when it breaks off.
pub(super) async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, Problem> {
    if announced_length(headers).is_some_and(|length| length > limit as u64) {
        return Err(too_large(limit));
    }
    if is_encoded(headers) {
        return Err(encoded());
    }
    match tokio::time::timeout(TIME, to_bytes(body, limit)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if is_limit(&error) => Err(too_large(limit)),
        Ok(Err(_)) => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "Invalid input",
            "The body broke off.",
        )),
        Err(_) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "Too slow",
            "The body took too long to arrive.",
        )),
    }
}

fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether the body is compressed or the like. Reading those is for a layer, which knows how large they get.
fn is_encoded(headers: &HeaderMap) -> bool {
    let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
    encodings.any(|encoding| !encoding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity"))
}

/// RFC 9110, 15.5.16: says what would have been read.
fn encoded() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "Unsupported media type",
        "The body has a content encoding, and bodies are read without one.",
    )
    .header(ACCEPT_ENCODING, HeaderValue::from_static("identity"))
}

fn is_limit(error: &axum::Error) -> bool {
    std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<LengthLimitError>)
}

fn too_large(limit: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "Too large",
        format!("The body is larger than {limit} bytes, which is the limit."),
    )
}
