//! Jobs: when each of them is due, and the lease of the node that runs it.

use diesel::prelude::*;

use crate::schema::jobs;
use crate::{Connection, Error, Tx};

/// A job, as all nodes see it. All times are in unix seconds.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
pub struct Job {
    /// Its name.
    pub name: String,
    /// The node that runs it, or ran it last.
    pub holder: String,
    /// The number of its last run.
    pub run: i64,
    /// The end of the lease of the run; 0 if there is no lease.
    pub lease_until: i64,
    /// The time of its next run.
    pub due_at: i64,
    /// The start of its last run.
    pub started_at: Option<i64>,
    /// The end of its last run that succeeded.
    pub succeeded_at: Option<i64>,
    /// The duration of its last run that ended, in milliseconds.
    pub duration_ms: i64,
    /// The number of runs that failed, ever.
    pub failures: i64,
    /// The error of its last run; empty if that succeeded.
    pub error: String,
}

/// The right to run a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The job.
    pub name: String,
    /// The node; at most 160 characters.
    pub holder: String,
    /// The number of the run.
    pub run: i64,
}

/// The end of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The time of the next run.
    pub due_at: i64,
    /// Its duration, in milliseconds.
    pub duration_ms: i64,
    /// The error, in at most 255 characters; `None` if the run succeeded.
    pub error: Option<String>,
}

/// Adds the jobs that are not in the table; they are due at once.
///
/// # Errors
/// [`Error::Query`].
pub fn register(tx: &mut Tx<'_>, names: &[&str]) -> Result<(), Error> {
    let now = tx.now();
    for name in names {
        let row = (jobs::name.eq(*name), jobs::due_at.eq(now));
        insert_or_ignore!(tx, jobs::table, row)?;
    }
    Ok(())
}

/// Returns all jobs, by name.
///
/// # Errors
/// [`Error::Query`].
pub fn all(connection: &mut Connection) -> Result<Vec<Job>, Error> {
    let query = jobs::table.order(jobs::name);
    Ok(query.select(Job::as_select()).load(&mut connection.link)?)
}

/// Takes the lease of a job that no node runs. `due_by` is the latest time at which it may be due.
///
/// # Errors
/// [`Error::Query`].
pub fn take(
    tx: &mut Tx<'_>,
    name: &str,
    holder: &str,
    due_by: i64,
    lease_until: i64,
) -> Result<Option<Lease>, Error> {
    let now = tx.now();
    let is_free = jobs::lease_until.le(now).and(jobs::due_at.le(due_by));
    let taken = diesel::update(jobs::table.find(name).filter(is_free))
        .set((
            jobs::holder.eq(holder),
            jobs::run.eq(jobs::run + 1),
            jobs::lease_until.eq(lease_until),
            jobs::started_at.eq(now),
        ))
        .execute(&mut tx.link)?;
    if taken == 0 {
        return Ok(None);
    }
    let run = jobs::table.find(name).select(jobs::run);
    Ok(Some(Lease {
        name: name.to_owned(),
        holder: holder.to_owned(),
        run: run.first(&mut tx.link)?,
    }))
}

/// Extends a lease. Returns whether it was still held.
///
/// # Errors
/// [`Error::Query`].
pub fn renew(connection: &mut Connection, lease: &Lease, lease_until: i64) -> Result<bool, Error> {
    let held = jobs::holder.eq(&lease.holder).and(jobs::run.eq(lease.run));
    Ok(diesel::update(jobs::table.find(&lease.name).filter(held))
        .set(jobs::lease_until.eq(lease_until))
        .execute(&mut connection.link)?
        > 0)
}

/// Ends a run and its lease. Returns whether the lease was still held; if not, nothing is written.
///
/// # Errors
/// [`Error::Query`].
pub fn end(tx: &mut Tx<'_>, lease: &Lease, ended: &Ended) -> Result<bool, Error> {
    let held = jobs::holder.eq(&lease.holder).and(jobs::run.eq(lease.run));
    let row = diesel::update(jobs::table.find(&lease.name).filter(held))
        .set((
            jobs::lease_until.eq(0),
            jobs::due_at.eq(ended.due_at),
            jobs::duration_ms.eq(ended.duration_ms),
            jobs::error.eq(ended.error.as_deref().unwrap_or_default()),
        ))
        .execute(&mut tx.link)?;
    if row == 0 {
        return Ok(false);
    }
    let job = diesel::update(jobs::table.find(&lease.name));
    match ended.error {
        None => job
            .set(jobs::succeeded_at.eq(tx.now()))
            .execute(&mut tx.link)?,
        Some(_) => job
            .set(jobs::failures.eq(jobs::failures + 1))
            .execute(&mut tx.link)?,
    };
    Ok(true)
}

/// Gives a lease back without a run: the job is due again at once.
///
/// # Errors
/// [`Error::Query`].
pub fn give_back(connection: &mut Connection, lease: &Lease) -> Result<(), Error> {
    let held = jobs::holder.eq(&lease.holder).and(jobs::run.eq(lease.run));
    diesel::update(jobs::table.find(&lease.name).filter(held))
        .set(jobs::lease_until.eq(0))
        .execute(&mut connection.link)?;
    Ok(())
}
