//! Pay numbers: one for each checkout, over the orders of all of its stores.

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
/// [`Error::Duplicate`] if the number is taken, or the checkout of the member has one: a checkout is submitted once.
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
