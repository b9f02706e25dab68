use clap::Subcommand;
use serde_json::json;
use signet_domain::payments::reconcile;

use super::output::say;
use super::services::with_services;
use crate::server::Checked;

/// Compare payments with the provider
#[derive(Subcommand)]
pub(super) enum Command {
    /// Query the provider about every charge that may still change, end charges whose time to pay is over, and send refunds that are due
    ///
    /// A job does the same in small steps. Prints the numbers of changes; fails if the provider did not answer.
    Reconcile,
}

impl Command {
    pub(super) fn run(&self, checked: &Checked) -> anyhow::Result<()> {
        let Command::Reconcile = self;
        let done = with_services(checked, async |services| {
            Ok(reconcile(services, services.clock.now()).await?)
        })?;
        say!(
            "{}",
            json!({
                "charges": done.charges, "paid": done.paid, "failed": done.failed, "refunds": done.refunds,
                "unanswered": done.unanswered,
            })
        )?;
        anyhow::ensure!(
            done.unanswered == 0,
            "the payment provider did not answer about {} charges; run it again later",
            done.unanswered
        );
        Ok(())
    }
}
