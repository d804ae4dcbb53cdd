//! What an imitation answers, and how it comes.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use serde_json::Value;

/// An answer, with the time that it takes and the way that it ends.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Bytes,
    /// How long it is until the head of the answer.
    pub after: Duration,
    /// How the body comes.
    pub ending: Ending,
}

/// How a body comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// At once and whole.
    #[default]
    Whole,
    /// Not even the head comes: the connection is closed.
    None,
    /// Half of it, then the connection is closed.
    Half,
    /// Byte after byte, with a pause before each.
    Trickle(Duration),
}

impl Answer {
    /// An answer without a body.
    pub fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
            after: Duration::ZERO,
            ending: Ending::Whole,
        }
    }

    /// JSON that nobody may store.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", body.to_string()).header("cache-control", "no-store")
    }

    /// Text of a media type.
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

    /// Takes that much longer.
    #[must_use]
    pub fn after(mut self, time: Duration) -> Self {
        self.after = self.after.saturating_add(time);
        self
    }

    /// Ends in that way.
    #[must_use]
    pub fn ending(mut self, ending: Ending) -> Self {
        self.ending = ending;
        self
    }

    /// The body as it comes.
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
                // What came before it is on its way first.
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
