//! Timers of a connection, shared so that the common case sets none.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use hyper::rt::Timer;
use tokio::time::{Sleep, sleep_until};

use crate::lock::lock;

/// The clock of one connection.
///
/// Timeouts of a head and of a request start and stop thousands of times a second, and nearly never elapse. A timer
/// of the runtime for each would take the runtime's lock twice. This clock keeps one timer per connection and checks
/// the waiting deadlines when it fires. All of them must belong to one task, which the timer wakes.
#[derive(Clone, Default)]
pub(super) struct ConnectionClock(Arc<Mutex<Option<Pin<Box<Sleep>>>>>);

impl ConnectionClock {
    /// Returns a deadline after this time.
    pub(super) fn after(&self, time: Duration) -> Deadline {
        let now = tokio::time::Instant::now();
        // An instant beyond the range of the clock counts as never.
        self.at(now.checked_add(time).unwrap_or(now + NEVER))
    }

    fn at(&self, instant: tokio::time::Instant) -> Deadline {
        Deadline {
            clock: self.clone(),
            at: instant,
        }
    }
}

/// A time that is as good as never.
const NEVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// Resolves at its instant.
pub(super) struct Deadline {
    clock: ConnectionClock,
    at: tokio::time::Instant,
}

impl Future for Deadline {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut timer = lock(&self.clock.0);
        let timer = timer.get_or_insert_with(|| Box::pin(sleep_until(self.at)));
        if timer.deadline() > self.at {
            timer.as_mut().reset(self.at);
        }
        loop {
            ready!(timer.as_mut().poll(context));
            if timer.deadline() >= self.at {
                return Poll::Ready(());
            }
            // The timer fired for a deadline that was dropped.
            timer.as_mut().reset(self.at);
        }
    }
}

impl hyper::rt::Sleep for Deadline {}

impl Timer for ConnectionClock {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn hyper::rt::Sleep>> {
        Box::pin(self.after(duration))
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn hyper::rt::Sleep>> {
        Box::pin(self.at(deadline.into()))
    }

    fn now(&self) -> Instant {
        tokio::time::Instant::now().into()
    }
}

impl fmt::Debug for ConnectionClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionClock").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pattern of a connection: long and short timeouts in turn, most of which do not elapse.
    #[tokio::test(start_paused = true)]
    async fn interleaved_deadlines_elapse_each_at_its_time() {
        const SECOND: Duration = Duration::from_secs(1);
        let clock = ConnectionClock::default();
        let begun = tokio::time::Instant::now();
        for (time, ended) in [(60, 3), (120, 4), (2, 1), (60, 0)] {
            tokio::select! {
                () = clock.after(SECOND * time) => panic!("{time} s are not up after {ended}"),
                () = tokio::time::sleep(SECOND * ended) => {}
            }
        }
        assert_eq!(begun.elapsed().as_secs(), 8);
        for time in [5, 1, 0, 200, 3] {
            let begun = tokio::time::Instant::now();
            clock.after(SECOND * time).await;
            assert_eq!(begun.elapsed().as_secs(), u64::from(time));
        }
        let begun = tokio::time::Instant::now();
        tokio::select! {
            () = clock.after(Duration::MAX) => panic!("no time is that long"),
            () = tokio::time::sleep(SECOND * 500) => {}
        }
        clock.after(SECOND).await;
        assert_eq!(begun.elapsed().as_secs(), 501);
    }
}
