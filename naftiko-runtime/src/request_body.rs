//! Request bodies of adapters, read with limits of size and time.

use std::error::Error;
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use http_body_util::{BodyExt as _, LengthLimitError};

use crate::chunks::Chunks;
use crate::coding::{self, CorruptBody, Decoded};
use crate::context::Context;
use crate::memory::OutOfMemory;
use crate::problem;

/// The limits of the bodies of an adapter.
pub(crate) struct BodyLimits {
    /// The largest body in bytes, if the server sets none.
    pub(crate) default: usize,
    /// How often the content is in memory until the request to the API is built.
    pub(crate) copies: usize,
}

/// How long a client may take to send a body.
const TIMEOUT: Duration = Duration::from_secs(30);

/// An error of reading a request body.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum BodyError {
    /// The body exceeds this many bytes.
    TooLarge(usize),
    /// The body has a content coding that is unknown.
    Encoded,
    /// The body is not valid in its content coding.
    Corrupt,
    /// The body ended early.
    Incomplete,
    /// The body took too long.
    TimedOut,
    /// The server has no memory left for the body.
    Overloaded,
}

/// Reads a body, at most `limit` bytes of it, else the server's limit.
pub(crate) async fn read(
    headers: &HeaderMap,
    body: Body,
    limit: Option<usize>,
    of: &BodyLimits,
) -> Result<Bytes, BodyError> {
    let limit = limit.or_else(Context::body_limit).unwrap_or(of.default);
    let length = body.size_hint().lower();
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length > limit {
        return Err(BodyError::TooLarge(limit));
    }
    let codings = coding::codings(headers).map_err(|_| BodyError::Encoded)?;
    let decode = |body, coding| Body::new(Decoded::new(body, coding));
    let body = codings.into_iter().fold(body, decode);
    let chunks = Chunks::new(of.copies);
    chunks.expect(length)?;
    let read = tokio::time::timeout(TIMEOUT, read_whole(chunks, body, limit)).await;
    read.unwrap_or(Err(BodyError::TimedOut))
}

/// Reads a body into one growing buffer, without keeping chunks.
async fn read_whole(mut chunks: Chunks, mut body: Body, limit: usize) -> Result<Bytes, BodyError> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| match () {
            () if is_below::<LengthLimitError>(&error) => BodyError::TooLarge(limit),
            () if is_below::<CorruptBody>(&error) => BodyError::Corrupt,
            () if is_below::<OutOfMemory>(&error) => BodyError::Overloaded,
            () => BodyError::Incomplete,
        })?;
        // Trailers are ignored.
        let Ok(chunk) = frame.into_data() else { continue };
        if chunks.len() + chunk.len() > limit {
            return Err(BodyError::TooLarge(limit));
        }
        chunks.push(chunk, 0)?;
    }
    Ok(chunks.into_bytes())
}

impl BodyError {
    /// Returns the status of the response.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Encoded => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Corrupt | Self::Incomplete => StatusCode::BAD_REQUEST,
            Self::TimedOut => StatusCode::REQUEST_TIMEOUT,
            Self::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Returns the detail of the response.
    pub(crate) fn detail(self) -> String {
        match self {
            Self::TooLarge(limit) => format!("The request body exceeds {limit} bytes."),
            Self::Encoded => "The Content-Encoding is not supported.".to_owned(),
            Self::Corrupt => "The request body is not valid in its Content-Encoding.".to_owned(),
            Self::Incomplete => "The request body is incomplete.".to_owned(),
            Self::TimedOut => "Reading the request body timed out.".to_owned(),
            Self::Overloaded => problem::OUT_OF_MEMORY.to_owned(),
        }
    }

    /// Returns the header that says what to do: send a supported encoding (RFC 9110, 15.5.16), or retry later.
    pub(crate) fn header(self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::Encoded => Some((ACCEPT_ENCODING, coding::ACCEPTED)),
            Self::Overloaded => Some((RETRY_AFTER, problem::retry_later())),
            _ => None,
        }
    }
}

impl From<OutOfMemory> for BodyError {
    fn from(_: OutOfMemory) -> Self {
        Self::Overloaded
    }
}

/// Returns whether an error of this type is the cause of another one.
fn is_below<E: Error + 'static>(error: &axum::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<E>() {
            return true;
        }
        cause = error.source();
    }
    false
}
