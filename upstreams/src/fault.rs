//! Injected faults.

use std::time::{Duration, SystemTime};

use super::{Answer, Ending};

/// A larger error body than any client should read.
const HUGE: usize = 10 << 20;

/// A fault of a request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// A status and a text body.
    Answer(u16, &'static str),
    /// A status with a delay for the retry.
    RetryAfter(u16, Hint),
    /// A gateway's error page: 502.
    Html,
    /// A status 500 with more than 10 MiB of text.
    Huge,
    /// The connection is closed before the response.
    Reset,
    /// The connection is closed in the middle of the response.
    Truncated,
    /// The response is delayed.
    Slow(Duration),
    /// The response is sent one byte at a time, with these pauses.
    Trickle(Duration),
}

/// How an API tells the delay for a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// `Retry-After`, in seconds.
    Seconds(u64),
    /// `Retry-After`, as the date this many seconds from now.
    Date(u64),
    /// `Retry-After-Ms`.
    Milliseconds(u64),
}

impl Fault {
    /// Returns the response with the fault; error bodies contain `mark`.
    pub(crate) fn answer(self, mark: &str, otherwise: impl FnOnce() -> Answer) -> Answer {
        match self {
            Self::Answer(status, body) => Answer::text(status, "text/plain", body),
            Self::RetryAfter(status, hint) => hint.on(Answer::status(status)),
            Self::Html => Answer::text(
                502,
                "text/html",
                format!("<html><p>Bad Gateway {mark}</p></html>"),
            ),
            Self::Huge => Answer::text(
                500,
                "text/plain",
                format!("{mark} ").repeat(HUGE / (mark.len() + 1) + 1),
            ),
            Self::Reset => Answer::status(500).ending(Ending::None),
            Self::Truncated => otherwise().ending(Ending::Half),
            Self::Slow(time) => otherwise().after(time),
            Self::Trickle(pause) => otherwise().ending(Ending::Trickle(pause)),
        }
    }
}

impl Hint {
    /// Adds the header to a response.
    pub(crate) fn on(self, answer: Answer) -> Answer {
        match self {
            Self::Seconds(seconds) => answer.header("retry-after", seconds.to_string()),
            Self::Date(seconds) => {
                let date = SystemTime::now() + Duration::from_secs(seconds);
                answer.header("retry-after", httpdate::fmt_http_date(date))
            }
            Self::Milliseconds(milliseconds) => answer.header("retry-after-ms", milliseconds.to_string()),
        }
    }
}
