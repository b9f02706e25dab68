//! Orders whose time to pay is over. The next call of their user or the job closes them.

use signet_call::Ctx;
use signet_domain::jobs::Progress;
use signet_domain::{Services, payments};
use signet_fault::{Code, Fault};
use signet_store::{Connection, Tx, charges};

use super::closing::{By, close};
use super::numbered::Numbered;
use crate::TEAHOUSE;
use crate::tables::orders::{self, Unpaid};

/// The seconds within which an order can be paid.
pub(crate) const SECONDS_TO_PAY: i64 = payments::DAY;

/// The number of orders that are read at once, and the maximum number of orders that one run of the job closes.
const BATCH: i64 = 100;
const MOST: i64 = 500;

/// Closes the overdue orders of a user.
///
/// # Errors
/// The errors of the store.
pub(crate) async fn close_of_user(ctx: &Ctx<'_>, user_id: i64) -> Result<(), Fault> {
    for numbered in batch(ctx.services, ctx.now, Some(user_id), 0).await? {
        expire(ctx.services, ctx.now, numbered).await?;
    }
    Ok(())
}

/// Closes overdue orders of all users, each in its own transaction. This function is the job.
///
/// # Errors
/// The error of the last order that could not be closed, after the others were tried.
pub(crate) async fn run(services: &Services, now: i64) -> Result<Progress, Fault> {
    let (mut tried, mut after, mut failed) = (0, 0, None);
    while tried < MOST {
        let overdue = batch(services, now, None, after).await?;
        let Some(last) = overdue.last() else {
            return failed.map_or(Ok(Progress::Done), Err);
        };
        after = last.order.id;
        for numbered in overdue {
            tried += 1;
            let order_sn = numbered.order.order_sn.clone();
            // One order that cannot be closed must not prevent the others from being closed.
            if let Err(fault) = expire(services, now, numbered).await {
                let source = format!("order {order_sn}: {fault:?}");
                failed = Some(fault.with_source(source));
            }
        }
    }
    failed.map_or(Ok(Progress::More), Err)
}

/// Returns overdue orders after an id.
async fn batch(
    services: &Services,
    now: i64,
    user_id: Option<i64>,
    after: i64,
) -> Result<Vec<Numbered>, Fault> {
    let unpaid = Unpaid {
        until: now - SECONDS_TO_PAY,
        user_id,
        after,
        limit: BATCH,
    };
    let read = move |connection: &mut Connection| {
        let orders = orders::unpaid(connection, unpaid)?;
        Numbered::all(connection, orders)
    };
    services.store.run(read).await
}

/// Closes an overdue order, unless it was paid. The provider is queried first, because its notification may be lost.
async fn expire(services: &Services, now: i64, numbered: Numbered) -> Result<(), Fault> {
    let pay_sn = numbered.pay_sn.clone();
    let read = move |connection: &mut Connection| {
        Ok::<_, Fault>(charges::newest(connection, TEAHOUSE.name(), &pay_sn)?)
    };
    if let Some(charge) = services.store.run(read).await? {
        payments::refresh(services, now, charge).await?;
    }
    let close = move |tx: &mut Tx<'_>| close(tx, &numbered, By::Expiry).map(drop);
    match services.store.transaction(now, close).await {
        // It was paid or closed meanwhile.
        Err(fault) if fault.code() == Code::OrderState => Ok(()),
        closed => closed,
    }
}
