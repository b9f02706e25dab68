//! The verdicts of a scenario.

use std::fmt::Display;

use anyhow::Result;

use crate::node::Node;

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

    /// Checks that no call panicked.
    pub(crate) async fn no_panics(&mut self, node: &Node) -> Result<()> {
        let panics = node.metric("gateway_panics_total").await?;
        self.check(panics == 0.0, "calls that panicked", panics);
        Ok(())
    }

    /// Returns whether all checks so far hold.
    pub(crate) fn all_hold(&self) -> bool {
        self.all_hold
    }
}
