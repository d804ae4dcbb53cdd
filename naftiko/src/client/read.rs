//! Reading bodies, within limits.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::FutureExt as _;
use futures_util::future::Either;
use http_body::Body as _;

use super::TransportError;
use super::body::Body;

/// A body, read to its end or to the limit.
pub(super) struct Read {
    pub(super) body: Bytes,
    /// Whether there was more; the body is then as long as the limit.
    pub(super) truncated: bool,
}

/// The next piece of a body; `None` at its end. `patience` is how long it may take.
pub(super) async fn chunk(
    body: &mut Body,
    patience: Option<Duration>,
) -> Result<Option<Bytes>, TransportError> {
    let next = async {
        loop {
            let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await;
            let Some(frame) = frame.transpose().map_err(TransportError::from_box)? else {
                return Ok(None);
            };
            // Trailers are passed over.
            if let Ok(bytes) = frame.into_data() {
                return Ok(Some(bytes));
            }
        }
    };
    within(patience, next).await
}

/// What `reading` gives, if it does so in time.
pub(super) fn within<T>(
    patience: Option<Duration>,
    reading: impl Future<Output = Result<T, TransportError>>,
) -> impl Future<Output = Result<T, TransportError>> {
    let Some(patience) = patience else {
        return Either::Left(reading);
    };
    Either::Right(tokio::time::timeout(patience, reading).map(move |outcome| {
        outcome.unwrap_or_else(|_| {
            let seconds = patience.as_secs_f64();
            Err(TransportError::timeout(format!("nothing came for {seconds} s")))
        })
    }))
}

/// Reads a body, no more than `limit` bytes of it: what a header says of its length is not relied on.
pub(super) async fn whole(
    mut body: Body,
    limit: usize,
    patience: Option<Duration>,
) -> Result<Read, TransportError> {
    let announced = body.announced().and_then(|length| usize::try_from(length).ok());
    let mut whole = BytesMut::new();
    let mut first = Bytes::new();
    while let Some(chunk) = chunk(&mut body, patience).await? {
        if first.is_empty() && whole.is_empty() {
            // Most bodies are one chunk, and are passed on without a copy.
            first = chunk;
        } else {
            if whole.is_empty() {
                whole.reserve(announced.unwrap_or_default().min(limit));
                whole.extend_from_slice(&std::mem::take(&mut first));
            }
            whole.extend_from_slice(&chunk);
        }
        if first.len().max(whole.len()) > limit {
            let mut body = if whole.is_empty() { first } else { whole.freeze() };
            body.truncate(limit);
            return Ok(Read {
                body,
                truncated: true,
            });
        }
    }
    Ok(Read {
        body: if whole.is_empty() { first } else { whole.freeze() },
        truncated: false,
    })
}
