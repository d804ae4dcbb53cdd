//! Rate limits: calls wait before an API rejects them.

mod announced;
mod window;

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use tokio::time::Instant;

pub use self::window::RateLimit;
use self::window::Window;
use crate::lock::lock;
use crate::random;
use crate::retry_after::retry_after;

/// The longest time for which an API can hold calls back, as that of a single call ([`Retry`](super::Retry)). A call after it
/// shows whether the limit still holds.
const LONGEST_HOLD: Duration = Duration::from_secs(60);

/// The calls that wait for one moment go on within this time after it.
const SPREAD: Duration = Duration::from_millis(250);

/// When a client may send, by its own limit and by what the API announces. All calls of a client share it, on every thread.
#[derive(Debug, Default)]
pub(crate) struct RateLimiter {
    window: Option<Mutex<Window>>,
    holds: Holds,
}

/// The operations that the API has no more requests for.
#[derive(Debug, Default)]
struct Holds {
    /// Whether there may be any. Nearly always there is none, and a call takes no lock.
    any: AtomicBool,
    /// When each operation may be called again. An API may have limits of several kinds, so what it says of one operation is not applied to
    /// another one.
    until: Mutex<HashMap<&'static str, Instant>>,
}

/// The time that a call would have to wait, beyond its deadline.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLong(pub(crate) Duration);

impl RateLimiter {
    pub(crate) fn new(limit: Option<RateLimit>) -> Self {
        Self {
            window: limit.map(|limit| Mutex::new(Window::new(limit))),
            holds: Holds::default(),
        }
    }

    /// Waits until a request of an operation may be sent.
    ///
    /// # Errors
    /// When that is after the deadline. Then nothing is counted.
    pub(crate) async fn admit(&self, operation: &'static str, deadline: Instant) -> Result<(), TooLong> {
        while let Some(until) = self.holds.until(operation) {
            let wait = until.saturating_duration_since(Instant::now());
            if until + SPREAD >= deadline {
                return Err(TooLong(wait));
            }
            tokio::time::sleep(wait + random::up_to(SPREAD)).await;
        }
        let Some(window) = &self.window else {
            return Ok(());
        };
        let at = lock(window).reserve(Instant::now(), deadline)?;
        tokio::time::sleep_until(at).await;
        Ok(())
    }

    /// Reads what the API announces with a response.
    pub(crate) fn observe(&self, operation: &'static str, status: StatusCode, headers: &HeaderMap) {
        let rejected = (status == StatusCode::TOO_MANY_REQUESTS).then(|| retry_after(headers));
        let hold = rejected.flatten().or_else(|| announced::exhausted(headers));
        if let Some(hold) = hold.filter(|hold| !hold.is_zero()) {
            self.holds.add(operation, Instant::now() + hold.min(LONGEST_HOLD));
        }
    }
}

impl Holds {
    /// Returns when an operation may be called again, if it may not now.
    fn until(&self, operation: &str) -> Option<Instant> {
        if !self.any.load(Ordering::Relaxed) {
            return None;
        }
        let mut held = lock(&self.until);
        let now = Instant::now();
        held.retain(|_, until| *until > now);
        self.any.store(!held.is_empty(), Ordering::Relaxed);
        held.get(operation).copied()
    }

    fn add(&self, operation: &'static str, until: Instant) {
        let mut held = lock(&self.until);
        let known = held.entry(operation).or_insert(until);
        *known = (*known).max(until);
        self.any.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs
            .iter()
            .filter_map(|(name, value)| Some((name.parse().ok()?, HeaderValue::from_static(value))));
        pairs.collect()
    }

    async fn waited(limiter: &RateLimiter, operation: &'static str) -> Result<Duration, TooLong> {
        let started = Instant::now();
        limiter.admit(operation, started + 30 * SECOND).await?;
        Ok(started.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn operation_is_held_back_until_the_announced_moment() {
        let limiter = RateLimiter::new(None);
        assert_eq!(waited(&limiter, "list").await, Ok(Duration::ZERO));
        limiter.observe(
            "list",
            StatusCode::OK,
            &headers(&[("ratelimit", r#""a";r=0;t=12"#)]),
        );
        assert_eq!(waited(&limiter, "get").await, Ok(Duration::ZERO));
        let held = waited(&limiter, "list").await;
        assert!(
            held.as_ref()
                .is_ok_and(|held| (12 * SECOND..13 * SECOND).contains(held)),
            "{held:?}"
        );
        assert_eq!(waited(&limiter, "list").await, Ok(Duration::ZERO));
        assert!(!limiter.holds.any.load(Ordering::Relaxed));
    }

    #[tokio::test(start_paused = true)]
    async fn hold_beyond_the_deadline_is_told_at_once() {
        let limiter = RateLimiter::new(None);
        let rejection = StatusCode::TOO_MANY_REQUESTS;
        limiter.observe("list", rejection, &headers(&[("retry-after", "45")]));
        assert_eq!(waited(&limiter, "list").await, Err(TooLong(45 * SECOND)));
        // A shorter one does not replace it, and none is longer than a minute.
        limiter.observe("list", rejection, &headers(&[("retry-after", "1")]));
        assert_eq!(waited(&limiter, "list").await, Err(TooLong(45 * SECOND)));
        limiter.observe("list", rejection, &headers(&[("retry-after", "86400")]));
        assert_eq!(waited(&limiter, "list").await, Err(TooLong(60 * SECOND)));
        limiter.observe(
            "get",
            StatusCode::SERVICE_UNAVAILABLE,
            &headers(&[("retry-after", "45")]),
        );
        limiter.observe("get", rejection, &headers(&[]));
        assert_eq!(waited(&limiter, "get").await, Ok(Duration::ZERO));
    }
}
