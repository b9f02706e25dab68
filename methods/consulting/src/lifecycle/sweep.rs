//! The end of orders whose buyers forgot to confirm them.

use signet_domain::Services;
use signet_domain::jobs::Progress;
use signet_fault::{Code, Fault};
use signet_store::{Connection, Tx};

use super::order::Locked;
use super::{Actor, Who};
use crate::tables::orders::{self, OrderState};
use crate::tables::posts::{self, Post};

/// The seconds for which a buyer may wait: seven days.
const PATIENCE: i64 = 7 * 86_400;

/// The most orders of one sweep.
pub(crate) const MOST: i64 = 500;

/// Ends the orders that were delivered more than seven days before `now`, each in a transaction of its own, and returns how many
/// it ended.
///
/// # Errors
/// Those of the store.
pub(crate) async fn sweep(services: &Services, now: i64) -> Result<i64, Fault> {
    let overdue = move |connection: &mut Connection| overdue(connection, now);
    let mut ended = 0;
    for post in services.store.run(overdue).await? {
        let end = move |tx: &mut Tx<'_>| {
            let delivered = [OrderState::Delivered];
            let actor = Actor::new(Who::Sweep, "sweep");
            Locked::of(tx, &post)?.finish(tx, &delivered, actor)
        };
        match services.store.transaction(now, end).await {
            // Its buyer, its consultant or an operator moved it meanwhile.
            Err(fault) if fault.code() == Code::OrderState => {}
            done => {
                done?;
                ended += 1;
            }
        }
    }
    Ok(ended)
}

fn overdue(connection: &mut Connection, now: i64) -> Result<Vec<Post>, Fault> {
    let ids = orders::overdue(connection, now - PATIENCE, MOST)?;
    Ok(posts::of_ids(connection, &ids)?)
}

/// Sweeps: the job.
///
/// # Errors
/// Those of the store.
pub(crate) async fn run(services: &Services, now: i64) -> Result<Progress, Fault> {
    Ok(match sweep(services, now).await? {
        ended if ended >= MOST => Progress::More,
        _ => Progress::Done,
    })
}
