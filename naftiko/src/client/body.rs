//! Bodies on their way: in memory, or streamed.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

use super::TransportError;

/// Any error.
pub(super) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The body of a request or an answer on the wire: what layers and transports pass on. `Debug` shows no
/// content.
pub struct Body {
    kind: Kind,
    length: Option<u64>,
}

enum Kind {
    Whole(Bytes),
    /// An answer as our HTTP client reads it.
    Incoming(Incoming),
    Other(Pin<Box<dyn http_body::Body<Data = Bytes, Error = BoxError> + Send + Sync>>),
}

impl Body {
    /// No body.
    pub fn empty() -> Self {
        Self::from(Bytes::new())
    }

    /// A body that is read from a stream while it is sent. It can be sent once: a call with it is never
    /// repeated.
    pub fn from_stream<S, E>(chunks: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::new(Chunks(Mutex::new(Box::pin(chunks))))
    }

    /// Another body, such as a layer makes.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::of(Kind::Other(Box::pin(body.map_err(Into::into))))
    }

    /// Says how long a streamed body is, so that it is announced.
    #[must_use]
    pub fn with_length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    pub(super) fn incoming(body: Incoming) -> Self {
        Self::of(Kind::Incoming(body))
    }

    fn of(kind: Kind) -> Self {
        Self { kind, length: None }
    }

    /// The pieces of it.
    pub(super) fn into_chunks(self) -> impl Stream<Item = Result<Bytes, BoxError>> + Send + 'static {
        futures_util::stream::try_unfold(self, |mut body| async move {
            let chunk = super::read::chunk(&mut body, None).await?;
            Ok(chunk.map(|chunk| (chunk, body)))
        })
    }

    /// All of it; `None` when it is longer than this many bytes.
    #[cfg(feature = "oauth2")]
    pub(crate) async fn limited(self, bytes: usize) -> Result<Option<Bytes>, TransportError> {
        let read = super::read::whole(self, bytes, None).await?;
        Ok((!read.truncated).then_some(read.body))
    }

    /// The length, where it is known beforehand.
    pub(super) fn announced(&self) -> Option<u64> {
        http_body::Body::size_hint(self).exact()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::of(Kind::Whole(bytes))
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
            Kind::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Kind::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Kind::Incoming(body) => Pin::new(body)
                .poll_frame(context)
                .map_err(|error| TransportError::from_hyper(&error).into()),
            Kind::Other(body) => body.as_mut().poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Whole(bytes) => bytes.is_empty(),
            Kind::Incoming(body) => body.is_end_stream(),
            Kind::Other(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.kind, self.length) {
            (Kind::Whole(bytes), _) => SizeHint::with_exact(bytes.len() as u64),
            (_, Some(length)) => SizeHint::with_exact(length),
            (Kind::Incoming(body), None) => body.size_hint(),
            (Kind::Other(body), None) => body.size_hint(),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("bytes", &self.announced())
            .finish_non_exhaustive()
    }
}

/// A stream as a body. The lock is never taken: with it, a stream need not be one that can be shared, as only its
/// owner reads it.
struct Chunks<S>(Mutex<Pin<Box<S>>>);

impl<S, E> http_body::Body for Chunks<S>
where
    S: Stream<Item = Result<Bytes, E>>,
{
    type Data = Bytes;
    type Error = E;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, E>>> {
        let chunks = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        chunks
            .as_mut()
            .poll_next(context)
            .map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }
}

/// The body of a request, as often as it can be sent.
#[derive(Clone, Default)]
pub(super) enum Payload {
    #[default]
    None,
    Whole(Bytes),
    /// Read anew for each attempt: files.
    Anew(Arc<dyn Fn() -> Body + Send + Sync>),
    /// Sent once; nothing is left after that.
    Once(Arc<Mutex<Option<Body>>>),
}

impl Payload {
    pub(super) fn once(body: Body) -> Self {
        Self::Once(Arc::new(Mutex::new(Some(body))))
    }

    /// Whether it can be sent more than once.
    pub(super) fn is_replayable(&self) -> bool {
        !matches!(self, Self::Once(_))
    }

    /// The body for an attempt; `None` when there is none (any more).
    pub(super) fn take(&self) -> Option<Body> {
        match self {
            Self::None => None,
            Self::Whole(bytes) => Some(bytes.clone().into()),
            Self::Anew(read) => Some(read()),
            Self::Once(body) => body.lock().unwrap_or_else(PoisonError::into_inner).take(),
        }
    }

    /// The bytes, where all of them are in memory.
    pub(super) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::None => Some(&[]),
            Self::Whole(bytes) => Some(bytes),
            Self::Anew(_) | Self::Once(_) => None,
        }
    }
}
