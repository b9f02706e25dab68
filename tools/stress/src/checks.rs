//! The verdicts of a scenario.

use std::fmt::Display;

/// Collects the verdicts of a scenario, and prints each when it is known.
pub(crate) struct Checks {
    all_hold: bool,
}

impl Default for Checks {
    fn default() -> Checks {
        Checks { all_hold: true }
    }
}

impl Checks {
    /// Prints a figure and whether it is within its limits.
    pub(crate) fn check(&mut self, holds: bool, what: &str, figure: impl Display) {
        let verdict = if holds { "ok" } else { "FAILED" };
        println!("  {verdict:<6} {what}: {figure}");
        self.all_hold &= holds;
    }

    /// Returns whether everything checked so far holds.
    pub(crate) fn all_hold(&self) -> bool {
        self.all_hold
    }
}
