//! Responses that hold their memory until the caller has read them.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::{Body, HttpBody};
use axum::response::Response;
use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::context::REQUEST_MEMORY;
use crate::memory::SharedBytes;
use crate::quota::Taken;

/// A body of this size is within the memory of its connection.
const SMALL: u64 = 16 * 1024;

/// Returns a response that holds the memory of its request until it is sent. Of a request that is complete, only the response is left; `None`
/// when there is no memory for it.
pub(super) fn held(response: Response, memory: Arc<Taken>) -> Option<Response> {
    match response.body().size_hint().exact() {
        Some(length) if length <= SMALL => return Some(response),
        Some(length) => {
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            let shared = response.extensions().get().map_or(0, |SharedBytes(bytes)| *bytes);
            if !memory.resize(REQUEST_MEMORY.saturating_add(length.saturating_sub(shared))) {
                return None;
            }
        }
        // A stream is made while it is sent.
        None => {}
    }
    Some(response.map(|body| Body::new(HeldBody { body, memory })))
}

/// A body whose chunks hold memory.
struct HeldBody {
    body: Body,
    memory: Arc<Taken>,
}

impl HttpBody for HeldBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        // The HTTP library keeps a chunk until it is written, which may be long after the end of the body.
        let hold = |chunk| {
            let memory = Arc::clone(&self.memory);
            Bytes::from_owner(HeldChunk {
                chunk,
                _memory: memory,
            })
        };
        Poll::Ready(frame.map(|frame| frame.map(|frame| frame.map_data(hold))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A chunk of a response with the memory that it takes.
struct HeldChunk {
    chunk: Bytes,
    _memory: Arc<Taken>,
}

impl AsRef<[u8]> for HeldChunk {
    fn as_ref(&self) -> &[u8] {
        &self.chunk
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quota::Quota;

    #[tokio::test]
    async fn memory_is_held_until_the_last_chunk_is_dropped() {
        const LENGTH: usize = 100_000;
        let quota = Quota::new(2 * LENGTH + REQUEST_MEMORY);
        let memory = || quota.take(None, REQUEST_MEMORY).map(Arc::new);
        let respond = |length: usize| Response::new(Body::from(vec![0; length]));
        let held = |length| memory().and_then(|memory| held(respond(length), memory));
        let response = held(LENGTH);
        assert!(quota.take(None, LENGTH + 1).is_none());
        let body = response.map(Response::into_body).unwrap_or_default();
        let bytes = axum::body::to_bytes(body, LENGTH).await;
        assert!(bytes.is_ok_and(|bytes| bytes.len() == LENGTH && quota.take(None, LENGTH + 1).is_none()));
        assert!(quota.take(None, LENGTH + 1).is_some());
        assert!(held(3 * LENGTH).is_none());
        let mut shared = respond(3 * LENGTH);
        shared.extensions_mut().insert(SharedBytes(3 * LENGTH));
        let shared = memory().and_then(|memory| super::held(shared, memory));
        assert!(shared.is_some() && quota.take(None, 2 * LENGTH).is_some());
        assert!(held(1).is_some());
    }
}
