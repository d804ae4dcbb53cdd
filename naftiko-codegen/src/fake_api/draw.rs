//! Numbers for made values, from a seed and the place of a value.

/// A number that depends on the seed and on the place alone, so that a change elsewhere does not change it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draw(u64);

impl Draw {
    /// Returns the number of a place without a parent.
    pub(super) fn new(seed: u64, name: &str) -> Self {
        Self(seed ^ 0xcbf2_9ce4_8422_2325).of(name)
    }

    /// Returns the number of a member.
    pub(super) fn of(self, name: &str) -> Self {
        // FNV-1a.
        let add = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        Self(name.bytes().chain([0]).fold(self.0, add))
    }

    /// Returns the number of an item.
    pub(super) fn at(self, index: usize) -> Self {
        self.of(&index.to_string())
    }

    /// Returns a number below a limit; 0 for a limit of 0.
    pub(super) fn below(self, limit: u64) -> u64 {
        self.mixed().checked_rem(limit).unwrap_or(0)
    }

    /// Returns one of several.
    pub(super) fn pick<T>(self, choices: &[T]) -> Option<&T> {
        let index = self.below(u64::try_from(choices.len()).unwrap_or(0));
        choices.get(usize::try_from(index).unwrap_or(0))
    }

    /// Returns the number with every bit depending on every other one (splitmix64).
    fn mixed(self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
