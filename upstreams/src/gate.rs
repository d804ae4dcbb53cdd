//! How much is let in: so many requests in a time, and so many at once.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::Hint;

/// How many requests an API takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many in a window.
    pub requests: usize,
    /// How long the window is that slides along.
    pub window: Duration,
    /// How many at once.
    pub concurrent: usize,
    /// When to come back, if the API says so.
    pub hint: Option<Hint>,
}

impl Limit {
    /// So many requests in a window that slides along, and any number at once.
    pub fn rate(requests: usize, window: Duration) -> Self {
        Self {
            requests,
            window,
            concurrent: usize::MAX,
            hint: None,
        }
    }
}

/// Requests that came, and those that are being answered.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    came: VecDeque<Instant>,
    /// When what is being answered will be.
    running: Vec<Instant>,
}

impl Gate {
    /// Whether another request is taken.
    pub(crate) fn admits(&mut self, limit: Limit) -> bool {
        let now = Instant::now();
        while self
            .came
            .front()
            .is_some_and(|came| now.duration_since(*came) >= limit.window)
        {
            self.came.pop_front();
        }
        let admitted = self.came.len() < limit.requests && self.running() < limit.concurrent;
        if admitted {
            self.came.push_back(now);
        }
        admitted
    }

    /// Notes that something is being answered for that long.
    pub(crate) fn run(&mut self, time: Duration) {
        self.running.push(Instant::now() + time);
    }

    /// How many are being answered.
    pub(crate) fn running(&mut self) -> usize {
        let now = Instant::now();
        self.running.retain(|end| now < *end);
        self.running.len()
    }
}
