//! Rate and concurrency limits.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::Hint;

/// A limit of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Requests in a window.
    pub requests: usize,
    /// Length of the sliding window.
    pub window: Duration,
    /// Concurrent requests.
    pub concurrent: usize,
    /// The delay for the retry, if the API tells it.
    pub hint: Option<Hint>,
}

impl Limit {
    /// Creates a limit of requests in a sliding window, without a limit of concurrent ones.
    pub fn rate(requests: usize, window: Duration) -> Self {
        Self {
            requests,
            window,
            concurrent: usize::MAX,
            hint: None,
        }
    }
}

/// Past requests of the window, and requests in progress.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    came: VecDeque<Instant>,
    /// The end times of requests in progress.
    running: Vec<Instant>,
}

impl Gate {
    /// Returns whether another request is accepted.
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

    /// Records a request in progress that takes this long.
    pub(crate) fn run(&mut self, time: Duration) {
        self.running.push(Instant::now() + time);
    }

    /// Returns the number of requests in progress.
    pub(crate) fn running(&mut self) -> usize {
        let now = Instant::now();
        self.running.retain(|end| now < *end);
        self.running.len()
    }
}
