//! Orders and the products of each order.

mod list;

use std::fmt;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use signet_store::sql::{last_id, on_either};
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::{order_items, orders};

pub use list::{Filter, page_with_items};

/// The state of an order.
pub mod status {
    /// Paid, to be shipped.
    pub const PAID: i64 = 1;
    /// On its way.
    pub const SHIPPED: i64 = 2;
    /// Received.
    pub const DONE: i64 = 3;
    /// Cancelled; points and stock were given back.
    pub const CLOSED: i64 = 4;
}

/// An order.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct Order {
    /// Its id.
    pub id: i64,
    /// Its order number, which people see.
    pub order_sn: String,
    /// The user.
    pub user_id: i64,
    /// Points paid.
    pub total_price: i64,
    /// The state; see [`status`].
    pub status: i64,
    /// The time of payment.
    pub paid_at: i64,
    /// The time of shipping, if it was shipped.
    pub shipped_at: Option<i64>,
    /// The time of receipt, if it was received.
    pub done_at: Option<i64>,
    /// The time of closing, if it was closed.
    pub closed_at: Option<i64>,
    /// The receiver and the address, as of the time of the order.
    #[diesel(embed)]
    pub receiver: Receiver,
    /// The carrier, or empty.
    pub express_name: String,
    /// The number of the parcel, or empty.
    pub express_no: String,
    /// The time of its creation.
    pub created_at: i64,
}

/// The receiver and the address of an order.
#[derive(Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = orders)]
pub struct Receiver {
    /// The name.
    pub receiver_name: String,
    /// The province.
    pub receiver_province: String,
    /// The city.
    pub receiver_city: String,
    /// The district, or empty.
    pub receiver_district: String,
    /// The street, or empty.
    pub receiver_street: String,
    /// The rest of the address.
    pub receiver_address: String,
    /// The mobile.
    pub receiver_mobile: String,
}

/// Prints none of the fields, because all of them are personal.
impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}

/// A paid order to add.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// Its order number, which people see.
    pub order_sn: String,
    /// The user.
    pub user_id: i64,
    /// The one-time token with which it was made.
    pub request_token: String,
    /// The SHA-256 of the parameters with which it was made, in hexadecimal digits.
    pub request_digest: String,
    /// Points paid.
    pub total_price: i64,
    /// The receiver and the address.
    pub receiver: Receiver,
    /// The time at which it is made and paid.
    pub created_at: i64,
}

/// A product in an order, as it was when the order was made.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_items)]
pub struct OrderItem {
    /// The goods to which the product belongs.
    pub goods_id: i64,
    /// The name of the goods.
    pub goods_name: String,
    /// The URL of the picture of the goods.
    pub goods_image: String,
    /// The product.
    pub product_id: i64,
    /// Its specification, or empty.
    pub spec_val: String,
    /// The market price of one piece.
    pub market_price: i64,
    /// The price of one piece.
    pub sales_price: i64,
    /// The quantity.
    pub quantity: i64,
    /// The price that was paid for the whole quantity.
    pub payment_price: i64,
    /// The price of the whole quantity before any discount.
    pub total_price: i64,
}

/// Adds a paid order and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if the order number is taken, or if the user made another order with this token.
pub fn insert(tx: &mut Tx<'_>, order: &NewOrder) -> Result<i64, Error> {
    let row = (
        orders::order_sn.eq(&order.order_sn),
        orders::user_id.eq(order.user_id),
        orders::request_token.eq(&order.request_token),
        orders::request_digest.eq(&order.request_digest),
        orders::total_price.eq(order.total_price),
        orders::status.eq(status::PAID),
        orders::paid_at.eq(order.created_at),
        &order.receiver,
        orders::express_name.eq(""),
        orders::express_no.eq(""),
        orders::created_at.eq(order.created_at),
    );
    diesel::insert_into(orders::table)
        .values(row)
        .execute(&mut tx.link)?;
    last_id(tx)
}

/// Adds the products of an order of a user.
///
/// # Errors
/// [`Error::Query`].
pub fn insert_items(
    tx: &mut Tx<'_>,
    order_id: i64,
    user_id: i64,
    items: &[OrderItem],
) -> Result<(), Error> {
    let whose = (
        order_items::order_id.eq(order_id),
        order_items::user_id.eq(user_id),
    );
    let rows: Vec<_> = items.iter().map(|item| (whose, item)).collect();
    on_either!(tx, link => diesel::insert_into(order_items::table).values(rows).execute(link))?;
    Ok(())
}

