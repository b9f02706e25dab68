//! Orders, for buyers.

pub(crate) mod add;
pub(crate) mod cancel;
pub(crate) mod check;
pub(crate) mod confirm;
pub(crate) mod delete;
pub(crate) mod offers;

use std::collections::HashMap;

use signet_call::Violations;
use signet_fault::{Code, Fault};
use signet_store::charges::Charge;
use signet_store::{Connection, Error, Tx, users};

use crate::lifecycle::order::Locked;
use crate::parameters::Status;
use crate::tables::orders::{self, OrderState, Party};
use crate::tables::posts::Post;

/// Removes an order that is over from the list of one of its sides.
///
/// # Errors
/// [`Code::OrderState`] if the order is not over.
pub(crate) fn hide(tx: &mut Tx<'_>, post: &Post, party: Party) -> Result<(), Fault> {
    let Locked { order, .. } = Locked::of(tx, post)?;
    match order.state {
        OrderState::Done | OrderState::Cancelled => Ok(orders::hide(tx, post.id, party)?),
        OrderState::Active | OrderState::Delivered | OrderState::Disputed => {
            Err(Code::OrderState.into())
        }
    }
}

/// Returns the state that a client filters by.
///
/// # Errors
/// [`Code::BadParams`] if the state does not exist.
pub(crate) fn state(status: Option<&Status>) -> Result<Option<OrderState>, Fault> {
    let Some(status) = status else {
        return Ok(None);
    };
    match OrderState::named(status.as_str()) {
        Some(state) => Ok(Some(state)),
        None => Err(Violations::one("status", "不是订单状态").into()),
    }
}

/// The charge of an order whose refunds are to be sent.
pub(crate) type Refundable = Option<Charge>;

/// Returns the user names of accounts.
///
/// # Errors
/// The errors of the store.
pub(crate) fn usernames(
    connection: &mut Connection,
    ids: &[i64],
) -> Result<HashMap<i64, String>, Error> {
    let users = users::of_ids(connection, ids)?.into_iter();
    Ok(users.map(|user| (user.id, user.username)).collect())
}
