//! The runs of jobs on this node. The node looks for due jobs, and runs a job if it gets its lease.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Weak};
use std::time::Duration;

use signet_domain::jobs::{self, Attempt, Job, Progress};
use signet_fault::Fault;
use signet_store::jobs as table;
use signet_store::{Connection, Error, Tx};
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_local};
use tokio::time::{sleep, timeout};

use crate::gateway::Gateway;

/// The interval at which this node looks for due jobs.
const POLL: Duration = Duration::from_secs(1);

/// The times that a stopping node waits for a job to end, and then until the lease is given back.
const FINISH: Duration = Duration::from_secs(3);
const GIVE_BACK: Duration = Duration::from_secs(1);

/// The progress of the stop of this node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Run,
    /// No more runs are started.
    Finish,
    /// Current runs are ended.
    Stop,
}

/// The runs of jobs on this node.
pub(crate) struct Runs {
    phase: watch::Sender<Phase>,
    ended: watch::Receiver<bool>,
}

impl Runs {
    /// Starts to run jobs; `holder` names this node in their leases.
    pub(crate) fn start(gateway: &Arc<Gateway>, jobs: Vec<&'static Job>, holder: String) -> Runs {
        let (phase, phases) = watch::channel(Phase::Run);
        let (end, ended) = watch::channel(false);
        let node = Node {
            gateway: Arc::downgrade(gateway),
            jobs,
            holder: holder.into(),
            phases,
            running: HashMap::new(),
        };
        spawn_local(async move {
            node.run().await;
            // The receiver may be gone.
            let _ = end.send(true);
        });
        Runs { phase, ended }
    }

    /// Makes the node start no more runs.
    pub(crate) fn finish(&self) {
        self.phase.send_replace(Phase::Finish);
    }

    /// If `wait` is set, waits at most [`FINISH`] for the runs to end. Then ends the remaining runs, so that their leases are given
    /// back.
    pub(crate) async fn stop(&self, wait: bool) {
        self.finish();
        let mut ended = self.ended.clone();
        let ended = &mut pin!(async move {
            // An error means that the task of the runs is gone, so that there is nothing to wait for.
            let _ = ended.wait_for(|ended| *ended).await;
        });
        if wait && timeout(FINISH, &mut *ended).await.is_ok() {
            return;
        }
        self.phase.send_replace(Phase::Stop);
        if timeout(GIVE_BACK, ended).await.is_err() {
            tracing::warn!("a job ends with this process; another node takes it within a minute");
        }
    }
}

struct Node {
    gateway: Weak<Gateway>,
    jobs: Vec<&'static Job>,
    holder: Arc<str>,
    phases: watch::Receiver<Phase>,
    running: HashMap<&'static str, JoinHandle<()>>,
}

impl Node {
    async fn run(mut self) {
        let (mut is_registered, mut is_failing) = (false, false);
        loop {
            let mut phases = self.phases.clone();
            tokio::select! {
                // An error means that the gateway is gone.
                _ = phases.wait_for(|phase| *phase != Phase::Run) => break,
                () = sleep(POLL) => {}
            }
            let Some(gateway) = self.gateway.upgrade() else {
                return;
            };
            let looked = self.look(&gateway, &mut is_registered).await;
            if let (Err(fault), false) = (&looked, is_failing) {
                tracing::warn!(?fault, "this node cannot look for due jobs");
            }
            is_failing = looked.is_err();
        }
        for (_, run) in self.running {
            // A run that panicked has ended.
            let _ = run.await;
        }
    }

    /// Starts the runs of the jobs that are due.
    async fn look(
        &mut self,
        gateway: &Arc<Gateway>,
        is_registered: &mut bool,
    ) -> Result<(), Fault> {
        let services = &gateway.services;
        let now = services.clock.now();
        if !*is_registered {
            let names: Vec<&str> = self.jobs.iter().map(|job| job.name).collect();
            let register = move |tx: &mut Tx<'_>| table::register(tx, &names);
            services
                .store
                .transaction::<_, Error>(now, register)
                .await?;
            *is_registered = true;
        }
        let read = |connection: &mut Connection| table::all(connection);
        let rows = services.store.run_background::<_, Error>(read).await?;
        self.running.retain(|_, run| !run.is_finished());
        for &job in &self.jobs {
            let is_due = |row: &table::Job| row.due_at <= now && row.lease_until <= now;
            let row = rows.iter().find(|row| row.name == job.name);
            if row.is_some_and(is_due) && !self.running.contains_key(job.name) {
                let run = run(
                    Arc::clone(gateway),
                    job,
                    Arc::clone(&self.holder),
                    self.phases.clone(),
                );
                self.running.insert(job.name, spawn_local(run));
            }
        }
        gateway.metrics.jobs.show(rows);
        Ok(())
    }
}

async fn run(
    gateway: Arc<Gateway>,
    job: &'static Job,
    holder: Arc<str>,
    mut phases: watch::Receiver<Phase>,
) {
    let services = &gateway.services;
    let stop = async move {
        // An error means that the gateway is gone.
        let _ = phases.wait_for(|phase| *phase == Phase::Stop).await;
    };
    let due_by = services.clock.now();
    match jobs::run(services, &holder, job, due_by, stop).await {
        Ok(Attempt::Ran(Progress::Done | Progress::More) | Attempt::NotFree | Attempt::Stopped) => {
        }
        // The failure is logged where it happens.
        Ok(Attempt::Failed(_)) => {}
        Err(fault) => tracing::warn!(job = job.name, ?fault, "a job was not run"),
    }
}
