//! Orders of goods, and appointments.

mod page;
mod whole;

use std::fmt;

use diesel::prelude::*;
use signet_store::sql::{MultiBackend, find_locked, last_id};
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::orders;

pub use page::{Filter, counts, newest_of_user, page, unsettled};
pub use whole::Whole;

/// The types of orders.
pub mod order_type {
    /// An appointment with a worker. The amount to pay is known only afterwards.
    pub const APPOINTMENT: i64 = 0;
    /// Goods, and the services that go with them.
    pub const GOODS: i64 = 1;
}

/// The states of an order.
pub mod status {
    /// It waits for the confirmation of an operator.
    pub const NEW: i64 = 1;
    /// Confirmed.
    pub const CONFIRMED: i64 = 2;
    /// On its way.
    pub const DELIVERED: i64 = 3;
    /// Completed.
    pub const DONE: i64 = 4;
    /// Cancelled; a final state.
    pub const CANCELED: i64 = 5;
    /// Appraised; a final state.
    pub const APPRAISED: i64 = 6;
}

/// An order. All amounts are in fen, all times in unix seconds.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = orders)]
pub struct Order {
    /// Its number inside the gateway.
    pub id: i64,
    /// Its number for clients.
    pub order_no: String,
    /// See [`order_type`].
    pub order_type: i64,
    /// The account that owns it; 0 if a guest owns it.
    pub user_id: i64,
    /// The phone of its owner.
    pub phone: String,
    /// The phone that the worker calls.
    pub order_phone: String,
    /// The name of the recipient, or empty.
    pub name: String,
    /// The city.
    pub city_id: i64,
    /// The code of the city when the order was made.
    pub city_number: String,
    /// The address.
    pub address: String,
    /// The way of delivery, as the client sent it.
    pub send_type: i64,
    /// Whether it is to be paid on-line.
    pub online_pay: bool,
    /// The channel of the payment; empty if it is off-line.
    pub channel: String,
    /// See [`status`].
    pub status: i64,
    /// The sum of its lines; for an appointment, the amount that was taken.
    pub total: i64,
    /// The part of the sum that a coupon pays.
    pub discount: i64,
    /// The amount left to pay; for an appointment, the amount that was taken.
    pub amount: i64,
    /// The coupon that it was made with, also after a cancellation.
    pub coupon_id: Option<i64>,
    /// The time at which it was settled without the payment provider: nothing was to be paid, or cash was taken.
    pub settled_at: Option<i64>,
    /// A note of operators, or empty.
    pub note: String,
    /// [`CanceledBy::name`]; empty unless it is cancelled.
    pub canceled_by: String,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time at which it was confirmed.
    pub confirmed_at: Option<i64>,
    /// The time at which it was delivered.
    pub delivered_at: Option<i64>,
    /// The time at which it was completed.
    pub done_at: Option<i64>,
    /// The time at which it was cancelled.
    pub canceled_at: Option<i64>,
    /// The time at which it was appraised.
    pub appraised_at: Option<i64>,
}

/// Shows only the number and the state, because other fields are personal data.
impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order")
            .field("order_no", &self.order_no)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Order {
    /// Returns its owner.
    pub fn owner(&self) -> Owner {
        match self.user_id {
            0 => Owner::Guest(self.phone.clone()),
            id => Owner::Account(id),
        }
    }

    /// Returns whether it has, or had, a charge at the payment provider.
    pub fn has_charge(&self) -> bool {
        self.online_pay && self.amount > 0
    }
}

/// The owner of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// An account.
    Account(i64),
    /// A guest, by phone. An account with the same phone is another owner.
    Guest(String),
}

/// An order to add. See [`Order`] for the fields.
#[derive(Clone, Default, Insertable)]
#[diesel(table_name = orders)]
#[expect(missing_docs, reason = "see Order")]
pub struct NewOrder {
    pub order_no: String,
    pub order_type: i64,
    pub user_id: i64,
    pub phone: String,
    pub order_phone: String,
    pub name: String,
    pub city_id: i64,
    pub city_number: String,
    pub address: String,
    pub send_type: i64,
    pub online_pay: bool,
    pub channel: String,
    pub status: i64,
    pub total: i64,
    pub discount: i64,
    pub amount: i64,
    pub coupon_id: Option<i64>,
    pub settled_at: Option<i64>,
    /// SHA-256 of the parameters, in hexadecimal digits.
    pub digest: String,
    pub note: String,
    pub canceled_by: String,
    pub created_at: i64,
    pub done_at: Option<i64>,
}

/// An order that waits for an operator, with the fields that are compared with a new order of the same owner.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = orders)]
pub struct Open {
    /// [`Order::order_no`]
    pub order_no: String,
    /// [`NewOrder::digest`]
    pub digest: String,
    /// [`Order::created_at`]
    pub created_at: i64,
}

/// Inserts an order and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if the number is taken.
pub fn insert(tx: &mut Tx<'_>, order: &NewOrder) -> Result<i64, Error> {
    diesel::insert_into(orders::table)
        .values(order)
        .execute(&mut tx.link)?;
    last_id(tx)
}

type Query<'a> = orders::BoxedQuery<'a, MultiBackend>;

