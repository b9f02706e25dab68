//! The rows that the pack keeps for accounts, one for each account.

use diesel::prelude::*;
use signet_store::sql::update_row;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::consumers;

/// The sex of an account whose user has not given it.
pub const SECRET: i64 = 3;

/// The row of an account.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = consumers)]
pub struct Consumer {
    /// The account.
    pub user_id: i64,
    /// The address, or empty.
    pub address: String,
    /// The sex: 1 male, 2 female, 3 secret.
    pub sex: i64,
    /// The birthday as `Y-m-d`, or empty.
    pub birthday: String,
    /// The code with which the account invites others.
    pub invite_code: String,
}

/// The values that an account changes. `None` leaves a value as it is.
#[derive(Clone, Debug, Default, AsChangeset)]
#[diesel(table_name = consumers)]
pub struct Edited {
    /// [`Consumer::address`]
    pub address: Option<String>,
    /// [`Consumer::sex`]
    pub sex: Option<i64>,
    /// [`Consumer::birthday`]
    pub birthday: Option<String>,
}

/// Adds the row of a new account.
///
/// # Errors
/// [`Error::Duplicate`] if the invite code is taken.
pub fn insert(tx: &mut Tx<'_>, user_id: i64, invite_code: &str) -> Result<(), Error> {
    let row = (
        consumers::user_id.eq(user_id),
        consumers::address.eq(""),
        consumers::sex.eq(SECRET),
        consumers::birthday.eq(""),
        consumers::invite_code.eq(invite_code),
        consumers::created_at.eq(tx.now()),
        consumers::updated_at.eq(tx.now()),
    );
    diesel::insert_into(consumers::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Changes the row of an account. Returns whether the row exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, user_id: i64, edited: &Edited) -> Result<bool, Error> {
    update_row!(tx, consumers, user_id, edited)
}

/// Returns the row of an account.
///
/// # Errors
/// [`Error::Query`].
pub fn find(connection: &mut Connection, user_id: i64) -> Result<Option<Consumer>, Error> {
    let query = consumers::table.find(user_id);
    let found = query
        .select(Consumer::as_select())
        .first(&mut connection.link);
    Ok(found.optional()?)
}

/// Returns the rows of accounts.
///
/// # Errors
/// [`Error::Query`].
pub fn of_users(connection: &mut Connection, user_ids: &[i64]) -> Result<Vec<Consumer>, Error> {
    let query = consumers::table.filter(consumers::user_id.eq_any(user_ids));
    Ok(query
        .select(Consumer::as_select())
        .load(&mut connection.link)?)
}

/// Returns the account that owns an invite code. The code must be in upper case.
///
/// # Errors
/// [`Error::Query`].
pub fn by_invite_code(connection: &mut Connection, code: &str) -> Result<Option<i64>, Error> {
    let query = consumers::table.filter(consumers::invite_code.eq(code));
    let found = query.select(consumers::user_id).first(&mut connection.link);
    Ok(found.optional()?)
}
