//! Random numbers for tests.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

/// A generator of random numbers, which are the same in each run. It is SplitMix64 with a seed.
pub struct Numbers(pub u64);

impl Numbers {
    /// Returns a number from 0 to `limit` - 1.
    ///
    /// # Panics
    /// If `limit` is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let number = usize::try_from((z ^ (z >> 31)) >> 1);
        number.expect("a processor of 64 bits") % limit
    }

    /// Returns a random element of a slice, or `None` if the slice is empty.
    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        match all.len() {
            0 => None,
            length => all.get(self.below(length)),
        }
    }
}
