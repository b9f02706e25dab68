//! Jobs: work that repeats, on one node at a time.
//!
//! The row of a job in the database contains the time at which it is due, and the node that has its lease. The lease is renewed
//! while the job runs; a node that dies loses it after 45 seconds. A run does a bounded piece of work, in transactions that are
//! right even if another run does the same work at the same time. So a run may be dropped at any time: at its deadline, if its
//! lease is lost, or if the node stops.

use std::error::Error as _;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use signet_fault::Fault;
use signet_store::jobs::{self, Ended, Lease};
use signet_store::{Connection, Tx};
use tokio::time::{sleep, timeout};

use crate::Services;

/// The length of a lease in seconds: a node that dies loses its lease within a minute, even if its clock is wrong by a few
/// seconds.
const LEASE: i64 = 45;

/// The interval at which a lease is renewed: several renewals may fail before it ends.
const RENEWAL: Duration = Duration::from_secs(10);

/// The time limit of a run.
const LONGEST: Duration = Duration::from_secs(300);

/// Seconds until the next run if there is more to do.
const MORE: i64 = 1;

/// The longest pause after a run that failed, in seconds.
const RETRY: i64 = 60;

/// The longest text of an error that is kept.
const MAX_ERROR: usize = 255;

/// Work that repeats.
pub struct Job {
    /// Its name, such as `consulting.order.sweep`.
    pub name: &'static str,
    /// The pause between the end of a run and the next one.
    pub every: Duration,
    /// Does a bounded piece of the work, at a time in unix seconds.
    pub run: Run,
}

/// The function of a job.
pub type Run = for<'a> fn(&'a Services, now: i64) -> LocalBoxFuture<'a, Result<Progress, Fault>>;

/// The progress of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The work is done.
    Done,
    /// There is more work: the next run follows at once.
    More,
}

/// The outcome of an attempt to run a job.
#[derive(Debug)]
pub enum Attempt {
    /// It is not due, or another node runs it.
    NotFree,
    /// It ran.
    Ran(Progress),
    /// It ran and failed, and is tried again later.
    Failed(Fault),
    /// This node stopped, and has given the lease back.
    Stopped,
}

/// Runs a job once if it is due by a time and no node runs it. `holder` names this node; `stop` ends the run.
///
/// # Errors
/// The errors of the store when the lease is taken, given back or ended.
pub async fn run(
    services: &Services,
    holder: &str,
    job: &Job,
    due_by: i64,
    stop: impl Future<Output = ()>,
) -> Result<Attempt, Fault> {
    let Some(lease) = take(services, holder, job.name, due_by).await? else {
        return Ok(Attempt::NotFree);
    };
    let started = Instant::now();
    let now = services.clock.now();
    let work = AssertUnwindSafe((job.run)(services, now)).catch_unwind();
    let outcome = tokio::select! {
        biased;
        outcome = timeout(LONGEST, work) => match outcome {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(Fault::panicked(format!("the job {} panicked", job.name))),
            Err(_) => Err(Fault::internal("the run took too long")),
        },
        () = until_lost(services, &lease) => Err(Fault::internal("the lease was lost")),
        () = stop => {
            let give_back = move |connection: &mut Connection| jobs::give_back(connection, &lease);
            services.store.run_background(give_back).await?;
            return Ok(Attempt::Stopped);
        }
    };
    end(services, lease, job, started, &outcome).await?;
    Ok(match outcome {
        Ok(progress) => Attempt::Ran(progress),
        Err(fault) => Attempt::Failed(fault),
    })
}

async fn take(
    services: &Services,
    holder: &str,
    name: &'static str,
    due_by: i64,
) -> Result<Option<Lease>, Fault> {
    let (now, holder) = (services.clock.now(), holder.to_owned());
    let take = move |tx: &mut Tx<'_>| {
        let until = tx.now().saturating_add(LEASE);
        Ok::<_, Fault>(jobs::take(tx, name, &holder, due_by, until)?)
    };
    services.store.transaction(now, take).await
}

/// Renews a lease until it is lost: to another node, or because it cannot be renewed.
async fn until_lost(services: &Services, lease: &Lease) {
    let mut renewed = Instant::now();
    let length = Duration::from_secs(LEASE.unsigned_abs());
    while renewed.elapsed() < length.saturating_sub(RENEWAL) {
        sleep(RENEWAL).await;
        let until = services.clock.now().saturating_add(LEASE);
        let (at, lease) = (Instant::now(), lease.clone());
        let renew = move |connection: &mut Connection| jobs::renew(connection, &lease, until);
        match services.store.run_background(renew).await {
            Ok(true) => renewed = at,
            Ok(false) => return,
            Err(error) => tracing::warn!(%error, "the lease of a job was not renewed"),
        }
    }
}

/// Writes the end of a run, unless its lease is lost.
async fn end(
    services: &Services,
    lease: Lease,
    job: &Job,
    started: Instant,
    outcome: &Result<Progress, Fault>,
) -> Result<(), Fault> {
    let now = services.clock.now();
    let every = i64::try_from(job.every.as_secs()).unwrap_or(i64::MAX);
    let pause = match outcome {
        Ok(Progress::Done) => every,
        Ok(Progress::More) => MORE,
        Err(_) => every.min(RETRY),
    };
    let error = outcome.as_ref().err().map(|fault| {
        let name = job.name;
        tracing::error!(job = name, ?fault, "a job failed; it is tried again");
        let source = fault.source().map(ToString::to_string);
        let text = source.unwrap_or_else(|| fault.code().sub_code().to_owned());
        text.chars().take(MAX_ERROR).collect()
    });
    let ended = Ended {
        due_at: now.saturating_add(pause),
        duration_ms: i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX),
        error,
    };
    let end = move |tx: &mut Tx<'_>| Ok::<_, Fault>(jobs::end(tx, &lease, &ended)?);
    services.store.transaction(now, end).await?;
    Ok(())
}
