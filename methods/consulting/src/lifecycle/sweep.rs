//! Finishes orders that their buyers did not confirm in time.

use signet_domain::Services;
use signet_domain::jobs::Progress;
use signet_fault::{Code, Fault};
use signet_store::{Connection, Tx};

use super::order::Locked;
use super::{Actor, Who};
use crate::tables::orders::{self, Delivered, OrderState};
use crate::tables::posts::{self, Post};

/// The seconds within which a buyer can confirm or cancel: seven days.
const PATIENCE: i64 = 7 * 86_400;

/// The largest number of orders of one sweep.
pub(crate) const MOST: i64 = 500;

/// The number of orders that are read at once.
const BATCH: i64 = 100;

/// Finishes the orders that were delivered more than seven days before `now`, each in its own transaction. Returns their number.
///
/// # Errors
/// The errors of the store. If orders cannot be finished, the error of the last one, after all others were tried.
pub(crate) async fn sweep(services: &Services, now: i64) -> Result<i64, Fault> {
    let (mut ended, mut failed) = (0, None);
    let mut after = Delivered::default();
    while ended < MOST {
        let limit = BATCH.min(MOST - ended);
        let read = move |connection: &mut Connection| overdue(connection, now, after, limit);
        let batch = services.store.run(read).await?;
        let Some((last, _)) = batch.last() else {
            break;
        };
        after = *last;
        for (_, post) in batch {
            let post_id = post.id;
            match finish(services, now, post).await {
                Ok(is_ended) => ended += i64::from(is_ended),
                // An order that cannot be finished must not stop the others.
                Err(fault) => {
                    let source = format!("the order of post {post_id}: {fault:?}");
                    failed = Some(fault.with_source(source));
                }
            }
        }
    }
    failed.map_or(Ok(ended), Err)
}

/// Returns the overdue orders after a position, with their posts.
fn overdue(
    connection: &mut Connection,
    now: i64,
    after: Delivered,
    limit: i64,
) -> Result<Vec<(Delivered, Post)>, Fault> {
    let orders = orders::overdue(connection, now - PATIENCE, after, limit)?;
    let ids: Vec<i64> = orders.iter().map(|order| order.post_id).collect();
    let posts = posts::of_ids(connection, &ids)?;
    let with_post = |order: Delivered| {
        let post = posts.iter().find(|post| post.id == order.post_id);
        post.map(|post| (order, post.clone()))
    };
    Ok(orders.into_iter().filter_map(with_post).collect())
}

/// Finishes the order of a post. Returns whether the order still waited for its buyer.
async fn finish(services: &Services, now: i64, post: Post) -> Result<bool, Fault> {
    let end = move |tx: &mut Tx<'_>| {
        let delivered = [OrderState::Delivered];
        let actor = Actor::new(Who::Sweep, "sweep");
        Locked::of(tx, &post)?.finish(tx, &delivered, actor)
    };
    match services.store.transaction(now, end).await {
        // The buyer, the consultant or an operator has changed its state meanwhile.
        Err(fault) if fault.code() == Code::OrderState => Ok(false),
        ended => ended.map(|()| true),
    }
}

/// Runs the sweep as a job.
///
/// # Errors
/// The errors of [`sweep`].
pub(crate) async fn run(services: &Services, now: i64) -> Result<Progress, Fault> {
    Ok(match sweep(services, now).await? {
        ended if ended >= MOST => Progress::More,
        _ => Progress::Done,
    })
}
