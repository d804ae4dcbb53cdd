//! The times of a connection, none of which is up but by exception.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use hyper::rt::Timer;
use tokio::time::{Sleep, sleep_until};

/// What a connection measures time with.
///
/// A head that is awaited and a request under way begin and end thousands of times a second, and are nearly never
/// late. Setting a timer of the runtime for each would take its lock twice; here one of a connection is set once,
/// and what waits is looked at when it goes off. All that waits has to be part of one task, which the timer wakes.
#[derive(Clone, Default)]
pub(super) struct Clock(Arc<Mutex<Option<Pin<Box<Sleep>>>>>);

impl Clock {
    /// Resolves after that time.
    pub(super) fn after(&self, time: Duration) -> Deadline {
        let now = tokio::time::Instant::now();
        // A time that no clock can show is none.
        self.at(now.checked_add(time).unwrap_or(now + FOREVER))
    }

    fn at(&self, instant: tokio::time::Instant) -> Deadline {
        Deadline {
            clock: self.clone(),
            at: instant,
        }
    }
}

/// As good as never.
const FOREVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// Resolves at its time.
pub(super) struct Deadline {
    clock: Clock,
    at: tokio::time::Instant,
}

impl Future for Deadline {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut timer = self.clock.0.lock().unwrap_or_else(PoisonError::into_inner);
        let timer = timer.get_or_insert_with(|| Box::pin(sleep_until(self.at)));
        if timer.deadline() > self.at {
            timer.as_mut().reset(self.at);
        }
        loop {
            ready!(timer.as_mut().poll(context));
            if timer.deadline() >= self.at {
                return Poll::Ready(());
            }
            // It was set for something that has ended in time.
            timer.as_mut().reset(self.at);
        }
    }
}

impl hyper::rt::Sleep for Deadline {}

impl Timer for Clock {
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

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a connection has it: long and short times in turn, most of which are not up.
    #[tokio::test(start_paused = true)]
    async fn each_time_is_up_when_it_is() {
        const SECOND: Duration = Duration::from_secs(1);
        let clock = Clock::default();
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
