//! Whether two kinds of calls take the same time.
//!
//! Other work on the machine slows down some of the calls, so that two medians differ by chance. Therefore the two calls of a pair
//! are made one right after the other, each of them first in half of the pairs, and the median of the ratios of their times is compared.
//! A real difference shows in each round; one by chance does not.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use std::time::Duration;

/// The rounds in which a difference must show.
pub const ROUNDS: usize = 8;

/// Returns the median of the ratios of the times of two kinds of calls that are made in pairs. `time` makes the call of a pair with this
/// number, of the first kind if it is `true`.
///
/// # Panics
/// If there are no pairs.
pub fn ratio(pairs: usize, mut time: impl FnMut(usize, bool) -> Duration) -> f64 {
    let mut ratios: Vec<f64> = (0..pairs)
        .map(|number| {
            let is_first = number % 2 == 0;
            let (one, other) = (time(number, is_first), time(number, !is_first));
            let (first, second) = if is_first { (one, other) } else { (other, one) };
            first.as_secs_f64() / second.as_secs_f64()
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    ratios.get(pairs / 2).copied().expect("a pair")
}

/// Checks that the calls of a round take the same time, by their [`ratio`].
///
/// # Panics
/// If they differ by a tenth in each round.
pub fn take_the_same_time(what: &str, ratio: impl FnMut(usize) -> f64) {
    let ratios: Vec<f64> = (0..ROUNDS)
        .map(ratio)
        .take_while(|ratio| !(0.9..1.1).contains(ratio))
        .collect();
    assert!(ratios.len() < ROUNDS, "{what}: {ratios:?}");
}
