//! The rows of the pack for each account.

use diesel::dsl::exists;
use diesel::prelude::*;
use signet_store::sql::update_row;
use signet_store::{Connection, Error, State, Tx};

use crate::tables::schema::{profiles, tests};

/// The row of an account.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = profiles)]
pub struct Profile {
    /// The account.
    pub user_id: i64,
    /// The gender: 0 unknown, 1 male, 2 female.
    pub gender: i64,
    /// The official code of the province; 0 for none.
    pub province_id: i64,
    /// The official code of the city; 0 for none.
    pub city_id: i64,
}

/// The new values of a row. `None` keeps the old value.
#[derive(Clone, Debug, Default, AsChangeset)]
#[diesel(table_name = profiles)]
pub struct Edited {
    /// See [`Profile::gender`].
    pub gender: Option<i64>,
    /// See [`Profile::province_id`].
    pub province_id: Option<i64>,
    /// See [`Profile::city_id`].
    pub city_id: Option<i64>,
}

/// Adds the row of a new account.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, user_id: i64, gender: i64) -> Result<(), Error> {
    let row = (
        profiles::user_id.eq(user_id),
        profiles::gender.eq(gender),
        profiles::province_id.eq(0),
        profiles::city_id.eq(0),
        profiles::updated_at.eq(tx.now()),
    );
    diesel::insert_into(profiles::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Changes the row of an account. Returns whether the row exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, user_id: i64, edited: &Edited) -> Result<bool, Error> {
    update_row!(tx, profiles, user_id, edited)
}

/// Sets the gender of an account that has none. One update does the check and the change, so that a gender that the user chooses in a
/// concurrent transaction stays.
///
/// # Errors
/// [`Error::Query`].
pub fn fill_gender(tx: &mut Tx<'_>, user_id: i64, gender: i64) -> Result<(), Error> {
    let unknown = profiles::table.find(user_id).filter(profiles::gender.eq(0));
    diesel::update(unknown)
        .set((
            profiles::gender.eq(gender),
            profiles::updated_at.eq(tx.now()),
        ))
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns the row of an account.
///
/// # Errors
/// [`Error::Query`].
pub fn find(connection: &mut Connection, user_id: i64) -> Result<Option<Profile>, Error> {
    let query = profiles::table.find(user_id).select(Profile::as_select());
    Ok(query.first(&mut connection.link).optional()?)
}

/// Returns the row of an account, and whether the account has a finished test that is not hidden, in one query.
///
/// # Errors
/// [`Error::Query`].
pub fn find_with_tests(
    connection: &mut Connection,
    user_id: i64,
) -> Result<Option<(Profile, bool)>, Error> {
    let finished = tests::table
        .filter(tests::user_id.eq(user_id))
        .filter(tests::state.eq(State::Live))
        .filter(tests::finished_at.is_not_null());
    let query = profiles::table.find(user_id);
    let query = query.select((Profile::as_select(), exists(finished)));
    Ok(query.first(&mut connection.link).optional()?)
}
