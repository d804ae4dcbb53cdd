//! Event streams (WHATWG HTML, server-sent events) of requests that send notifications before their response.

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

use crate::mcp::protocol::{ResponseText, Sender};

/// How many messages are buffered for a client before the call waits.
const BUFFERED_MESSAGES: usize = 16;

/// How often an idle stream sends a comment.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The response of a request, with its status if it is sent alone.
#[derive(Debug)]
pub(crate) struct FinalResponse {
    pub(crate) status: StatusCode,
    pub(crate) text: ResponseText,
}

type Work = Pin<Box<dyn Future<Output = Option<FinalResponse>> + Send>>;

/// A running request with its messages and its response. Dropping it cancels the request, when the client
/// disconnects.
pub(crate) struct Events {
    work: Option<Work>,
    messages: mpsc::Receiver<Vec<u8>>,
    /// The message that started the stream.
    first: Option<Vec<u8>>,
    ending: Option<FinalResponse>,
    keep_alive: Pin<Box<Sleep>>,
}

/// The first event of a request.
pub(crate) enum FirstEvent {
    /// The response without a message before it; `None` when the request was cancelled.
    FinalResponse(Option<FinalResponse>),
    Stream(Events),
}

impl Events {
    /// Starts a request that sends its messages to the sender.
    pub(crate) fn new<F>(request: impl FnOnce(Sender) -> F) -> Self
    where
        F: Future<Output = Option<FinalResponse>> + Send + 'static,
    {
        let (sender, messages) = mpsc::channel(BUFFERED_MESSAGES);
        Self {
            work: Some(Box::pin(request(sender))),
            messages,
            first: None,
            ending: None,
            keep_alive: Box::pin(sleep(KEEP_ALIVE)),
        }
    }

    /// Waits for the first message or the response.
    pub(crate) async fn begin(mut self) -> FirstEvent {
        poll_fn(|context| self.poll_first(context)).await;
        if self.first.is_some() {
            return FirstEvent::Stream(self);
        }
        FirstEvent::FinalResponse(self.ending)
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

    /// Runs the request as far as possible.
    fn advance(&mut self, context: &mut Context<'_>) {
        if let Some(work) = &mut self.work
            && let Poll::Ready(ending) = work.as_mut().poll(context)
        {
            self.work = None;
            self.ending = ending;
        }
    }

    /// Returns the next message; `None` at the end.
    fn poll_message(&mut self, context: &mut Context<'_>) -> Poll<Option<Vec<u8>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(first));
        }
        self.advance(context);
        match self.messages.poll_recv(context) {
            Poll::Ready(Some(message)) => Poll::Ready(Some(message)),
            _ if self.work.is_none() => Poll::Ready(self.ending.take().map(|ending| ending.text.into_vec())),
            _ => Poll::Pending,
        }
    }

    /// Returns the stream as a response.
    pub(crate) fn into_response(self) -> Response {
        const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
        let mut response = Response::new(Body::new(self));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        // Proxies that buffer responses would delay the messages.
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

/// Returns a message as an event. Messages are JSON without line breaks.
fn event(message: &[u8]) -> Bytes {
    [b"data: ", message, b"\n\n"].concat().into()
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    fn ending(text: &str) -> FinalResponse {
        FinalResponse {
            status: StatusCode::OK,
            text: text.as_bytes().to_vec().into(),
        }
    }

    #[tokio::test]
    async fn messages_are_sent_before_the_response() {
        let events = Events::new(|sender| async move {
            for number in 0..40_u8 {
                let _ = sender.send(number.to_string().into_bytes()).await;
            }
            Some(ending("end"))
        });
        let FirstEvent::Stream(events) = events.begin().await else {
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
    async fn response_without_messages_is_not_a_stream() {
        let begun = Events::new(|_| async { Some(ending("end")) }).begin().await;
        let FirstEvent::FinalResponse(Some(ending)) = begun else {
            panic!("not a response alone");
        };
        assert_eq!(ending.text.into_vec(), b"end");
    }

    #[tokio::test(start_paused = true)]
    async fn idle_stream_sends_comments() {
        let events = Events::new(|sender| async move {
            let _ = sender.send(b"1".to_vec()).await;
            sleep(Duration::from_secs(40)).await;
            Some(ending("2"))
        });
        let FirstEvent::Stream(events) = events.begin().await else {
            panic!("not a stream");
        };
        let Ok(collected) = events.collect().await;
        assert_eq!(collected.to_bytes(), "data: 1\n\n:\n\n:\n\ndata: 2\n\n");
    }
}
