//! Bodies of requests and responses, in memory or streamed, and their reading with limits.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::Either;
use futures_util::{FutureExt as _, Stream};
use http::HeaderMap;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

use crate::chunks::Chunks;
use crate::client::error::BoxError;
use crate::client::{ErrorKind, TransportError};
use crate::coding::{self, Decoded, UnknownCoding};
use crate::lock;
use crate::memory::OutOfMemory;
use crate::value::DecodeError;

/// How often a response is in memory while an adapter maps it: the text, and what is made of it.
const COPIES: usize = 2;

/// The body of a request or response, as layers and transports see it. `Debug` shows no content.
pub struct Body {
    kind: BodyKind,
    length: Option<u64>,
}

enum BodyKind {
    Whole(Bytes),
    /// A response body of the built-in HTTP client.
    Incoming(Incoming),
    Other(Pin<Box<dyn http_body::Body<Data = Bytes, Error = BoxError> + Send + Sync>>),
}

impl Body {
    /// Returns an empty body.
    pub fn empty() -> Self {
        Self::from(Bytes::new())
    }

    /// Creates a body from a stream that is read while it is sent. It can be sent once, so the call is never retried.
    pub fn from_stream<S, E>(chunks: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::new(StreamBody(Mutex::new(Box::pin(chunks))))
    }

    /// Creates a body from another body, such as one of a layer.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::of(BodyKind::Other(Box::pin(body.map_err(Into::into))))
    }

    /// Sets the length of a streamed body, for its `Content-Length`.
    #[must_use]
    pub fn with_length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    pub(crate) fn incoming(body: Incoming) -> Self {
        Self::of(BodyKind::Incoming(body))
    }

    fn of(kind: BodyKind) -> Self {
        Self { kind, length: None }
    }

    /// Returns the chunks of the body.
    pub(crate) fn into_chunks(self) -> impl Stream<Item = Result<Bytes, BoxError>> + Send + 'static {
        futures_util::stream::try_unfold(self, |mut body| async move {
            let chunk = next_chunk(&mut body).await?;
            Ok(chunk.map(|chunk| (chunk, body)))
        })
    }

    /// Returns the complete body; `None` when it is longer than this many bytes.
    #[cfg(feature = "oauth2")]
    pub(crate) async fn limited(self, bytes: usize) -> Result<Option<Bytes>, ErrorKind> {
        let read = collect(self, bytes, None).await?;
        Ok((!read.truncated).then_some(read.body))
    }

    /// Returns the body without its content codings, and removes what the headers say of the encoded one.
    pub(crate) fn decoded(self, headers: &mut HeaderMap) -> Result<Self, DecodeError> {
        let codings = coding::codings(headers).map_err(|UnknownCoding(name)| {
            let found = format!("the content coding `{name}`");
            DecodeError::new("$", coding::KNOWN, found)
        })?;
        if codings.is_empty() {
            return Ok(self);
        }
        coding::describe_decoded(headers);
        let decode = |body, coding| Self::new(Decoded::new(body, coding));
        Ok(codings.into_iter().fold(self, decode))
    }

    /// Returns the length, where it is known in advance.
    pub(crate) fn content_length(&self) -> Option<u64> {
        http_body::Body::size_hint(self).exact()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::of(BodyKind::Whole(bytes))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match &mut self.kind {
            BodyKind::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            BodyKind::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            BodyKind::Incoming(body) => Pin::new(body)
                .poll_frame(context)
                .map_err(|error| TransportError::from_hyper(&error).into()),
            BodyKind::Other(body) => body.as_mut().poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            BodyKind::Whole(bytes) => bytes.is_empty(),
            BodyKind::Incoming(body) => body.is_end_stream(),
            BodyKind::Other(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.kind, self.length) {
            (BodyKind::Whole(bytes), _) => SizeHint::with_exact(bytes.len() as u64),
            (_, Some(length)) => SizeHint::with_exact(length),
            (BodyKind::Incoming(body), None) => body.size_hint(),
            (BodyKind::Other(body), None) => body.size_hint(),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("bytes", &self.content_length())
            .finish_non_exhaustive()
    }
}

/// A stream as a body. The lock is never contended: it makes the stream `Sync`, though only its owner reads it.
struct StreamBody<S>(Mutex<Pin<Box<S>>>);

impl<S, E> http_body::Body for StreamBody<S>
where
    S: Stream<Item = Result<Bytes, E>>,
{
    type Data = Bytes;
    type Error = E;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, E>>> {
        let chunks = lock::get_mut(&mut self.0);
        chunks
            .as_mut()
            .poll_next(context)
            .map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }
}

/// A body that was read to its end or to the limit.
pub(crate) struct LimitedBody {
    pub(crate) body: Bytes,
    /// Whether the body exceeds the limit; the rest is cut.
    pub(crate) truncated: bool,
}

impl LimitedBody {
    /// Returns what is left of a body that cannot be read.
    pub(crate) fn unread() -> Self {
        Self {
            body: Bytes::new(),
            truncated: true,
        }
    }
}

/// Reads the next chunk of a body; `None` at its end.
async fn next_chunk(body: &mut Body) -> Result<Option<Bytes>, BoxError> {
    loop {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await;
        let Some(frame) = frame.transpose()? else {
            return Ok(None);
        };
        // Trailers are ignored.
        if let Ok(bytes) = frame.into_data() {
            return Ok(Some(bytes));
        }
    }
}

/// Reads the next chunk of a body within `timeout`; `None` at its end.
pub(crate) async fn chunk(body: &mut Body, timeout: Option<Duration>) -> Result<Option<Bytes>, ErrorKind> {
    let next = async {
        next_chunk(body)
            .await
            .map_err(|error| match error.downcast_ref() {
                Some(OutOfMemory) => ErrorKind::Overloaded,
                None => ErrorKind::Transport(TransportError::from_box(error)),
            })
    };
    with_timeout(timeout, next).await
}

/// Returns the result of `reading`, or an error after the timeout.
pub(crate) fn with_timeout<T, E: From<TransportError>>(
    timeout: Option<Duration>,
    reading: impl Future<Output = Result<T, E>>,
) -> impl Future<Output = Result<T, E>> {
    let Some(timeout) = timeout else {
        return Either::Left(reading);
    };
    Either::Right(tokio::time::timeout(timeout, reading).map(move |outcome| {
        outcome.unwrap_or_else(|_| {
            let seconds = timeout.as_secs_f64();
            let reason = format!("no data received for {seconds} s");
            Err(TransportError::timeout(reason).into())
        })
    }))
}

/// Reads a body, at most `limit` bytes of it, into memory of the request on whose behalf it is read. A declared length is not trusted.
pub(crate) async fn collect(
    mut body: Body,
    limit: usize,
    timeout: Option<Duration>,
) -> Result<LimitedBody, ErrorKind> {
    let content_length = body
        .content_length()
        .and_then(|length| usize::try_from(length).ok());
    let expected = content_length.unwrap_or_default().min(limit);
    let mut chunks = Chunks::new(COPIES);
    chunks.expect(expected)?;
    while let Some(chunk) = chunk(&mut body, timeout).await? {
        chunks.push(chunk, expected)?;
        if chunks.len() > limit {
            let mut body = chunks.into_bytes();
            body.truncate(limit);
            return Ok(LimitedBody {
                body,
                truncated: true,
            });
        }
    }
    Ok(LimitedBody {
        body: chunks.into_bytes(),
        truncated: false,
    })
}

impl From<TransportError> for ErrorKind {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl From<OutOfMemory> for ErrorKind {
    fn from(_: OutOfMemory) -> Self {
        Self::Overloaded
    }
}
