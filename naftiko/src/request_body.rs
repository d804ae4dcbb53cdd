//! Bodies of requests to adapters, read within limits of size and time.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt as _, LengthLimitError};

use crate::context::Context;

/// The limit of a body's size unless another is set, in bytes.
const DEFAULT_LIMIT: usize = 4 * 1024 * 1024;

/// The limit of the time a client may take to send a body.
const TIME: Duration = Duration::from_secs(30);

/// Why a body is not read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Unread {
    /// It is larger than so many bytes.
    TooLarge(usize),
    /// It is compressed or the like. Reading those is for a layer, which knows how large they get.
    Encoded,
    BrokenOff,
    TooSlow,
}

/// Reads a body, at most `limit` bytes of it; else what the server allows.
pub(crate) async fn read(headers: &HeaderMap, body: Body, limit: Option<usize>) -> Result<Bytes, Unread> {
    let limit = limit.or_else(Context::body_limit).unwrap_or(DEFAULT_LIMIT);
    if announced_length(headers).is_some_and(|length| length > limit as u64) {
        return Err(Unread::TooLarge(limit));
    }
    if is_encoded(headers) {
        return Err(Unread::Encoded);
    }
    let read = tokio::time::timeout(TIME, whole(body, limit)).await;
    read.unwrap_or(Err(Unread::TooSlow))
}

/// Reads a body into one buffer, which grows with what arrives: chunks are not kept beside it.
async fn whole(mut body: Body, limit: usize) -> Result<Bytes, Unread> {
    let mut first = Bytes::new();
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            if is_limit(&error) {
                Unread::TooLarge(limit)
            } else {
                Unread::BrokenOff
            }
        })?;
        // Trailers are passed over.
        let Ok(chunk) = frame.into_data() else { continue };
        if first.len() + whole.len() + chunk.len() > limit {
            return Err(Unread::TooLarge(limit));
        }
        if first.is_empty() && whole.is_empty() {
            // Most bodies are one chunk, and are not copied.
            first = chunk;
        } else {
            if whole.is_empty() {
                whole.extend_from_slice(&std::mem::take(&mut first));
            }
            whole.extend_from_slice(&chunk);
        }
    }
    Ok(if whole.is_empty() { first } else { whole.freeze() })
}

impl Unread {
    /// The status, the title and the detail of the response that says so.
    pub(crate) fn describe(self) -> (StatusCode, &'static str, String) {
        match self {
            Self::TooLarge(limit) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "Too large",
                format!("The body is larger than {limit} bytes, which is the limit."),
            ),
            Self::Encoded => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Unsupported media type",
                "The body has a content encoding, and bodies are read without one.".to_owned(),
            ),
            Self::BrokenOff => (
                StatusCode::BAD_REQUEST,
                "Invalid input",
                "The body broke off.".to_owned(),
            ),
            Self::TooSlow => (
                StatusCode::REQUEST_TIMEOUT,
                "Too slow",
                "The body took too long to arrive.".to_owned(),
            ),
        }
    }

    /// The encoding that would have been read, where that is what is wrong (RFC 9110, 15.5.16).
    pub(crate) fn accepted_encoding(self) -> Option<&'static str> {
        (self == Self::Encoded).then_some("identity")
    }
}

fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn is_encoded(headers: &HeaderMap) -> bool {
    let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
    encodings.any(|encoding| !encoding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity"))
}

fn is_limit(error: &axum::Error) -> bool {
    std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<LengthLimitError>)
}
