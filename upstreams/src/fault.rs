//! What goes wrong with an API.

use std::time::{Duration, SystemTime};

use super::{Answer, Ending};

/// More than any client should read of an error.
const HUGE: usize = 10 << 20;

/// How a request goes wrong.
#[derive(Clone, Debug)]
pub enum Fault {
    /// A status and a body, as text.
    Answer(u16, &'static str),
    /// A status that says when to come back.
    RetryAfter(u16, Hint),
    /// A gateway's error page: 502.
    Html,
    /// A status 500 with more than 10 MiB of text.
    Huge,
    /// The connection is closed without an answer.
    Reset,
    /// The connection is closed in the middle of what would have been answered.
    Truncated,
    /// What would have been answered comes later.
    Slow(Duration),
    /// What would have been answered comes byte after byte, with such pauses.
    Trickle(Duration),
}

/// How an API says when to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// `Retry-After`, in seconds.
    Seconds(u64),
    /// `Retry-After`, as the date so many seconds from now.
    Date(u64),
    /// `Retry-After-Ms`.
    Milliseconds(u64),
}

impl Fault {
    /// What comes of a request; `mark` stands in what is answered.
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
    /// The answer with its header.
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
