//! The steps of orders from one state to the next. Each step updates the order only if it is in the expected state, so that only one of two
//! simultaneous steps takes effect.

use diesel::prelude::*;
use signet_store::sql::{find_locked, load_locked};
use signet_store::{Error, Tx};

use super::state;
use crate::tables::schema::orders::orders;

/// A step of an order.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// The order was paid.
    Pay,
    /// The store hands the parcel to the carrier.
    Ship {
        /// The carrier.
        express_name: &'a str,
        /// The number of the parcel.
        express_no: &'a str,
    },
    /// The buyer has received the parcel.
    Receive,
    /// The order ends without delivery.
    Close {
        /// The state that the order is in.
        from: i64,
    },
}

#[derive(Default, AsChangeset)]
#[diesel(table_name = orders)]
struct Change<'a> {
    express_name: Option<&'a str>,
    express_no: Option<&'a str>,
    paid_at: Option<i64>,
    shipped_at: Option<i64>,
    done_at: Option<i64>,
    closed_at: Option<i64>,
}

impl Step<'_> {
    /// Returns the state before and the state after the step.
    const fn states(self) -> (i64, i64) {
        match self {
            Step::Pay => (state::UNPAID, state::TO_SHIP),
            Step::Ship { .. } => (state::TO_SHIP, state::SHIPPED),
            Step::Receive => (state::SHIPPED, state::DONE),
            Step::Close { from } => (from, state::CLOSED),
        }
    }
}

/// Takes a step of an order. Returns whether the order was in the state from which the step starts.
///
/// # Errors
/// [`Error::Query`].
pub fn advance(tx: &mut Tx<'_>, id: i64, step: Step<'_>) -> Result<bool, Error> {
    let (at, none) = (Some(tx.now()), Change::default());
    let change = match step {
        Step::Pay => Change {
            paid_at: at,
            ..none
        },
        Step::Ship {
            express_name,
            express_no,
        } => Change {
            express_name: Some(express_name),
            express_no: Some(express_no),
            shipped_at: at,
            ..none
        },
        Step::Receive => Change {
            done_at: at,
            ..none
        },
        Step::Close { .. } => Change {
            closed_at: at,
            ..none
        },
    };
    let (from, to) = step.states();
    let there = orders::table.find(id).filter(orders::state.eq(from));
    let changed = diesel::update(there)
        .set((
            change,
            orders::state.eq(to),
            orders::updated_at.eq(tx.now()),
        ))
        .execute(&mut tx.link)?;
    Ok(changed > 0)
}

/// Returns the state of an order, locked until the transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn lock_state(tx: &mut Tx<'_>, id: i64) -> Result<Option<i64>, Error> {
    find_locked(tx, orders::table.find(id).select(orders::state))
}

/// An order that is to be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = orders)]
pub struct Due {
    /// Its id.
    pub id: i64,
    /// The whole amount in fen.
    pub order_amount: i64,
    /// The part of it that the predeposit paid.
    pub pd_amount: i64,
    /// The time at which it was made, in unix seconds.
    pub created_at: i64,
}

impl Due {
    /// Returns the amount that is to be paid, in fen.
    pub fn fen(&self) -> i64 {
        self.order_amount - self.pd_amount
    }
}

/// Returns the orders under a pay number that are to be paid, locked until the transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn lock_due(tx: &mut Tx<'_>, payment_id: i64) -> Result<Vec<Due>, Error> {
    load_locked(
        tx,
        orders::table
            .filter(orders::payment_id.eq(payment_id))
            .filter(orders::state.eq(state::UNPAID))
            .order(orders::id)
            .select(Due::as_select()),
    )
}
