//! Responses of a fake API, with delay and ending.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use serde_json::Value;

/// A response, with its delay and its ending.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Bytes,
    /// The delay before the head of the response.
    pub after: Duration,
    /// How the body is sent.
    pub ending: Ending,
}

/// How a body is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// At once and complete.
    #[default]
    Whole,
    /// The connection is closed before the head.
    None,
    /// Half of the body, then the connection is closed.
    Half,
    /// One byte at a time, with a pause before each.
    Trickle(Duration),
}

impl Answer {
    /// Creates a response without a body.
    pub fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
            after: Duration::ZERO,
            ending: Ending::Whole,
        }
    }

    /// Creates a JSON response that must not be cached.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", body.to_string()).header("cache-control", "no-store")
    }

    /// Creates a text response with a media type.
    pub fn text(status: u16, media_type: &str, body: impl Into<Bytes>) -> Self {
        let answer = Self::status(status).header("content-type", media_type);
        Self {
            body: body.into(),
            ..answer
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Adds to the delay.
    #[must_use]
    pub fn after(mut self, time: Duration) -> Self {
        self.after = self.after.saturating_add(time);
        self
    }

    /// Sets the ending.
    #[must_use]
    pub fn ending(mut self, ending: Ending) -> Self {
        self.ending = ending;
        self
    }

    /// Returns the chunks of the body.
    pub fn into_chunks(self) -> impl Stream<Item = io::Result<Bytes>> + Send + Sync + 'static {
        let (size, pause, end) = match self.ending {
            Ending::Whole => (self.body.len(), Duration::ZERO, None),
            Ending::None => (0, Duration::ZERO, Some(())),
            Ending::Half => (self.body.len() / 2, Duration::ZERO, Some(())),
            Ending::Trickle(pause) => (1, pause, None),
        };
        stream::unfold((self.body, end), move |(mut left, end)| async move {
            let broken = || io::Error::other("the connection was closed");
            if left.is_empty() || size == 0 {
                // The chunks before it are sent first.
                tokio::task::yield_now().await;
                return end.map(|()| (Err(broken()), (Bytes::new(), None)));
            }
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
            let chunk = left.split_to(size.min(left.len()));
            let left = if end.is_some() { Bytes::new() } else { left };
            Some((Ok(chunk), (left, end)))
        })
    }
}
