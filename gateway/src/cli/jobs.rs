use std::future::pending;

use anyhow::bail;
use clap::Args;
use serde_json::json;
use signet_domain::Services;
use signet_domain::clock::Clock;
use signet_domain::jobs::{self, Attempt, Job, Progress};
use signet_store::jobs as table;
use signet_store::{Error, Tx};

use super::open_store;
use super::output::say;
use super::services::with_services;
use crate::packs;
use crate::server::Checked;

/// Show the jobs, or run one now
#[derive(Args)]
pub(super) struct Jobs {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Run a job to its end now, unless a node is running it
    Run {
        /// The name of the job, as in the list
        name: String,
    },
}

impl Jobs {
    pub(super) fn run(&self, checked: &Checked) -> anyhow::Result<()> {
        let known = packs::jobs(&checked.packs);
        match &self.command {
            None => list(checked, &known),
            Some(Command::Run { name }) => {
                let Some(job) = known.iter().find(|job| job.name == name) else {
                    let names: Vec<&str> = known.iter().map(|job| job.name).collect();
                    bail!("there is no job {name}; there are {}", names.join(", "));
                };
                with_services(checked, async |services| {
                    run_to_its_end(services, job).await
                })
            }
        }
    }
}

fn list(checked: &Checked, known: &[&Job]) -> anyhow::Result<()> {
    let store = open_store(&checked.settings)?;
    let now = Clock::default().now();
    let rows = store.run_blocking::<_, Error>(table::all)?;
    for job in known {
        let row = rows.iter().find(|row| row.name == job.name);
        let is_running = row.is_some_and(|row| row.lease_until > now);
        say!(
            "{}",
            json!({
                "name": job.name,
                "every_seconds": job.every.as_secs(),
                "due_at": row.map(|row| row.due_at),
                "started_at": row.and_then(|row| row.started_at),
                "succeeded_at": row.and_then(|row| row.succeeded_at),
                "duration_ms": row.map(|row| row.duration_ms),
                "failures": row.map(|row| row.failures),
                "error": row.map(|row| row.error.as_str()).filter(|error| !error.is_empty()),
                "running_on": row.filter(|_| is_running).map(|row| row.holder.as_str()),
            })
        )?;
    }
    Ok(())
}

async fn run_to_its_end(services: &Services, job: &'static Job) -> anyhow::Result<()> {
    let now = services.clock.now();
    let register = move |tx: &mut Tx<'_>| table::register(tx, &[job.name]);
    services
        .store
        .transaction::<_, Error>(now, register)
        .await?;
    let holder = format!("command line, process {}", std::process::id());
    let mut runs = 0;
    loop {
        // The job need not be due.
        let attempt = jobs::run(services, &holder, job, i64::MAX, pending()).await?;
        runs += 1;
        match attempt {
            Attempt::Ran(Progress::More) => {}
            Attempt::Ran(Progress::Done) => break,
            Attempt::NotFree => bail!(
                "a node runs {} at this moment; `gateway jobs` shows it",
                job.name
            ),
            Attempt::Failed(fault) => return Err(fault.into()),
            Attempt::Stopped => bail!("the run was stopped"),
        }
    }
    say!("{} is done, in {runs} runs", job.name)
}
