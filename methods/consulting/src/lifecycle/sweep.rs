//! Finishes orders that their buyers did not confirm in time.

use signet_domain::Services;
use signet_domain::jobs::Progress;
use signet_fault::{Code, Fault};
use signet_store::{Connection, Tx};

use super::order::Locked;
use super::{Actor, Who};
use crate::tables::orders::{self, OrderState};
use crate::tables::posts::{self, Post};

/// The seconds within which a buyer can confirm or cancel: seven days.
const PATIENCE: i64 = 7 * 86_400;

/// The largest number of orders of one sweep.
pub(crate) const MOST: i64 = 500;

/// Finishes the orders that were delivered more than seven days before `now`, each in a transaction of its own, and returns their
/// number.
///
/// # Errors
/// Those of the store, of the last order that could not be finished, once all others were tried.
pub(crate) async fn sweep(services: &Services, now: i64) -> Result<i64, Fault> {
    let overdue = move |connection: &mut Connection| overdue(connection, now);
    let (mut ended, mut failed) = (0, None);
    for post in services.store.run(overdue).await? {
        let end = move |tx: &mut Tx<'_>| {
            let delivered = [OrderState::Delivered];
            let actor = Actor::new(Who::Sweep, "sweep");
            Locked::of(tx, &post)?.finish(tx, &delivered, actor)
        };
        match services.store.transaction(now, end).await {
            // The buyer, the consultant or an operator has changed its state meanwhile.
            Err(fault) if fault.code() == Code::OrderState => {}
            // One order that cannot be finished must not keep the others from it.
            Err(fault) => failed = Some(fault),
            Ok(()) => ended += 1,
        }
    }
    failed.map_or(Ok(ended), Err)
}

fn overdue(connection: &mut Connection, now: i64) -> Result<Vec<Post>, Fault> {
    let ids = orders::overdue(connection, now - PATIENCE, MOST)?;
    Ok(posts::of_ids(connection, &ids)?)
}

/// Runs the sweep as a job.
///
/// # Errors
/// Those of the store.
pub(crate) async fn run(services: &Services, now: i64) -> Result<Progress, Fault> {
    Ok(match sweep(services, now).await? {
        ended if ended >= MOST => Progress::More,
        _ => Progress::Done,
    })
}
