//! Products: the variants of [goods](crate::tables::goods) that users buy, such as the red one. Stock and sales change in the
//! modules of the orders.

use diesel::prelude::*;
use signet_store::sql::{last_id, load_locked};
use signet_store::{Connection, Error, State, Tx};

use crate::tables::schema::products;

/// A product.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct Product {
    /// Its id.
    pub id: i64,
    /// The goods that it belongs to.
    pub goods_id: i64,
    /// Its market price.
    pub market_price: i64,
    /// Its price, in points.
    pub sales_price: i64,
    /// The number of pieces in stock.
    pub stock: i64,
    /// Its specification, such as `颜色:::红色|||尺寸:::L`; empty for the only product of its goods.
    pub spec_val: String,
    /// The operator's own number for it, unique among all products.
    pub skuid: String,
    /// Whether it is for sale.
    pub state: State,
}

/// A product to add. The fields have the same meaning as in [`Product`].
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = products)]
pub struct NewProduct {
    /// The goods that it belongs to.
    pub goods_id: i64,
    /// Its market price.
    pub market_price: i64,
    /// Its price, in points.
    pub sales_price: i64,
    /// The number of pieces in stock.
    pub stock: i64,
    /// See [`Product::spec_val`]; at most 255 characters.
    pub spec_val: String,
    /// The operator's own number; at most 64 characters.
    pub skuid: String,
    /// Whether it is for sale.
    pub state: State,
}

/// New values for a product. The fields have the same meaning as in [`Product`].
#[derive(Clone, Debug, AsChangeset)]
#[diesel(table_name = products)]
pub struct ProductChange {
    /// Its market price.
    pub market_price: i64,
    /// Its price, in points.
    pub sales_price: i64,
    /// Its new stock. With `None`, only orders change the stock.
    pub stock: Option<i64>,
    /// See [`Product::spec_val`]; at most 255 characters.
    pub spec_val: String,
    /// The operator's own number; at most 64 characters.
    pub skuid: String,
    /// Whether it is for sale.
    pub state: State,
}

/// Adds a product and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if the `skuid` is taken; [`Error::Query`], also if the goods do not exist.
pub fn insert(tx: &mut Tx<'_>, product: &NewProduct) -> Result<i64, Error> {
    diesel::insert_into(products::table)
        .values(product)
        .execute(&mut tx.link)?;
    last_id(tx)
}

/// Changes a product.
///
/// # Errors
/// [`Error::Duplicate`] if the `skuid` is taken.
pub fn update(tx: &mut Tx<'_>, id: i64, change: &ProductChange) -> Result<(), Error> {
    diesel::update(products::table.find(id))
        .set(change)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Sets the state of products.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, ids: &[i64], state: State) -> Result<(), Error> {
    diesel::update(products::table.filter(products::id.eq_any(ids)))
        .set(products::state.eq(state))
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns the products of some goods, including hidden ones, by goods and then in the order in which they were added.
///
/// # Errors
/// [`Error::Query`].
pub fn of_goods(connection: &mut Connection, goods_ids: &[i64]) -> Result<Vec<Product>, Error> {
    Ok(products::table
        .filter(products::goods_id.eq_any(goods_ids))
        .order((products::goods_id, products::id))
        .select(Product::as_select())
        .load(&mut connection.link)?)
}

/// Returns the products of goods as [`of_goods`] does, and locks them until the transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn lock_of_goods(tx: &mut Tx<'_>, goods_id: i64) -> Result<Vec<Product>, Error> {
    load_locked(
        tx,
        products::table
            .filter(products::goods_id.eq(goods_id))
            .order(products::id)
            .select(Product::as_select()),
    )
}
