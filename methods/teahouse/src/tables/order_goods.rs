//! The lines of orders.

use diesel::prelude::*;
use signet_store::sql::on_either;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::orders::order_goods;

/// The kinds of lines.
pub mod kind {
    /// At the ordinary price.
    pub const PLAIN: i64 = 1;
    /// In group buying.
    pub const GROUPBUY: i64 = 2;
    /// In a flash sale.
    pub const XIANSHI: i64 = 3;
    /// A gift.
    pub const GIFT: i64 = 5;
    /// A sample.
    pub const SAMPLE: i64 = 6;
}

/// A line, as it was when the order was made. Amounts are in fen.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_goods, treat_none_as_default_value = false)]
pub struct OrderLine {
    /// The order.
    pub order_id: i64,
    /// The goods.
    pub goods_id: i64,
    /// Their article.
    pub common_id: i64,
    /// Their name.
    pub name: String,
    /// The URL of their picture.
    pub image_url: String,
    /// The price of a piece.
    pub price: i64,
    /// The number of pieces, which were taken from the stock.
    pub num: i64,
    /// The amount that is paid for the line: the price of its pieces minus its share of the discounts.
    pub pay_price: i64,
    /// The kind, one of [`kind`].
    pub kind: i64,
    /// The promotion that the price comes from. It counts the pieces as sold.
    pub promotion_id: Option<i64>,
}

/// Adds lines, in one statement.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, lines: &[OrderLine]) -> Result<(), Error> {
    on_either!(tx, link => diesel::insert_into(order_goods::table).values(lines).execute(link))?;
    Ok(())
}

/// Returns the lines of orders, in the order in which they were bought.
///
/// # Errors
/// [`Error::Query`].
pub fn of_orders(connection: &mut Connection, order_ids: &[i64]) -> Result<Vec<OrderLine>, Error> {
    if order_ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = order_goods::table
        .filter(order_goods::order_id.eq_any(order_ids))
        .order(order_goods::id);
    Ok(query
        .select(OrderLine::as_select())
        .load(&mut connection.link)?)
}
