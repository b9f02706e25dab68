//! Products: what is bought of some [goods](crate::goods), such as the red one. Stock and sales change in the modules
//! of the orders.

use diesel::prelude::*;

use crate::schema::products;
use crate::{Connection, Error, dialect};

/// A product.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct Product {
    /// Its number.
    pub id: i64,
    /// What it is one of.
    pub goods_id: i64,
    /// What it costs elsewhere.
    pub market_price: i64,
    /// What it costs, in points.
    pub sales_price: i64,
    /// How many there are.
    pub stock: i64,
    /// What tells it apart, such as `颜色:::红色|||尺寸:::L`; empty for the only one.
    pub spec_val: String,
    /// The operator's own number of it, unique among all products.
    pub skuid: String,
    /// 1 if it is shown.
    pub state: i64,
}

/// A product to add; the fields are those of [`Product`].
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = products)]
pub struct NewProduct {
    /// What it is one of.
    pub goods_id: i64,
    /// What it costs elsewhere.
    pub market_price: i64,
    /// What it costs, in points.
    pub sales_price: i64,
    /// How many there are.
    pub stock: i64,
    /// See [`Product::spec_val`]; at most 255 characters.
    pub spec_val: String,
    /// At most 64 characters.
    pub skuid: String,
    /// 1 if it is shown.
    pub state: i64,
}

/// New values for a product; the fields are those of [`Product`].
#[derive(Clone, Debug, AsChangeset)]
#[diesel(table_name = products)]
pub struct ProductChange {
    /// What it costs elsewhere.
    pub market_price: i64,
    /// What it costs, in points.
    pub sales_price: i64,
    /// How many there are; `None` leaves it to the orders that come in.
    pub stock: Option<i64>,
    /// See [`Product::spec_val`]; at most 255 characters.
    pub spec_val: String,
    /// At most 64 characters.
    pub skuid: String,
    /// 1 if it is shown.
    pub state: i64,
}

/// Adds a product and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if the `skuid` is taken; [`Error::Query`], also if there are no such goods.
pub fn insert(connection: &mut Connection, product: &NewProduct) -> Result<i64, Error> {
    diesel::insert_into(products::table)
        .values(product)
        .execute(&mut connection.link)?;
    dialect::last_id(connection)
}

/// Changes a product.
///
/// # Errors
/// [`Error::Duplicate`] if the `skuid` is taken.
pub fn update(connection: &mut Connection, id: i64, change: &ProductChange) -> Result<(), Error> {
    diesel::update(products::table.find(id))
        .set(change)
        .execute(&mut connection.link)?;
    Ok(())
}

/// Sets the state of products.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(connection: &mut Connection, ids: &[i64], state: i64) -> Result<(), Error> {
    diesel::update(products::table.filter(products::id.eq_any(ids)))
        .set(products::state.eq(state))
        .execute(&mut connection.link)?;
    Ok(())
}

/// The products of some goods, hidden ones too: by goods, then in the order in which they were added.
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

/// The products of goods as [`of_goods`] reads them, locked until the transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn lock_of_goods(connection: &mut Connection, goods_id: i64) -> Result<Vec<Product>, Error> {
    Ok(load_locked!(
        connection,
        products::table
            .filter(products::goods_id.eq(goods_id))
            .order(products::id)
            .select(Product::as_select())
    )?)
}
