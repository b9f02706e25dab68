//! Pay numbers. Each checkout has one pay number for the orders of all of its stores.

use std::collections::BTreeMap;

use diesel::prelude::*;
use signet_store::sql::last_id;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::orders::payments;

/// A pay number.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = payments)]
pub struct Payment {
    /// Its id.
    pub id: i64,
    /// The number: 18 digits.
    pub pay_sn: String,
    /// The member.
    pub user_id: i64,
    /// The digest of what was posted.
    pub digest: String,
}

/// A new pay number.
#[derive(Clone, Copy, Debug, Insertable)]
#[diesel(table_name = payments)]
pub struct NewPayment<'a> {
    /// [`Payment::pay_sn`]
    pub pay_sn: &'a str,
    /// [`Payment::user_id`]
    pub user_id: i64,
    /// The nonce of the checkout.
    pub checkout: &'a str,
    /// [`Payment::digest`]
    pub digest: &'a str,
}

/// Adds a pay number and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if the number is taken, or if the checkout of the member already has a pay number: a checkout is submitted only
/// once.
pub fn insert(tx: &mut Tx<'_>, new: &NewPayment<'_>) -> Result<i64, Error> {
    diesel::insert_into(payments::table)
        .values((new, payments::created_at.eq(tx.now())))
        .execute(&mut tx.link)?;
    last_id(tx)
}

/// Returns the pay number of a checkout of a member.
///
/// # Errors
/// [`Error::Query`].
pub fn of_checkout(
    connection: &mut Connection,
    user_id: i64,
    checkout: &str,
) -> Result<Option<Payment>, Error> {
    let query = payments::table
        .filter(payments::user_id.eq(user_id))
        .filter(payments::checkout.eq(checkout));
    let found = query
        .select(Payment::as_select())
        .first(&mut connection.link);
    Ok(found.optional()?)
}

/// Returns the pay number of a member by the number itself.
///
/// # Errors
/// [`Error::Query`].
pub fn of_user(
    connection: &mut Connection,
    user_id: i64,
    pay_sn: &str,
) -> Result<Option<Payment>, Error> {
    let query = payments::table
        .filter(payments::user_id.eq(user_id))
        .filter(payments::pay_sn.eq(pay_sn));
    let found = query
        .select(Payment::as_select())
        .first(&mut connection.link);
    Ok(found.optional()?)
}

/// Returns a pay number of any member by the number itself.
///
/// # Errors
/// [`Error::Query`].
pub fn by_sn(connection: &mut Connection, pay_sn: &str) -> Result<Option<Payment>, Error> {
    let query = payments::table.filter(payments::pay_sn.eq(pay_sn));
    let found = query
        .select(Payment::as_select())
        .first(&mut connection.link);
    Ok(found.optional()?)
}

/// Returns the pay numbers with these ids, by id. One query reads the numbers for a page of orders.
///
/// # Errors
/// [`Error::Query`].
pub fn numbers(connection: &mut Connection, ids: &[i64]) -> Result<BTreeMap<i64, String>, Error> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let query = payments::table.filter(payments::id.eq_any(ids));
    let columns = (payments::id, payments::pay_sn);
    let rows: Vec<(i64, String)> = query.select(columns).load(&mut connection.link)?;
    Ok(rows.into_iter().collect())
}
