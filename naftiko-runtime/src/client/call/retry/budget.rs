//! Retry budget: prevents retries from making an outage worse.

use std::sync::atomic::{AtomicU32, Ordering};

const CAPACITY: u32 = 100;
const RETRY_COST: u32 = 5;
const TIMEOUT_COST: u32 = 10;

/// The retry budget of a client. Retries spend it and successes earn it back. It starts with 20 retries; while
/// nothing succeeds, no more follow.
#[derive(Debug)]
pub(crate) struct RetryBudget(AtomicU32);

impl Default for RetryBudget {
    fn default() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }
}

impl RetryBudget {
    /// Spends the cost of a retry; returns false when the budget does not cover it.
    pub(crate) fn spend(&self, timed_out: bool) -> bool {
        let cost = if timed_out { TIMEOUT_COST } else { RETRY_COST };
        let take = |left: u32| left.checked_sub(cost);
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
            .is_ok()
    }

    /// Earns the share of one success.
    pub(crate) fn earn(&self) {
        let give = |left: u32| (left < CAPACITY).then_some(left + 1);
        // The update fails when the budget is full, which is the common case.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budget_limits_retries_until_calls_succeed() {
        let budget = RetryBudget::default();
        assert_eq!((0..100).filter(|_| budget.spend(false)).count(), 20);
        (0..9).for_each(|_| budget.earn());
        assert!(!budget.spend(true));
        budget.earn();
        assert!(budget.spend(true));
        (0..1000).for_each(|_| budget.earn());
        assert_eq!((0..100).filter(|_| budget.spend(true)).count(), 10);
    }
}
