//! What keeps repetitions from adding to an outage.

use std::sync::atomic::{AtomicU32, Ordering};

const FULL: u32 = 100;
const RETRY: u32 = 5;
const TIMEOUT: u32 = 10;

/// Tokens that repetitions cost and successes give back. A client begins with enough for twenty repetitions;
/// while nothing succeeds, there are no more.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(FULL))
    }
}

impl Budget {
    /// Pays for a repetition; false when there is not enough.
    pub(crate) fn spend(&self, timed_out: bool) -> bool {
        let cost = if timed_out { TIMEOUT } else { RETRY };
        let take = |left: u32| left.checked_sub(cost);
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
            .is_ok()
    }

    /// A success gives one back.
    pub(crate) fn earn(&self) {
        let give = |left: u32| (left < FULL).then_some(left + 1);
        // It fails when full, which is most of the time.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_must_be_earned() {
        let budget = Budget::default();
        assert_eq!((0..100).filter(|_| budget.spend(false)).count(), 20);
        (0..9).for_each(|_| budget.earn());
        assert!(!budget.spend(true));
        budget.earn();
        assert!(budget.spend(true));
        (0..1000).for_each(|_| budget.earn());
        assert_eq!((0..100).filter(|_| budget.spend(true)).count(), 10);
    }
}
