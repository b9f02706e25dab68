//! Short rounds in turn, and the medians of their results.

use std::time::Duration;

use anyhow::Result;

use super::load::{Calls, Round};

/// The measurement of one kind of call on one server.
pub(super) struct Cell {
    /// The kind of call, such as `A`.
    pub(super) call: &'static str,
    /// The name of the server, such as `echo`.
    pub(super) server: &'static str,
    url: String,
    pid: u32,
    calls: Calls,
    rounds: Vec<Round>,
}

impl Cell {
    pub(super) fn new(
        (call, server): (&'static str, &'static str),
        (url, pid): (String, u32),
        calls: Calls,
    ) -> Cell {
        Cell {
            call,
            server,
            url,
            pid,
            calls,
            rounds: Vec::new(),
        }
    }

    /// Runs one round, without storing its results. Returns the results.
    pub(super) fn send(&self, length: Duration) -> Result<Round> {
        self.calls.send(&self.url, self.pid, length)
    }

    /// Returns the median of a figure over the rounds.
    pub(super) fn median(&self, figure: fn(&Round) -> f64) -> f64 {
        median(self.rounds.iter().map(figure))
    }

    /// Returns the median, over the rounds, of the ratio of a figure to the same figure of another cell in the same round.
    pub(super) fn ratio(&self, other: &Cell, figure: fn(&Round) -> f64) -> f64 {
        let pairs = self.rounds.iter().zip(&other.rounds);
        median(pairs.map(|(own, others)| figure(own) / figure(others)))
    }
}

/// Runs `rounds` rounds of each cell in turn, each of this length. One round before them does not count.
pub(super) fn run(cells: &mut [Cell], rounds: usize, length: Duration) -> Result<()> {
    for number in 0..=rounds {
        for cell in &mut *cells {
            let round = cell.send(length)?;
            if number > 0 {
                cell.rounds.push(round);
            }
        }
    }
    Ok(())
}

pub(super) fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    match figures.get(middle) {
        None => f64::NAN,
        Some(upper) if figures.len() % 2 == 1 => *upper,
        Some(upper) => (upper + figures.get(middle - 1).unwrap_or(upper)) / 2.0,
    }
}
