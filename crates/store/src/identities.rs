//! The identities of accounts at third parties.

use diesel::prelude::*;

use crate::schema::{identities, users};
use crate::users::User;
use crate::{Connection, Error, Tx};

/// An identity of an account.
#[derive(Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = identities)]
pub struct Identity {
    /// Its id.
    pub id: i64,
    /// The realm of the account.
    pub realm: String,
    /// The name of the provider.
    pub provider: String,
    /// The id at the provider, at most 128 characters.
    pub subject: String,
    /// The account.
    pub user_id: i64,
    /// The time at which it was bound.
    pub created_at: i64,
}

/// An identity to bind.
#[derive(Clone, Copy, Insertable)]
#[diesel(table_name = identities)]
pub struct NewIdentity<'a> {
    /// The realm of the account.
    pub realm: &'a str,
    /// The name of the provider.
    pub provider: &'a str,
    /// The id at the provider.
    pub subject: &'a str,
    /// The account.
    pub user_id: i64,
    /// The time of the binding.
    pub created_at: i64,
}

/// Returns the identity with an id at a provider, in a realm.
///
/// # Errors
/// [`Error::Query`].
pub fn find(
    connection: &mut Connection,
    realm: &str,
    provider: &str,
    subject: &str,
) -> Result<Option<Identity>, Error> {
    let row = identities::table
        .filter(identities::realm.eq(realm))
        .filter(identities::provider.eq(provider))
        .filter(identities::subject.eq(subject))
        .select(Identity::as_select());
    Ok(row.first(&mut connection.link).optional()?)
}

/// Returns the identities of an account, by provider.
///
/// # Errors
/// [`Error::Query`].
pub fn of_user(connection: &mut Connection, user_id: i64) -> Result<Vec<Identity>, Error> {
    Ok(identities::table
        .filter(identities::user_id.eq(user_id))
        .order(identities::provider)
        .select(Identity::as_select())
        .load(&mut connection.link)?)
}

/// Returns the identities of accounts, by provider.
///
/// # Errors
/// [`Error::Query`].
pub fn of_users(connection: &mut Connection, user_ids: &[i64]) -> Result<Vec<Identity>, Error> {
    Ok(identities::table
        .filter(identities::user_id.eq_any(user_ids))
        .order(identities::provider)
        .select(Identity::as_select())
        .load(&mut connection.link)?)
}

/// Returns an account, in any state, and its identities by provider, in one query.
///
/// # Errors
/// [`Error::Query`].
pub fn with_account(
    connection: &mut Connection,
    user_id: i64,
) -> Result<Option<(User, Vec<Identity>)>, Error> {
    let rows: Vec<(User, Option<Identity>)> = users::table
        .left_join(identities::table.on(identities::user_id.eq(users::id)))
        .filter(users::id.eq(user_id))
        .order(identities::provider)
        .select((User::as_select(), Option::<Identity>::as_select()))
        .load(&mut connection.link)?;
    let (accounts, identities): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    let account = accounts.into_iter().next();
    Ok(account.map(|user| (user, identities.into_iter().flatten().collect())))
}

/// Binds an identity.
///
/// # Errors
/// [`Error::Duplicate`] if it is already bound in the realm, or the account already has an identity of the provider.
pub fn insert(tx: &mut Tx<'_>, identity: &NewIdentity<'_>) -> Result<(), Error> {
    diesel::insert_into(identities::table)
        .values(identity)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Removes the identity of an account at a provider. Returns whether there was one.
///
/// # Errors
/// [`Error::Query`].
pub fn remove(tx: &mut Tx<'_>, user_id: i64, provider: &str) -> Result<bool, Error> {
    let row = identities::table
        .filter(identities::user_id.eq(user_id))
        .filter(identities::provider.eq(provider));
    Ok(diesel::delete(row).execute(&mut tx.link)? > 0)
}
