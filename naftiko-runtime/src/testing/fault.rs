//! Faults of fake APIs.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A fault of the next call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// An error response with this status.
    Status(u16),
    /// The response comes after this time.
    Delay(Duration),
    /// The connection is closed in the middle of the body.
    BrokenBody,
    /// Every token expires before the call.
    ExpiredToken,
    /// The API accepts the call, and has the response after a request for its status: for calls of long-running operations.
    Accepted,
}

/// A share of requests that fail, as `503:0.1` writes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Failure {
    pub(super) status: u16,
    /// From 0 to 1.
    pub(super) share: f64,
}

/// The text is not a share of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidFailure(());

impl FromStr for Failure {
    type Err = InvalidFailure;

    fn from_str(text: &str) -> Result<Self, InvalidFailure> {
        let (status, share) = text.split_once(':').unwrap_or((text, "1"));
        let status = status.parse().ok().filter(|status| (400..600).contains(status));
        let share = share.parse().ok().filter(|share| (0.0..=1.0).contains(share));
        match (status, share) {
            (Some(status), Some(share)) => Ok(Self { status, share }),
            _ => Err(InvalidFailure(())),
        }
    }
}

impl fmt::Display for InvalidFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("write an error status and a share from 0 to 1: `503:0.1`")
    }
}

impl std::error::Error for InvalidFailure {}

/// Returns whether the request with a number fails, for a seed. The same numbers always do.
pub(super) fn fails(failure: Failure, seed: u64, number: u64) -> bool {
    // splitmix64.
    let state = seed.wrapping_add(number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let drawn = u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(u32::MAX);
    f64::from(drawn) < failure.share * (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn share_of_requests_fails_alike_for_a_seed() {
        let tenth: Failure = "503:0.1".parse().unwrap_or(Failure {
            status: 0,
            share: 0.0,
        });
        let failing = |seed| (0..1000).filter(|number| fails(tenth, seed, *number)).count();
        assert_eq!(failing(7), failing(7));
        assert!((60..140).contains(&failing(7)), "{}", failing(7));
        let all = Failure {
            status: 500,
            share: 1.0,
        };
        assert!((0..100).all(|number| fails(all, 0, number)));
        assert_eq!("500".parse(), Ok(all));
        for text in ["", "200:0.1", "503:2", "503:x", "503:-1", "503:NaN"] {
            assert!(text.parse::<Failure>().is_err(), "{text}");
        }
    }
}
