//! Texts of responses. The list of tools may have a megabyte, which no response copies.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::memory::SharedBytes;

/// The text of a response: a start of its own, and an end that responses may have in common.
#[derive(Debug, Default)]
pub(crate) struct ResponseText {
    start: Vec<u8>,
    end: Bytes,
}

impl ResponseText {
    pub(crate) fn new(start: Vec<u8>, end: Bytes) -> Self {
        Self { start, end }
    }

    /// Returns the text as one.
    pub(crate) fn into_vec(mut self) -> Vec<u8> {
        self.start.extend_from_slice(&self.end);
        self.start
    }

    /// Returns a response with the text as its body of known length.
    pub(crate) fn into_response(self) -> Response {
        if self.end.is_empty() {
            return Response::new(Body::from(self.start));
        }
        let shared = SharedBytes(self.end.len());
        let mut response = Response::new(Body::new(Chunks([self.end, self.start.into()])));
        response.extensions_mut().insert(shared);
        response
    }
}

impl From<Vec<u8>> for ResponseText {
    fn from(text: Vec<u8>) -> Self {
        Self::new(text, Bytes::new())
    }
}

/// The chunks of a body, the first one last. Those that were sent are empty.
struct Chunks([Bytes; 2]);

impl http_body::Body for Chunks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = self.0.iter_mut().rev().find(|chunk| !chunk.is_empty());
        Poll::Ready(next.map(|chunk| Ok(Frame::data(std::mem::take(chunk)))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.iter().all(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.iter().map(|chunk| chunk.len() as u64).sum())
    }
}

#[cfg(test)]
mod tests {
    use http_body::Body as _;
    use http_body_util::BodyExt as _;

    use super::*;

    #[tokio::test]
    async fn body_has_both_parts_and_shares_the_end() {
        let end = Bytes::from("tools]}".repeat(1000));
        let text = || ResponseText::new(b"{[".to_vec(), end.clone());
        let mut body = text().into_response().into_body();
        assert_eq!(body.size_hint().exact(), Some(7002));
        let first = body.frame().await.and_then(Result::ok);
        let first = first.and_then(|frame| frame.into_data().ok());
        assert_eq!(first.as_deref(), Some(&b"{["[..]));
        let second = body.frame().await.and_then(Result::ok);
        let second = second
            .and_then(|frame| frame.into_data().ok())
            .unwrap_or_default();
        assert_eq!((second.len(), second.as_ptr()), (7000, end.as_ptr()));
        assert!(body.is_end_stream() && body.frame().await.is_none());
        assert_eq!(text().into_vec(), [b"{[", &end[..]].concat());
    }
}
