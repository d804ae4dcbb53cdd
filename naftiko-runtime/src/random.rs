//! Unpredictable numbers for jitter and nonces, from the keys of the standard library's hasher.

use std::hash::BuildHasher as _;
use std::hash::RandomState;
use std::time::Duration;

/// Returns a random number. Each [`RandomState`] has new keys from the operating system's entropy.
pub(crate) fn number() -> u64 {
    RandomState::new().hash_one(0_u8)
}

/// Returns a random duration below `limit`.
pub(crate) fn up_to(limit: Duration) -> Duration {
    limit.mul_f64(fraction())
}

/// Returns a fraction from 0 to 1, exclusive.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit a double")]
fn fraction() -> f64 {
    const BITS: u32 = 53;
    (number() >> (u64::BITS - BITS)) as f64 / (1_u64 << BITS) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_durations_stay_below_their_limit() {
        assert_ne!(number(), number());
        let limit = Duration::from_millis(100);
        let drawn: Vec<Duration> = (0..500).map(|_| up_to(limit)).collect();
        assert!(drawn.iter().all(|delay| *delay < limit));
        assert!(drawn.iter().any(|delay| *delay < limit / 4));
        assert!(drawn.iter().any(|delay| *delay > limit / 4 * 3));
    }
}
