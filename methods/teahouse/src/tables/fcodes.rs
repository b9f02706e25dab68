//! F-codes. Each code buys one piece of an article that is sold only for an F-code. The code itself is not stored.

use diesel::dsl::{count, count_star};
use diesel::prelude::*;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::promotions::fcodes;

/// Adds the keyed hash of a code for an article.
///
/// # Errors
/// [`Error::Duplicate`] if the code already exists.
pub fn insert(tx: &mut Tx<'_>, common_id: i64, code_hash: &str) -> Result<(), Error> {
    let row = (
        fcodes::common_id.eq(common_id),
        fcodes::code_hash.eq(code_hash),
        fcodes::created_at.eq(tx.now()),
    );
    diesel::insert_into(fcodes::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns the numbers of codes of articles. For each article that has codes: the article, the number of all its codes, and the number of
/// its codes that orders use.
///
/// # Errors
/// [`Error::Query`].
pub fn counts(
    connection: &mut Connection,
    common_ids: &[i64],
) -> Result<Vec<(i64, i64, i64)>, Error> {
    let query = fcodes::table
        .filter(fcodes::common_id.eq_any(common_ids))
        .group_by(fcodes::common_id)
        .select((fcodes::common_id, count_star(), count(fcodes::order_id)));
    Ok(query.load(&mut connection.link)?)
}

/// Uses the code with a hash for an order of an article. Returns whether the code exists and no order uses it: at most one order uses a
/// code.
///
/// # Errors
/// [`Error::Duplicate`] if the order already has a code.
pub fn take(
    tx: &mut Tx<'_>,
    code_hash: &str,
    common_id: i64,
    order_id: i64,
) -> Result<bool, Error> {
    let free = fcodes::table
        .filter(fcodes::code_hash.eq(code_hash))
        .filter(fcodes::common_id.eq(common_id))
        .filter(fcodes::order_id.is_null());
    let change = (fcodes::order_id.eq(order_id), fcodes::used_at.eq(tx.now()));
    Ok(diesel::update(free).set(change).execute(&mut tx.link)? > 0)
}

/// Frees the code that an order uses, if the order has a code.
///
/// # Errors
/// [`Error::Query`].
pub fn give_back(tx: &mut Tx<'_>, order_id: i64) -> Result<(), Error> {
    let change = (
        fcodes::order_id.eq(None::<i64>),
        fcodes::used_at.eq(None::<i64>),
    );
    diesel::update(fcodes::table.filter(fcodes::order_id.eq(order_id)))
        .set(change)
        .execute(&mut tx.link)?;
    Ok(())
}
