//! Reading of bodies, with limits.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::FutureExt as _;
use futures_util::future::Either;
use http_body::Body as _;

use crate::client::body::Body;
use crate::client::error::TransportError;

/// A body that was read to its end or to the limit.
pub(crate) struct LimitedBody {
    pub(crate) body: Bytes,
    /// Whether the body exceeds the limit; the rest is cut.
    pub(crate) truncated: bool,
}

/// Reads the next chunk of a body within `timeout`; `None` at its end.
pub(crate) async fn chunk(
    body: &mut Body,
    timeout: Option<Duration>,
) -> Result<Option<Bytes>, TransportError> {
    let next = async {
        loop {
            let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await;
            let Some(frame) = frame.transpose().map_err(TransportError::from_box)? else {
                return Ok(None);
            };
            // Trailers are ignored.
            if let Ok(bytes) = frame.into_data() {
                return Ok(Some(bytes));
            }
        }
    };
    with_timeout(timeout, next).await
}

/// Returns the result of `reading`, or an error after the timeout.
pub(crate) fn with_timeout<T>(
    timeout: Option<Duration>,
    reading: impl Future<Output = Result<T, TransportError>>,
) -> impl Future<Output = Result<T, TransportError>> {
    let Some(timeout) = timeout else {
        return Either::Left(reading);
    };
    Either::Right(tokio::time::timeout(timeout, reading).map(move |outcome| {
        outcome.unwrap_or_else(|_| {
            let seconds = timeout.as_secs_f64();
            Err(TransportError::timeout(format!(
                "no data received for {seconds} s"
            )))
        })
    }))
}

/// Reads a body, at most `limit` bytes of it. A declared length is not trusted.
pub(crate) async fn collect(
    mut body: Body,
    limit: usize,
    timeout: Option<Duration>,
) -> Result<LimitedBody, TransportError> {
    let content_length = body
        .content_length()
        .and_then(|length| usize::try_from(length).ok());
    let mut whole = BytesMut::new();
    let mut first = Bytes::new();
    while let Some(chunk) = chunk(&mut body, timeout).await? {
        if first.is_empty() && whole.is_empty() {
            // Most bodies are one chunk, which needs no copy.
            first = chunk;
        } else {
            if whole.is_empty() {
                whole.reserve(content_length.unwrap_or_default().min(limit));
                whole.extend_from_slice(&std::mem::take(&mut first));
            }
            whole.extend_from_slice(&chunk);
        }
        if first.len().max(whole.len()) > limit {
            let mut body = if whole.is_empty() { first } else { whole.freeze() };
            body.truncate(limit);
            return Ok(LimitedBody {
                body,
                truncated: true,
            });
        }
    }
    Ok(LimitedBody {
        body: if whole.is_empty() { first } else { whole.freeze() },
        truncated: false,
    })
}
