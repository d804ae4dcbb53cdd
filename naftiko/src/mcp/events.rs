//! Streams of events (WHATWG HTML, server-sent events): requests that tell of something before their response.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, StatusCode};
use http_body::Frame;
use tokio::sync::mpsc;
use tokio::time::{Instant, Sleep, sleep};

use super::notice::Sender;

/// How many messages wait for a client to take them, before the call that sends them waits.
const WAITING: usize = 16;

/// How often a stream shows that it is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The text of a response, and the status it has where it comes alone.
#[derive(Debug)]
pub(super) struct Ending {
    pub(super) status: StatusCode,
    pub(super) text: Vec<u8>,
}

type Work = Pin<Box<dyn Future<Output = Option<Ending>> + Send>>;

/// A request that is being carried out, its messages, and its response. Dropped, it is carried out no further: that is
/// what happens when its client goes away.
pub(super) struct Events {
    work: Option<Work>,
    messages: mpsc::Receiver<Vec<u8>>,
    /// The message that made this a stream.
    first: Option<Vec<u8>>,
    ending: Option<Ending>,
    keep_alive: Pin<Box<Sleep>>,
}

/// What a request begins to be answered with.
pub(super) enum Beginning {
    /// Its response, and nothing before it; `None` when it was cancelled.
    Ending(Option<Ending>),
    Stream(Events),
}

impl Events {
    /// Carries out a request that sends its messages to the sender.
    pub(super) fn new<F>(request: impl FnOnce(Sender) -> F) -> Self
    where
        F: Future<Output = Option<Ending>> + Send + 'static,
    {
        let (sender, messages) = mpsc::channel(WAITING);
        Self {
            work: Some(Box::pin(request(sender))),
            messages,
            first: None,
            ending: None,
            keep_alive: Box::pin(sleep(KEEP_ALIVE)),
        }
    }

    /// Waits for the first message or the response, whichever comes first.
    pub(super) async fn begin(mut self) -> Beginning {
        poll_fn(|context| self.poll_first(context)).await;
        if self.first.is_some() {
            return Beginning::Stream(self);
        }
        Beginning::Ending(self.ending)
    }

    fn poll_first(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.advance(context);
        if let Poll::Ready(Some(message)) = self.messages.poll_recv(context) {
            self.first = Some(message);
            return Poll::Ready(());
        }
        if self.work.is_none() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }

    /// Carries the request on as far as it goes.
    fn advance(&mut self, context: &mut Context<'_>) {
        if let Some(work) = &mut self.work
            && let Poll::Ready(ending) = work.as_mut().poll(context)
        {
            self.work = None;
            self.ending = ending;
        }
    }

    /// The next message; `None` at the end.
    fn poll_message(&mut self, context: &mut Context<'_>) -> Poll<Option<Vec<u8>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(first));
        }
        self.advance(context);
        match self.messages.poll_recv(context) {
            Poll::Ready(Some(message)) => Poll::Ready(Some(message)),
            _ if self.work.is_none() => Poll::Ready(self.ending.take().map(|ending| ending.text)),
            _ => Poll::Pending,
        }
    }

    /// The stream as a response.
    pub(super) fn into_response(self) -> Response {
        const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
        let mut response = Response::new(Body::new(self));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        // Proxies that collect responses before they pass them on would hold up the messages.
        headers.insert(BUFFERING, HeaderValue::from_static("no"));
        response
    }
}

impl http_body::Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let text = match self.poll_message(context) {
            Poll::Ready(Some(message)) => event(&message),
            Poll::Ready(None) => return Poll::Ready(None),
            Poll::Pending => {
                ready!(self.keep_alive.as_mut().poll(context));
                Bytes::from_static(b":\n\n")
            }
        };
        self.keep_alive.as_mut().reset(Instant::now() + KEEP_ALIVE);
        Poll::Ready(Some(Ok(Frame::data(text))))
    }
}

/// A message as an event. Messages are JSON without line breaks.
fn event(message: &[u8]) -> Bytes {
    [b"data: ", message, b"\n\n"].concat().into()
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    fn ending(text: &str) -> Ending {
        Ending {
            status: StatusCode::OK,
            text: text.into(),
        }
    }

    #[tokio::test]
    async fn messages_come_before_the_response() {
        let events = Events::new(|sender| async move {
            for number in 0..40_u8 {
                let _ = sender.send(number.to_string().into_bytes()).await;
            }
            Some(ending("end"))
        });
        let Beginning::Stream(events) = events.begin().await else {
            panic!("not a stream");
        };
        let Ok(collected) = events.collect().await;
        let text = String::from_utf8(collected.to_bytes().to_vec()).unwrap_or_default();
        let messages: Vec<_> = text.split_terminator("\n\n").collect();
        assert_eq!(messages.len(), 41);
        assert_eq!(
            (messages[0], messages[39], messages[40]),
            ("data: 0", "data: 39", "data: end")
        );
    }

    #[tokio::test]
    async fn a_response_alone_is_no_stream() {
        let begun = Events::new(|_| async { Some(ending("end")) }).begin().await;
        assert!(matches!(begun, Beginning::Ending(Some(ending)) if ending.text == b"end"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_stream_shows_that_it_is_there() {
        let events = Events::new(|sender| async move {
            let _ = sender.send(b"1".to_vec()).await;
            sleep(Duration::from_secs(40)).await;
            Some(ending("2"))
        });
        let Beginning::Stream(events) = events.begin().await else {
            panic!("not a stream");
        };
        let Ok(collected) = events.collect().await;
        assert_eq!(collected.to_bytes(), "data: 1\n\n:\n\n:\n\ndata: 2\n\n");
    }
}
