//! The life of an order: 1 → 2 confirmed → 3 delivered → 4 completed → 6 appraised, and 5 cancelled.

use signet_domain::jobs::Progress;
use signet_domain::{Services, payments};
use signet_fault::{Code, Fault};
use signet_store::charges::{self, Charge, ChargeState};
use signet_store::{Connection, Tx, users};

use crate::HOMECARE;
use crate::tables::orders::{self, CanceledBy, Order, Owner, Step, status};
use crate::tables::{MAX_ORDERS, coupons, guests};

/// The largest number of orders that one run of the job, or one call of an operator, cancels.
pub(crate) const MAX_EXPIRED: usize = 100;

/// Returns an order of an account.
///
/// # Errors
/// [`Code::OrderNotFound`], also for an order of another account.
pub(crate) fn find_own(
    connection: &mut Connection,
    user_id: i64,
    order_no: &str,
) -> Result<Order, Fault> {
    let order = orders::of_owner(connection, &Owner::Account(user_id), order_no)?;
    order.ok_or_else(|| Code::OrderNotFound.into())
}

/// Returns an order of any owner, for operators.
///
/// # Errors
/// [`Code::OrderNotFound`].
pub(crate) fn find(connection: &mut Connection, order_no: &str) -> Result<Order, Fault> {
    let order = orders::by_order_no(connection, order_no)?;
    order.ok_or_else(|| Code::OrderNotFound.into())
}

/// Takes a step of an order, for operators.
///
/// # Errors
/// [`Code::OrderState`] if the order is not in a state from which the step starts.
pub(crate) fn advance(tx: &mut Tx<'_>, order: &Order, step: Step<'_>) -> Result<(), Fault> {
    match orders::advance(tx, order.id, step)? {
        true => Ok(()),
        false => Err(Code::OrderState.into()),
    }
}

/// Locks the owner of an order until the transaction ends.
///
/// # Errors
/// The errors of the store.
pub(crate) fn lock_owner(tx: &mut Tx<'_>, order: &Order) -> Result<(), Fault> {
    match order.owner() {
        Owner::Account(id) => users::lock(tx, id).map(drop)?,
        Owner::Guest(phone) => guests::lock(tx, &phone)?,
    }
    Ok(())
}

/// Cancels an order whose owner is locked. Frees its coupon, and closes or refunds its charge. Returns the changed charge, if
/// there is one. [`payments::send_refunds`] sends the refunds after the transaction.
///
/// # Errors
/// [`Code::OrderState`] if the state of the order forbids it.
pub(crate) fn cancel(
    tx: &mut Tx<'_>,
    order: &Order,
    by: CanceledBy,
    note: Option<&str>,
) -> Result<Option<Charge>, Fault> {
    if let Some(coupon_id) = order.coupon_id {
        coupons::release(tx, coupon_id, order.id)?;
    }
    advance(tx, order, Step::Cancel { by, note })?;
    match order.has_charge() {
        true => payments::cancel(tx, &HOMECARE, &order.order_no, by.name()),
        false => Ok(None),
    }
}

/// Returns whether the state of an order allows a refund only by a cancellation of the order.
///
/// # Errors
/// The errors of the store.
pub(crate) fn is_alive(tx: &mut Tx<'_>, order_no: &str) -> Result<bool, Fault> {
    let order = orders::by_order_no(tx, order_no)?;
    let alive = [status::NEW, status::CONFIRMED, status::DELIVERED];
    Ok(order.is_some_and(|order| alive.contains(&order.status)))
}

/// Returns the oldest orders that wait for a payment but cannot be paid any more, because their charge is closed or failed.
/// Returns at most [`MAX_EXPIRED`] orders.
///
/// # Errors
/// The errors of the store.
pub(crate) fn expired(connection: &mut Connection) -> Result<Vec<Order>, Fault> {
    let mut expired = Vec::new();
    let mut after = 0;
    let limit = i64::try_from(MAX_ORDERS).map_err(Fault::internal)?;
    while expired.len() < MAX_EXPIRED {
        let page = orders::unsettled(connection, after, limit)?;
        let Some(last) = page.last() else {
            break;
        };
        after = last.id;
        let order_nos: Vec<&str> = page.iter().map(|order| order.order_no.as_str()).collect();
        let charges = charges::newest_of(connection, HOMECARE.name(), &order_nos)?;
        let is_over = |order: &Order| {
            let charge = charges.get(&order.order_no);
            charge.is_some_and(|charge| {
                matches!(charge.state, ChargeState::Failed | ChargeState::Closed)
            })
        };
        expired.extend(page.into_iter().filter(is_over));
    }
    expired.truncate(MAX_EXPIRED);
    Ok(expired)
}

/// Cancels an order that [`expired`] returned, unless it was paid in the meantime. Returns whether it was cancelled.
///
/// # Errors
/// [`Code::OrderState`] if it was confirmed or cancelled in the meantime.
pub(crate) fn expire(tx: &mut Tx<'_>, order: &Order) -> Result<bool, Fault> {
    lock_owner(tx, order)?;
    let charge = charges::newest(tx, HOMECARE.name(), &order.order_no)?;
    if charge.is_none_or(|charge| charge.is_paid()) {
        return Ok(false);
    }
    cancel(tx, order, CanceledBy::Expiry, None)?;
    Ok(true)
}

/// The job: cancels expired orders, each in its own transaction.
///
/// # Errors
/// The errors of the store.
pub(crate) async fn expire_some(services: &Services, now: i64) -> Result<Progress, Fault> {
    let expired = services.store.run(expired).await?;
    let progress = match expired.len() < MAX_EXPIRED {
        true => Progress::Done,
        false => Progress::More,
    };
    for order in expired {
        let expire = move |tx: &mut Tx<'_>| expire(tx, &order);
        match services.store.transaction(now, expire).await {
            Err(fault) if fault.code() == Code::OrderState => {}
            expired => drop(expired?),
        }
    }
    Ok(progress)
}