/// Returns the products of an order, in the order in which they were bought.
///
/// # Errors
/// [`Error::Query`].
pub fn items_of(connection: &mut Connection, order_id: i64) -> Result<Vec<OrderItem>, Error> {
    let query = order_items::table
        .filter(order_items::order_id.eq(order_id))
        .order(order_items::id)
        .select(OrderItem::as_select());
    Ok(query.load(&mut connection.link)?)
}

/// Returns the order that a user made with a one-time token, and the digest of its parameters; see [`NewOrder::request_digest`].
///
/// # Errors
/// [`Error::Query`].
pub fn by_request_token(
    connection: &mut Connection,
    user_id: i64,
    token: &str,
) -> Result<Option<(Order, String)>, Error> {
    let query = orders::table
        .filter(orders::user_id.eq(user_id))
        .filter(orders::request_token.eq(token));
    Ok(query
        .select((Order::as_select(), orders::request_digest))
        .first(&mut connection.link)
        .optional()?)
}

/// Returns an order by its order number: of one user, or of any user for an operator.
///
/// # Errors
/// [`Error::Query`].
pub fn by_order_sn(
    connection: &mut Connection,
    user_id: Option<i64>,
    order_sn: &str,
) -> Result<Option<Order>, Error> {
    let filter = Filter {
        user_id,
        order_sn: Some(order_sn.to_owned()),
        ..Filter::default()
    };
    let query = filter.apply().select(Order::as_select());
    Ok(query.first(&mut connection.link).optional()?)
}

/// Returns how many pieces of some goods a user has bought, without closed orders, as pairs of the goods and the number.
///
/// # Errors
/// [`Error::Query`].
pub fn bought(
    connection: &mut Connection,
    user_id: i64,
    goods_ids: &[i64],
) -> Result<Vec<(i64, i64)>, Error> {
    let query = order_items::table
        .inner_join(orders::table)
        .filter(order_items::user_id.eq(user_id))
        .filter(order_items::goods_id.eq_any(goods_ids))
        .filter(orders::status.ne(status::CLOSED))
        .group_by(order_items::goods_id)
        .select((
            order_items::goods_id,
            sql::<BigInt>("CAST(SUM(order_items.quantity) AS SIGNED)"),
        ));
    Ok(query.load(&mut connection.link)?)
}

/// A step of an order from one state to the next.
#[derive(Clone, Debug)]
pub enum Step<'a> {
    /// The order is shipped.
    Ship {
        /// The carrier, or empty.
        express_name: &'a str,
        /// The number of the parcel, or empty.
        express_no: &'a str,
    },
    /// The order was received.
    Finish,
    /// The order is cancelled.
    Close,
}

/// Moves an order to the next state if it is in the state where the step starts: a paid order is shipped or closed, a shipped
/// order is finished. Returns whether the order was moved.
///
/// # Errors
/// [`Error::Query`].
pub fn advance(tx: &mut Tx<'_>, order: &Order, step: &Step<'_>) -> Result<bool, Error> {
    // The state is part of the condition, so that only one of two concurrent steps succeeds.
    let at = |status: i64| {
        let own = orders::table
            .find(order.id)
            .filter(orders::user_id.eq(order.user_id));
        own.filter(orders::status.eq(status))
    };
    let now = tx.now();
    let link = &mut tx.link;
    let changed = match step {
        Step::Ship {
            express_name,
            express_no,
        } => diesel::update(at(status::PAID))
            .set((
                orders::status.eq(status::SHIPPED),
                orders::shipped_at.eq(now),
                orders::express_name.eq(express_name),
                orders::express_no.eq(express_no),
            ))
            .execute(link)?,
        Step::Finish => diesel::update(at(status::SHIPPED))
            .set((orders::status.eq(status::DONE), orders::done_at.eq(now)))
            .execute(link)?,
        Step::Close => diesel::update(at(status::PAID))
            .set((orders::status.eq(status::CLOSED), orders::closed_at.eq(now)))
            .execute(link)?,
    };
    Ok(changed > 0)
}
