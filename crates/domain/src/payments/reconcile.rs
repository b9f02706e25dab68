//! The comparison of open charges and refunds with the provider, which makes up for lost notifications.

use std::time::Duration;

use signet_fault::Fault;
use signet_store::charges::{self, ChargeState};
use signet_store::{Tx, refunds};

use super::announce::query;
use super::charge::next_check;
use super::event::fail;
use super::send_refunds;
use crate::Services;
use crate::jobs::{Job, Progress};

/// The number of charges in one run, and of refunds.
const BATCH: i64 = 100;

/// The jobs of payments.
pub static JOBS: &[Job] = &[Job {
    name: "payments.reconcile",
    every: Duration::from_secs(60),
    run: |services, now| Box::pin(run(services, now)),
}];

/// The result of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Charges that were checked.
    pub charges: u64,
    /// Charges whose money had come.
    pub paid: u64,
    /// Charges whose time was over.
    pub failed: u64,
    /// Charges whose refunds were sent or queried.
    pub refunds: u64,
    /// Charges whose query got no answer.
    pub unanswered: u64,
}

async fn run(services: &Services, now: i64) -> Result<Progress, Fault> {
    let done = batch(services, now, now, &mut 0, &mut Reconciled::default()).await?;
    Ok(match done {
        true => Progress::Done,
        false => Progress::More,
    })
}

/// Compares every charge that may still change, whether or not it is due, and every refund that is due.
///
/// # Errors
/// The errors of the store. A query without an answer is counted; the comparison ends if the provider is away.
pub async fn reconcile(services: &Services, now: i64) -> Result<Reconciled, Fault> {
    let (mut after, mut sum) = (0, Reconciled::default());
    while !batch(services, now, i64::MAX, &mut after, &mut sum).await? {}
    Ok(sum)
}

/// Checks the next charges that are due by a time, after an id. Returns whether this was the last batch.
async fn batch(
    services: &Services,
    now: i64,
    due_by: i64,
    after: &mut i64,
    sum: &mut Reconciled,
) -> Result<bool, Fault> {
    let from = *after;
    let read = move |connection: &mut _| {
        let charges = charges::due(connection, due_by, from, BATCH)?;
        Ok::<_, Fault>((charges, refunds::due(connection, now, BATCH)?))
    };
    let (due, with_refunds) = services.store.run(read).await?;
    let is_last = [due.len(), with_refunds.len()]
        .iter()
        .all(|rows| i64::try_from(*rows).is_ok_and(|rows| rows < BATCH));
    for charge in with_refunds {
        let read = move |connection: &mut _| Ok::<_, Fault>(charges::by_id(connection, charge)?);
        if let Some(charge) = services.store.run(read).await? {
            send_refunds(services, now, &charge).await;
            sum.refunds += 1;
        }
    }
    for charge in due {
        *after = charge.id;
        sum.charges += 1;
        look_at(services, now, charge.id, sum).await?;
        if services.payments.provider.is_away() {
            return Ok(true);
        }
    }
    Ok(is_last)
}

/// Compares one charge.
async fn look_at(
    services: &Services,
    now: i64,
    id: i64,
    sum: &mut Reconciled,
) -> Result<(), Fault> {
    let claim = move |tx: &mut Tx<'_>| {
        let Some(mut charge) = charges::lock(tx, id)? else {
            return Err(Fault::internal("a charge is gone"));
        };
        if charge.check_at.is_some() {
            charge.checked_at = Some(tx.now());
            charge.check_at = next_check(&charge, tx.now());
            charges::save(tx, &charge)?;
        }
        Ok(charge)
    };
    let charge = services.store.transaction(now, claim).await?;
    let number = charge.number.clone();
    match query(services, now, charge).await {
        Ok(queried) if queried.charge.is_paid() => sum.paid += 1,
        Ok(queried) if queried.is_unpaid && queried.charge.expires_at <= now => {
            let over = move |tx: &mut Tx<'_>| end(tx, id);
            if services.store.transaction(now, over).await? {
                sum.failed += 1;
            }
        }
        Ok(_) => {}
        Err(fault) => {
            sum.unanswered += 1;
            tracing::warn!(?fault, order_no = number, "a charge could not be compared");
        }
    }
    Ok(())
}

/// Ends a charge whose time is over and for which the provider has no money. Returns whether it was pending.
fn end(tx: &mut Tx<'_>, id: i64) -> Result<bool, Fault> {
    let Some(mut charge) = charges::lock(tx, id)? else {
        return Err(Fault::internal("a charge is gone"));
    };
    match charge.state {
        ChargeState::Pending => {
            fail(tx, &mut charge)?;
            Ok(true)
        }
        ChargeState::Closed => {
            charge.check_at = None;
            charges::save(tx, &charge)?;
            Ok(false)
        }
        _ => Ok(false),
    }
}
