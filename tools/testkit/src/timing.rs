//! Whether two kinds of calls take the same time.
//!
//! Other work on the machine slows down some of the calls, so that two medians differ by chance. Therefore the two calls of a pair
//! are made one right after the other, each of them first in half of the pairs, and the median of the ratios of their times is compared.
//! Rounds of pairs are added until the median is near 1: a real difference stays, and one by chance goes away.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use std::time::Duration;

/// The rounds after which a difference is real.
pub const ROUNDS: usize = 10;

/// Returns the ratios of the times of two kinds of calls that are made in pairs. `time` makes the call of a pair with this number, of
/// the first kind if it is `true`.
pub fn ratios(pairs: usize, mut time: impl FnMut(usize, bool) -> Duration) -> Vec<f64> {
    let ratio = |number| {
        let is_first = number % 2 == 0;
        let (one, other) = (time(number, is_first), time(number, !is_first));
        let (first, second) = if is_first { (one, other) } else { (other, one) };
        first.as_secs_f64() / second.as_secs_f64()
    };
    (0..pairs).map(ratio).collect()
}

/// Checks that the calls of a round, or of all rounds so far, take the same time. `round` makes those of one, and returns their
/// [`ratios`].
///
/// # Panics
/// If the median of each round, and that of all so far, differs by a tenth.
pub fn take_the_same_time(what: &str, round: impl FnMut(usize) -> Vec<f64>) {
    let mut all = Vec::new();
    let medians: Vec<[f64; 2]> = (0..ROUNDS)
        .map(round)
        .map(|ratios| {
            all.extend_from_slice(&ratios);
            [median(ratios), median(all.clone())]
        })
        .take_while(|medians| !medians.iter().any(|median| (0.9..1.1).contains(median)))
        .collect();
    assert!(medians.len() < ROUNDS, "{what}: {medians:?}");
}

fn median(mut ratios: Vec<f64>) -> f64 {
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().expect("a pair")
}
