//! Limits that the work under way shares: bytes of memory, requests, connections.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};

use crate::lock::lock;

/// The memory of a server in bytes.
pub(crate) const DEFAULT_MEMORY: usize = 128 * 1024 * 1024;

/// How many holders are known before those that have nothing are forgotten.
const KNOWN: usize = 1024;

/// A limit, and how much of it is taken.
///
/// Up to half of it, all take what they need. Above half, a holder gets a sixteenth of the limit at most, so that one
/// caller cannot take what the others need.
pub(crate) struct Quota {
    limit: usize,
    taken: AtomicUsize,
    holders: Mutex<Holders>,
}

/// The shares of the holders, by address.
struct Holders {
    shares: HashMap<IpAddr, Weak<Share>>,
    /// At this number, those that have nothing are forgotten.
    full: usize,
}

/// What one holder has of a quota.
#[derive(Debug, Default)]
pub(crate) struct Share(AtomicUsize);

impl Quota {
    pub(crate) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self {
            limit,
            taken: AtomicUsize::new(0),
            holders: Mutex::new(Holders {
                shares: HashMap::new(),
                full: KNOWN,
            }),
        })
    }

    /// Returns the whole amount.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// Returns the share of an address.
    pub(crate) fn share(&self, holder: IpAddr) -> Arc<Share> {
        let Holders { shares, full } = &mut *lock(&self.holders);
        if let Some(share) = shares.get(&holder).and_then(Weak::upgrade) {
            return share;
        }
        if shares.len() >= *full {
            shares.retain(|_, share| share.strong_count() > 0);
            *full = KNOWN.max(2 * shares.len());
        }
        let share = Arc::default();
        shares.insert(holder, Arc::downgrade(&share));
        share
    }

    /// Takes an amount for a holder, until it is dropped; `None` beyond the limit. Without a holder, only the limit counts.
    pub(crate) fn take(self: &Arc<Self>, share: Option<&Arc<Share>>, amount: usize) -> Option<Taken> {
        let taken = Taken {
            quota: Arc::clone(self),
            share: share.cloned(),
            amount: AtomicUsize::new(0),
        };
        taken.grow(amount).then_some(taken)
    }

    /// Returns whether an amount is left for one holder or another. It may be gone when it is taken.
    fn has_left(&self, amount: usize) -> bool {
        amount <= self.limit.saturating_sub(self.taken.load(Ordering::Relaxed))
    }

    fn add(&self, amount: usize, held: usize) -> bool {
        let is_fair = held <= self.limit.div_ceil(16);
        let add = |taken: usize| {
            let taken = taken.checked_add(amount)?;
            let is_free = taken <= self.limit && (is_fair || taken <= self.limit.div_ceil(2));
            is_free.then_some(taken)
        };
        let added = self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
        added.is_ok()
    }
}

/// An amount of a quota, which returns when this is dropped.
pub(crate) struct Taken {
    quota: Arc<Quota>,
    share: Option<Arc<Share>>,
    amount: AtomicUsize,
}

impl Taken {
    /// Takes more; false beyond the limit.
    pub(crate) fn grow(&self, amount: usize) -> bool {
        let held = self.share.as_ref().map_or(0, |share| {
            share
                .0
                .fetch_add(amount, Ordering::Relaxed)
                .saturating_add(amount)
        });
        if self.quota.add(amount, held) {
            self.amount.fetch_add(amount, Ordering::Relaxed);
            return true;
        }
        if let Some(share) = &self.share {
            share.0.fetch_sub(amount, Ordering::Relaxed);
        }
        false
    }

    /// Returns a part of the amount.
    pub(crate) fn shrink(&self, amount: usize) {
        self.amount.fetch_sub(amount, Ordering::Relaxed);
        self.give_back(amount);
    }

    /// Takes more, or returns a part, so that this amount is taken; false beyond the limit.
    pub(crate) fn resize(&self, amount: usize) -> bool {
        let taken = self.amount.load(Ordering::Relaxed);
        match taken.checked_sub(amount) {
            Some(less) => {
                self.shrink(less);
                true
            }
            None => self.grow(amount - taken),
        }
    }

    /// Returns whether the quota has that much left.
    pub(crate) fn may_grow(&self, amount: usize) -> bool {
        self.quota.has_left(amount)
    }

    fn give_back(&self, amount: usize) {
        self.quota.taken.fetch_sub(amount, Ordering::Relaxed);
        if let Some(share) = &self.share {
            share.0.fetch_sub(amount, Ordering::Relaxed);
        }
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.give_back(self.amount.load(Ordering::Relaxed));
    }
}

impl fmt::Debug for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Taken").field(&self.amount).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amount_returns_when_it_is_dropped() {
        let quota = Quota::new(100);
        let taken = quota.take(None, 60);
        assert!(quota.take(None, 41).is_none());
        assert!(
            taken
                .as_ref()
                .is_some_and(|taken| taken.grow(40) && !taken.grow(1))
        );
        assert!(
            taken
                .as_ref()
                .is_some_and(|taken| taken.resize(10) && taken.may_grow(90))
        );
        drop(taken);
        assert!(quota.take(None, usize::MAX).is_none());
        assert!(quota.take(None, 100).is_some());
    }

    #[test]
    fn one_holder_gets_half_and_leaves_the_rest_to_others() {
        let quota = Quota::new(160);
        let [greedy, polite, other] = [(); 3].map(|()| Arc::new(Share::default()));
        let mut taken: Vec<_> = (0..200).filter_map(|_| quota.take(Some(&greedy), 1)).collect();
        assert_eq!(taken.len(), 80);
        // Each of the others gets its share.
        for share in [&polite, &other] {
            let of_share: Vec<_> = (0..200).filter_map(|_| quota.take(Some(share), 1)).collect();
            assert_eq!(of_share.len(), 10);
            taken.extend(of_share);
        }
        // A proxy stands for many callers.
        taken.extend((0..200).filter_map(|_| quota.take(None, 1)));
        assert_eq!(taken.len(), 160);
    }

    #[test]
    fn share_is_known_while_it_is_held() {
        let quota = Quota::new(100);
        let address = |number: u32| IpAddr::from(number.to_be_bytes());
        let taken = quota.take(Some(&quota.share(address(0))), 7);
        for number in 0..5000 {
            quota.share(address(number));
        }
        assert_eq!(quota.share(address(0)).0.load(Ordering::Relaxed), 7);
        assert!(lock(&quota.holders).shares.len() <= KNOWN);
        drop(taken);
        assert_eq!(quota.share(address(0)).0.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn smallest_limits_are_of_use() {
        for limit in 1..4 {
            let quota = Quota::new(limit);
            let share = Arc::default();
            let taken: Vec<_> = (0..9).filter_map(|_| quota.take(Some(&share), 1)).collect();
            assert_eq!(taken.len(), limit.div_ceil(2));
        }
    }
}
