//! A check that two kinds of calls take the same time.
//!
//! Other work on the machine slows down some of the calls, so that two medians may differ by chance. Therefore calls are made in pairs, one
//! directly after the other. In half of the pairs the first kind comes first. The median of the ratios of the two times is checked. Rounds of
//! pairs are added until the median is near 1. A real difference remains, and a random difference disappears.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use std::time::Duration;

/// The number of rounds after which a difference counts as real.
pub const ROUNDS: usize = 10;

/// Makes calls of two kinds in pairs. Returns the ratio of the two times of each pair. `time` makes a call of the pair with this number, of
/// the first kind if its second argument is `true`.
pub fn ratios(pairs: usize, mut time: impl FnMut(usize, bool) -> Duration) -> Vec<f64> {
    let ratio = |number| {
        let is_first = number % 2 == 0;
        let (one, other) = (time(number, is_first), time(number, !is_first));
        let (first, second) = if is_first { (one, other) } else { (other, one) };
        first.as_secs_f64() / second.as_secs_f64()
    };
    (0..pairs).map(ratio).collect()
}

/// Checks that the two kinds of calls take the same time, in a round or in all rounds so far. `round` makes the calls of a round, and
/// returns their [`ratios`].
///
/// # Panics
/// If, after each of [`ROUNDS`] rounds, the median of the round and the median of all rounds so far differ from 1 by a tenth or more.
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
