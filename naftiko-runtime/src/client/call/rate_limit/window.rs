//! The limit of a client by itself.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::TooLong;

/// How many requests a client sends to its API within a time, whichever moment it is counted from. A request that would be one too many waits
/// for its turn, in the order of the calls.
///
/// ```
/// use std::time::Duration;
/// use naftiko::client::{Config, RateLimit};
///
/// let config = Config::new().rate_limit(RateLimit::new(100, Duration::from_secs(60)));
/// # let _ = config;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    requests: u16,
    within: Duration,
}

impl RateLimit {
    /// Creates a limit; 0 requests count as one.
    pub const fn new(requests: u16, within: Duration) -> Self {
        let requests = if requests == 0 { 1 } else { requests };
        Self { requests, within }
    }
}

/// The moments of the latest requests, as many as the limit counts.
#[derive(Debug)]
pub(super) struct Window {
    limit: RateLimit,
    sent: VecDeque<Instant>,
}

impl Window {
    pub(super) fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            sent: VecDeque::new(),
        }
    }

    /// Returns the moment of the next request, which is counted.
    ///
    /// # Errors
    /// When it is after the deadline.
    pub(super) fn reserve(&mut self, now: Instant, deadline: Instant) -> Result<Instant, TooLong> {
        let is_full = self.sent.len() >= usize::from(self.limit.requests);
        let oldest = self.sent.front().filter(|_| is_full);
        // A time beyond the range of the clock is after every deadline.
        let free = oldest.map_or(Some(now), |oldest| oldest.checked_add(self.limit.within));
        let at = free.unwrap_or(deadline).max(now);
        if at >= deadline && at > now {
            return Err(TooLong(at - now));
        }
        if is_full {
            self.sent.pop_front();
        }
        self.sent.push_back(at);
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn requests_within_any_span_are_at_most_the_limit() {
        let mut window = Window::new(RateLimit::new(3, 10 * SECOND));
        let start = Instant::now();
        let mut sent = Vec::new();
        // One request a second is asked for, and they are sent at 3 in 10 seconds.
        for asked in 0..30 {
            let now = start + asked * SECOND;
            if let Ok(at) = window.reserve(now, now + 3600 * SECOND) {
                sent.push(at);
            }
        }
        assert_eq!(sent.len(), 30);
        assert!(sent.is_sorted(), "{sent:?}");
        assert!(
            sent.windows(4).all(|four| four[3] - four[0] >= 10 * SECOND),
            "{sent:?}"
        );
        assert_eq!(sent[29] - start, 92 * SECOND);
    }

    #[test]
    fn request_beyond_its_deadline_takes_no_place() {
        let mut window = Window::new(RateLimit::new(0, 10 * SECOND));
        let start = Instant::now();
        let mut reserve = |asked: u32, patience: u32| {
            let now = start + asked * SECOND;
            window.reserve(now, now + patience * SECOND).map(|at| at - start)
        };
        assert_eq!(reserve(0, 5), Ok(Duration::ZERO));
        for _ in 0..100 {
            assert_eq!(reserve(1, 5), Err(TooLong(9 * SECOND)));
        }
        assert_eq!(reserve(1, 10), Ok(10 * SECOND));
        let mut endless = Window::new(RateLimit::new(1, Duration::MAX));
        assert!(endless.reserve(start, start + SECOND).is_ok());
        assert!(endless.reserve(start, start + SECOND).is_err());
    }
}
