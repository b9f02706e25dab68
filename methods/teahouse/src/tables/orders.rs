//! Orders: one for each store of a checkout.

mod page;
mod steps;

use std::collections::BTreeMap;
use std::fmt;

use diesel::prelude::*;
use signet_store::sql::on_either;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::orders::{orders, payments};

pub use page::{Search, Unpaid, page, unpaid};
pub use steps::{Due, Step, advance, lock_due, lock_state};

/// The states of orders.
pub mod state {
    /// Closed: what it took was given back.
    pub const CLOSED: i64 = 0;
    /// To be paid.
    pub const UNPAID: i64 = 10;
    /// To be shipped: already paid, or to be paid in cash on delivery.
    pub const TO_SHIP: i64 = 20;
    /// Shipped.
    pub const SHIPPED: i64 = 30;
    /// Received.
    pub const DONE: i64 = 40;
}

signet_store::sql::text_enum! {
    /// The way in which an order is paid.
    PayName {
        /// Before it is shipped.
        Online = "online",
        /// In cash on delivery.
        Offline = "offline",
    }
}

/// An order. Amounts are in fen, times in unix seconds.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = orders)]
pub struct Order {
    /// Its id.
    pub id: i64,
    /// Its number: 18 digits.
    pub order_sn: String,
    /// The pay number.
    pub payment_id: i64,
    /// The store.
    pub store_id: i64,
    /// The buyer.
    pub user_id: i64,
    /// The state, one of [`state`].
    pub state: i64,
    /// The way in which it is paid.
    pub pay_name: PayName,
    /// The goods at the prices of the order.
    pub goods_amount: i64,
    /// The discount of the campaign.
    pub mansong_amount: i64,
    /// The discount of the voucher.
    pub voucher_amount: i64,
    /// The freight.
    pub shipping_fee: i64,
    /// The whole amount: the goods minus the discounts, plus the freight.
    pub order_amount: i64,
    /// The part of the amount that was paid with the predeposit.
    pub pd_amount: i64,
    /// The voucher that it used.
    pub voucher_id: Option<i64>,
    /// The sample that it claimed.
    pub sample_id: Option<i64>,
    /// The campaign in words, or empty.
    pub promotion: String,
    /// The invoice in words.
    pub invoice: String,
    /// The receiver of the parcel.
    #[diesel(embed)]
    pub receiver: Receiver,
    /// The carrier, or empty.
    pub express_name: String,
    /// The number of the parcel, or empty.
    pub express_no: String,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time at which all of its amount was paid.
    pub paid_at: Option<i64>,
    /// The time at which it was shipped.
    pub shipped_at: Option<i64>,
    /// The time at which it was received.
    pub done_at: Option<i64>,
    /// The time at which it was closed.
    pub closed_at: Option<i64>,
}

impl Order {
    /// Returns the part of the amount that comes through the payment provider, in fen.
    pub fn charged(&self) -> i64 {
        match self.pay_name {
            PayName::Online => self.order_amount - self.pd_amount,
            PayName::Offline => 0,
        }
    }
}

/// The receiver of a parcel, as of the time of the order.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = orders, treat_none_as_default_value = false)]
pub struct Receiver {
    /// The name.
    pub name: String,
    /// The code of the city.
    pub city_id: i64,
    /// The code of the district.
    pub area_id: i64,
    /// The names of the area.
    pub area_info: String,
    /// The rest of the address.
    pub address: String,
    /// The landline, or empty.
    pub tel: String,
    /// The mobile, or empty.
    pub mob: String,
}

/// Shows no field: all fields are personal data.
impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}

/// A new order; see [`Order`] for the fields.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = orders, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "see Order")]
pub struct NewOrder {
    pub order_sn: String,
    pub payment_id: i64,
    pub store_id: i64,
    pub user_id: i64,
    pub state: i64,
    pub pay_name: PayName,
    pub goods_amount: i64,
    pub mansong_amount: i64,
    pub voucher_amount: i64,
    pub shipping_fee: i64,
    pub order_amount: i64,
    pub pd_amount: i64,
    pub voucher_id: Option<i64>,
    pub sample_id: Option<i64>,
    pub promotion: String,
    pub invoice: String,
    #[diesel(embed)]
    pub receiver: Receiver,
    pub paid_at: Option<i64>,
}

/// Adds the orders of a pay number, in one statement, and returns their ids by store.
///
/// # Errors
/// [`Error::Duplicate`] if a number is taken.
pub fn insert(
    tx: &mut Tx<'_>,
    payment_id: i64,
    new: &[NewOrder],
) -> Result<BTreeMap<i64, i64>, Error> {
    let now = tx.now();
    let row = |order| {
        (
            order,
            orders::express_name.eq(""),
            orders::express_no.eq(""),
            orders::created_at.eq(now),
            orders::updated_at.eq(now),
        )
    };
    let rows: Vec<_> = new.iter().map(row).collect();
    on_either!(tx, link => diesel::insert_into(orders::table).values(rows).execute(link))?;
    // The ids of several rows are not always consecutive.
    let ids: Vec<(i64, i64)> = orders::table
        .filter(orders::payment_id.eq(payment_id))
        .select((orders::store_id, orders::id))
        .load(&mut tx.link)?;
    Ok(ids.into_iter().collect())
}

/// Returns the orders of a pay number, by store.
///
/// # Errors
/// [`Error::Query`].
pub fn of_payment(connection: &mut Connection, payment_id: i64) -> Result<Vec<Order>, Error> {
    let query = orders::table
        .filter(orders::payment_id.eq(payment_id))
        .order(orders::store_id);
    Ok(query
        .select(Order::as_select())
        .load(&mut connection.link)?)
}

/// Returns an order of a user by its number.
///
/// # Errors
/// [`Error::Query`].
pub fn of_user(
    connection: &mut Connection,
    user_id: i64,
    order_sn: &str,
) -> Result<Option<Order>, Error> {
    let query = orders::table
        .filter(orders::order_sn.eq(order_sn))
        .filter(orders::user_id.eq(user_id));
    let found = query.select(Order::as_select()).first(&mut connection.link);
    Ok(found.optional()?)
}

/// Returns an order by its number.
///
/// # Errors
/// [`Error::Query`].
pub fn by_sn(connection: &mut Connection, order_sn: &str) -> Result<Option<Order>, Error> {
    let query = orders::table.filter(orders::order_sn.eq(order_sn));
    let found = query.select(Order::as_select()).first(&mut connection.link);
    Ok(found.optional()?)
}

/// Returns the states of the orders that have a number, either as their order number or as their pay number.
///
/// # Errors
/// [`Error::Query`].
pub fn states(connection: &mut Connection, number: &str) -> Result<Vec<i64>, Error> {
    let of_pay_sn = payments::table
        .filter(payments::pay_sn.eq(number))
        .select(payments::id);
    let named = orders::order_sn
        .eq(number)
        .or(orders::payment_id.eq_any(of_pay_sn));
    let query = orders::table.filter(named).select(orders::state);
    Ok(query.load(&mut connection.link)?)
}
