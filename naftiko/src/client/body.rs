//! Bodies on their way: in memory, or streamed.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;
use http_body::{Frame, SizeHint};

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
    Streamed(reqwest::Body),
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
        Self::streamed(reqwest::Body::wrap_stream(FlatStream(Box::pin(chunks))))
    }

    /// Another body, such as a layer makes.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::streamed(reqwest::Body::wrap(body))
    }

    /// Says how long a streamed body is, so that it is announced.
    #[must_use]
    pub fn with_length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    pub(super) fn streamed(body: reqwest::Body) -> Self {
        Self {
            kind: Kind::Streamed(body),
            length: None,
        }
    }

    /// The pieces of it.
    pub(super) fn into_chunks(self) -> impl Stream<Item = Result<Bytes, BoxError>> + Send + 'static {
        futures_util::stream::try_unfold(self, |mut body| async move {
            let chunk = super::read::chunk(&mut body, None).await?;
            Ok(chunk.map(|chunk| (chunk, body)))
        })
    }

    /// The length, where it is known beforehand.
    pub(super) fn announced(&self) -> Option<u64> {
        http_body::Body::size_hint(self).exact()
    }

    pub(super) fn into_reqwest(self) -> reqwest::Body {
        match self.kind {
            Kind::Whole(bytes) => bytes.into(),
            Kind::Streamed(body) if self.length.is_none() => body,
            Kind::Streamed(_) => reqwest::Body::wrap(self),
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self {
            kind: Kind::Whole(bytes),
            length: None,
        }
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
            Kind::Streamed(body) => Pin::new(body)
                .poll_frame(context)
                .map_err(|error| TransportError::from_reqwest(error).into()),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Whole(bytes) => bytes.is_empty(),
            Kind::Streamed(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.kind, self.length) {
            (Kind::Whole(bytes), _) => SizeHint::with_exact(bytes.len() as u64),
            (Kind::Streamed(_), Some(length)) => SizeHint::with_exact(length),
            (Kind::Streamed(body), None) => body.size_hint(),
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

/// A stream behind one type, its errors boxed.
struct FlatStream<S>(Pin<Box<S>>);

impl<S, E> Stream for FlatStream<S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0
            .as_mut()
            .poll_next(context)
            .map(|chunk| chunk.map(|chunk| chunk.map_err(Into::into)))
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
