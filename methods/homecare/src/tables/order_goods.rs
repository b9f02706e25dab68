//! The goods in orders, as they were when the order was made; prices are in fen.

use diesel::prelude::*;
use signet_store::sql::{on_either, one_of};
use signet_store::{Connection, Error, Tx};

use super::MAX_ORDERS;
use crate::tables::schema::order_goods;

/// A piece of goods in an order.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_goods)]
pub struct GoodsLine {
    /// The order.
    pub order_id: i64,
    /// The goods.
    pub sid: i64,
    /// Their title.
    pub title: String,
    /// The original price.
    pub origin_price: i64,
    /// The price.
    pub real_price: i64,
    /// The price of their installation.
    pub repair_price: i64,
    /// Whether they are to be installed.
    pub use_repair: bool,
}

/// Inserts the goods of an order.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, lines: &[GoodsLine]) -> Result<(), Error> {
    if lines.is_empty() {
        return Ok(());
    }
    on_either!(tx, link => diesel::insert_into(order_goods::table).values(lines).execute(link))?;
    Ok(())
}

/// Returns the goods of at most [`MAX_ORDERS`] orders, in the sequence in which they were inserted. Runs one query.
///
/// # Errors
/// [`Error::Query`].
pub fn of_orders(connection: &mut Connection, order_ids: &[i64]) -> Result<Vec<GoodsLine>, Error> {
    let Some(of_orders) = one_of::<_, MAX_ORDERS>(order_goods::order_id, order_ids) else {
        return Ok(Vec::new());
    };
    Ok(on_either!(connection, link => order_goods::table
        .filter(of_orders)
        .order(order_goods::id)
        .select(GoodsLine::as_select())
        .load(link))?)
}
