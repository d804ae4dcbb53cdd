//! Request bodies of adapters, read with limits of size and time.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt as _, LengthLimitError};

use crate::chunks::Chunks;
use crate::context::Context;

/// The default limit of a body in bytes.
const DEFAULT_LIMIT: usize = 4 * 1024 * 1024;

/// How long a client may take to send a body.
const TIMEOUT: Duration = Duration::from_secs(30);

/// An error of reading a request body.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum BodyError {
    /// The body exceeds this many bytes.
    TooLarge(usize),
    /// The body has a content encoding. Decoding is up to a layer with a limit of its own.
    Encoded,
    /// The body ended early.
    Incomplete,
    /// The body took too long.
    TimedOut,
}

/// Reads a body, at most `limit` bytes of it, else the server's limit.
pub(crate) async fn read(headers: &HeaderMap, body: Body, limit: Option<usize>) -> Result<Bytes, BodyError> {
    let limit = limit.or_else(Context::body_limit).unwrap_or(DEFAULT_LIMIT);
    if content_length(headers).is_some_and(|length| length > limit as u64) {
        return Err(BodyError::TooLarge(limit));
    }
    if has_content_encoding(headers) {
        return Err(BodyError::Encoded);
    }
    let read = tokio::time::timeout(TIMEOUT, read_whole(body, limit)).await;
    read.unwrap_or(Err(BodyError::TimedOut))
}

/// Reads a body into one growing buffer, without keeping chunks.
async fn read_whole(mut body: Body, limit: usize) -> Result<Bytes, BodyError> {
    let mut chunks = Chunks::default();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            if is_limit(&error) {
                BodyError::TooLarge(limit)
            } else {
                BodyError::Incomplete
            }
        })?;
        // Trailers are ignored.
        let Ok(chunk) = frame.into_data() else { continue };
        if chunks.len() + chunk.len() > limit {
            return Err(BodyError::TooLarge(limit));
        }
        chunks.push(chunk, 0);
    }
    Ok(chunks.into_bytes())
}

impl BodyError {
    /// Returns the status of the response.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Encoded => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Incomplete => StatusCode::BAD_REQUEST,
            Self::TimedOut => StatusCode::REQUEST_TIMEOUT,
        }
    }

    /// Returns the detail of the response.
    pub(crate) fn detail(self) -> String {
        match self {
            Self::TooLarge(limit) => format!("The request body exceeds {limit} bytes."),
            Self::Encoded => "Content-Encoding is not supported.".to_owned(),
            Self::Incomplete => "The request body is incomplete.".to_owned(),
            Self::TimedOut => "Reading the request body timed out.".to_owned(),
        }
    }

    /// Returns the supported encoding, if the body has another one (RFC 9110, 15.5.16).
    pub(crate) fn accepted_encoding(self) -> Option<&'static str> {
        (self == Self::Encoded).then_some("identity")
    }
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn has_content_encoding(headers: &HeaderMap) -> bool {
    let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
    encodings.any(|encoding| !encoding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity"))
}

fn is_limit(error: &axum::Error) -> bool {
    std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<LengthLimitError>)
}