fn of(owner: &Owner) -> Query<'_> {
    let orders = orders::table.into_boxed();
    match owner {
        Owner::Account(id) => orders.filter(orders::user_id.eq(id)),
        Owner::Guest(phone) => orders
            .filter(orders::phone.eq(phone))
            .filter(orders::user_id.eq(0)),
    }
}

/// Returns the orders of an owner that wait for an operator, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn open(connection: &mut Connection, owner: &Owner) -> Result<Vec<Open>, Error> {
    let open = of(owner).filter(orders::status.eq(status::NEW));
    Ok(open
        .order(orders::id.desc())
        .select(Open::as_select())
        .load(&mut connection.link)?)
}

/// Returns an order of an owner.
///
/// # Errors
/// [`Error::Query`].
pub fn of_owner(
    connection: &mut Connection,
    owner: &Owner,
    order_no: &str,
) -> Result<Option<Order>, Error> {
    let query = of(owner).filter(orders::order_no.eq(order_no));
    Ok(query
        .select(Order::as_select())
        .first(&mut connection.link)
        .optional()?)
}

/// Returns an order of any owner.
///
/// # Errors
/// [`Error::Query`].
pub fn by_order_no(connection: &mut Connection, order_no: &str) -> Result<Option<Order>, Error> {
    let query = orders::table.filter(orders::order_no.eq(order_no));
    Ok(query
        .select(Order::as_select())
        .first(&mut connection.link)
        .optional()?)
}

/// Returns the current state of an order. The order is locked until the transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn lock_status(tx: &mut Tx<'_>, id: i64) -> Result<Option<i64>, Error> {
    find_locked(tx, orders::table.find(id).select(orders::status))
}

/// The side that cancels an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CanceledBy {
    /// Its owner, before it is confirmed.
    Owner,
    /// An operator, before it is completed.
    Operator,
    /// The end of the time to pay, before it is confirmed.
    Expiry,
}

impl CanceledBy {
    /// Returns the name in the table and in lists of operators.
    pub const fn name(self) -> &'static str {
        match self {
            CanceledBy::Owner => "owner",
            CanceledBy::Operator => "operator",
            CanceledBy::Expiry => "expiry",
        }
    }

    /// Returns the states in which it may be cancelled.
    const fn from(self) -> &'static [i64] {
        match self {
            CanceledBy::Owner | CanceledBy::Expiry => &[status::NEW],
            CanceledBy::Operator => &[status::NEW, status::CONFIRMED, status::DELIVERED],
        }
    }
}

/// A step of an order from one state to the next.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// An operator confirms it: 1 → 2.
    Confirm,
    /// It is on its way: 2 → 3.
    Deliver {
        /// The note that replaces an earlier note; `None` keeps the earlier note.
        note: Option<&'a str>,
    },
    /// It is completed: 2 or 3 → 4.
    Complete {
        /// Whether cash was taken.
        is_settled: bool,
        /// The amount that was taken, for an appointment.
        amount: Option<i64>,
    },
    /// It is cancelled → 5.
    Cancel {
        /// The side that cancels it.
        by: CanceledBy,
        /// The note that replaces an earlier note; `None` keeps the earlier note.
        note: Option<&'a str>,
    },
    /// Its owner appraises it: 4 → 6.
    Appraise,
}

/// The columns that a step changes; `None` changes nothing.
#[derive(Default, AsChangeset)]
#[diesel(table_name = orders)]
struct Change<'a> {
    status: i64,
    total: Option<i64>,
    amount: Option<i64>,
    settled_at: Option<i64>,
    note: Option<&'a str>,
    canceled_by: Option<&'a str>,
    confirmed_at: Option<i64>,
    delivered_at: Option<i64>,
    done_at: Option<i64>,
    canceled_at: Option<i64>,
    appraised_at: Option<i64>,
}

/// Takes a step of an order, if the order is in a state from which the step starts. Returns whether the step was taken.
///
/// # Errors
/// [`Error::Query`].
pub fn advance(tx: &mut Tx<'_>, id: i64, step: Step<'_>) -> Result<bool, Error> {
    let at = Some(tx.now());
    let (from, change): (&[i64], Change<'_>) = match step {
        Step::Confirm => (
            &[status::NEW],
            Change {
                status: status::CONFIRMED,
                confirmed_at: at,
                ..Change::default()
            },
        ),
        Step::Deliver { note } => (
            &[status::CONFIRMED],
            Change {
                status: status::DELIVERED,
                delivered_at: at,
                note,
                ..Change::default()
            },
        ),
        Step::Complete { is_settled, amount } => (
            &[status::CONFIRMED, status::DELIVERED],
            Change {
                status: status::DONE,
                done_at: at,
                settled_at: at.filter(|_| is_settled),
                total: amount,
                amount,
                ..Change::default()
            },
        ),
        Step::Cancel { by, note } => (
            by.from(),
            Change {
                status: status::CANCELED,
                canceled_at: at,
                canceled_by: Some(by.name()),
                note,
                ..Change::default()
            },
        ),
        Step::Appraise => (
            &[status::DONE],
            Change {
                status: status::APPRAISED,
                appraised_at: at,
                ..Change::default()
            },
        ),
    };
    // The state is part of the condition, so that only one of two concurrent steps is taken.
    let there = orders::table.find(id).filter(orders::status.eq_any(from));
    let changed = diesel::update(there).set(&change).execute(&mut tx.link)?;
    Ok(changed > 0)
}
