//! Compression of responses.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::response::Response;
use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, ACCEPT_RANGES, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_TYPE, VARY,
};
use http::{HeaderMap, HeaderValue, Method};
use http_body::Frame;

use crate::coding::{self, GzipEncoder};
use crate::media_type::essence;

/// A smaller body fits into one packet either way.
const MIN_LENGTH: u64 = 1024;

/// How much is sent at once, unless the content pauses.
const CHUNK: usize = 8 * 1024;

/// Whether a caller gets compressed responses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Compressible {
    is_accepted: bool,
}

impl Compressible {
    /// Reads the head of a request. The response of `HEAD` has no body to compress.
    pub(super) fn of(method: &Method, headers: &HeaderMap) -> Self {
        Self {
            is_accepted: *method != Method::HEAD && coding::accepts_gzip(headers),
        }
    }

    /// Compresses a response that gains from it, if the caller accepts gzip.
    pub(super) fn compress(self, mut response: Response) -> Response {
        if !is_worthwhile(&response) {
            return response;
        }
        let headers = response.headers_mut();
        headers.append(VARY, HeaderValue::from(ACCEPT_ENCODING));
        if !self.is_accepted {
            return response;
        }
        headers.remove(CONTENT_LENGTH);
        headers.remove(ACCEPT_RANGES);
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        coding::weaken(headers);
        response.map(|body| Body::new(Gzipped::new(body)))
    }
}

/// Returns whether a body is a text of some length that may be encoded and is not yet.
fn is_worthwhile(response: &Response) -> bool {
    let headers = response.headers();
    let is_small = response
        .body()
        .size_hint()
        .upper()
        .is_some_and(|length| length < MIN_LENGTH);
    let is_partial = headers.contains_key(CONTENT_RANGE);
    let text = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    !is_small
        && !is_partial
        && coding::codings(headers).is_ok_and(|codings| codings.is_empty())
        && !text(CACHE_CONTROL).contains("no-transform")
        && is_text(text(CONTENT_TYPE))
}

/// Returns whether a media type is a text. An event stream is one whose events must not wait for others.
fn is_text(media_type: &str) -> bool {
    let essence = essence(media_type);
    match essence.split_once('/') {
        Some(("text", subtype)) => subtype != "event-stream",
        Some(("application", subtype)) => {
            subtype.ends_with("+json")
                || subtype.ends_with("+xml")
                || matches!(
                    subtype,
                    "json" | "xml" | "yaml" | "javascript" | "x-ndjson" | "graphql"
                )
        }
        _ => essence == "image/svg+xml",
    }
}

/// A body that is compressed while it is sent. When the content pauses, what is there is sent.
struct Gzipped {
    body: Body,
    encoder: GzipEncoder,
    is_flushed: bool,
    ended: bool,
}

impl Gzipped {
    fn new(body: Body) -> Self {
        Self {
            body,
            encoder: GzipEncoder::new(),
            is_flushed: true,
            ended: false,
        }
    }
}

impl HttpBody for Gzipped {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        while !this.ended {
            match Pin::new(&mut this.body).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => {
                    // Trailers are ignored.
                    if let Ok(chunk) = frame.into_data() {
                        this.encoder.push(&chunk);
                        this.is_flushed = false;
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    this.ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Ready(None) => {
                    this.ended = true;
                    this.encoder.finish();
                }
                Poll::Pending if this.is_flushed => return Poll::Pending,
                Poll::Pending => {
                    this.is_flushed = true;
                    this.encoder.flush();
                }
            }
            if this.ended || this.is_flushed || this.encoder.len() >= CHUNK {
                return Poll::Ready(Some(Ok(Frame::data(this.encoder.take().into()))));
            }
        }
        Poll::Ready(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_of_some_length_are_compressed() {
        let response = |headers: &[(&'static str, &'static str)], length: usize| {
            let mut response = Response::new(Body::from("x".repeat(length)));
            for (name, value) in headers {
                response
                    .headers_mut()
                    .insert(*name, HeaderValue::from_static(value));
            }
            is_worthwhile(&response)
        };
        for media_type in [
            "application/json",
            "application/problem+json",
            "text/csv; charset=utf-8",
            "Application/XML",
            "image/svg+xml",
        ] {
            assert!(response(&[("content-type", media_type)], 1024), "{media_type}");
            assert!(!response(&[("content-type", media_type)], 1023), "{media_type}");
        }
        for media_type in [
            "text/event-stream",
            "image/png",
            "application/zip",
            "application/octet-stream",
            "",
        ] {
            assert!(!response(&[("content-type", media_type)], 5000), "{media_type}");
        }
        for header in [
            ("content-encoding", "br"),
            ("cache-control", "private, no-transform"),
            ("content-range", "bytes 0-9/99"),
        ] {
            assert!(
                !response(&[("content-type", "text/css"), header], 5000),
                "{header:?}"
            );
        }
    }
}
