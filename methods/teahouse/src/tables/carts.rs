//! The lines of carts.

use diesel::prelude::*;
use signet_store::sql::{last_id, update_row};
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::orders::carts;

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = carts)]
pub struct CartLine {
    /// Its number.
    pub id: i64,
    /// The goods.
    pub goods_id: i64,
    /// The number of pieces.
    pub quantity: i64,
}

/// Adds a line and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if the user already has a line with the goods.
pub fn insert(tx: &mut Tx<'_>, user_id: i64, goods_id: i64, quantity: i64) -> Result<i64, Error> {
    let row = (
        carts::user_id.eq(user_id),
        carts::goods_id.eq(goods_id),
        carts::quantity.eq(quantity),
        carts::created_at.eq(tx.now()),
        carts::updated_at.eq(tx.now()),
    );
    diesel::insert_into(carts::table)
        .values(row)
        .execute(&mut tx.link)?;
    last_id(tx)
}

/// Returns the lines of a user, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn of_user(connection: &mut Connection, user_id: i64) -> Result<Vec<CartLine>, Error> {
    let query = carts::table
        .filter(carts::user_id.eq(user_id))
        .order(carts::id.desc());
    Ok(query
        .select(CartLine::as_select())
        .load(&mut connection.link)?)
}

/// Sets the number of pieces of a line. Returns whether the line exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_quantity(tx: &mut Tx<'_>, id: i64, quantity: i64) -> Result<bool, Error> {
    update_row!(tx, carts, id, carts::quantity.eq(quantity))
}

/// Removes lines of a user. Lines that do not exist are ignored.
///
/// # Errors
/// [`Error::Query`].
pub fn remove(tx: &mut Tx<'_>, user_id: i64, ids: &[i64]) -> Result<(), Error> {
    let own = carts::table
        .filter(carts::user_id.eq(user_id))
        .filter(carts::id.eq_any(ids));
    diesel::delete(own).execute(&mut tx.link)?;
    Ok(())
}
