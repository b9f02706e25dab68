//! The secrets that apps sign with. An app has several while one replaces another.

use std::fmt;

use diesel::prelude::*;

use crate::schema::app_secrets;
use crate::{Connection, Error, Tx};

/// A secret of an app.
#[derive(Clone, PartialEq, Queryable, Selectable)]
pub struct AppSecret {
    /// Its id.
    pub id: i64,
    /// The app.
    pub appid: String,
    /// The secret, sealed by the caller.
    pub secret: String,
    /// The first second at which it signs.
    pub valid_from: i64,
    /// The first second at which it no longer signs, if that is known.
    pub valid_until: Option<i64>,
    /// The time at which it was made.
    pub created_at: i64,
}

/// A secret to add.
#[derive(Clone, Insertable)]
#[diesel(table_name = app_secrets)]
pub struct NewAppSecret {
    /// The app.
    pub appid: String,
    /// The secret, sealed; at most 512 characters.
    pub secret: String,
    /// The first second at which it signs.
    pub valid_from: i64,
    /// The first second at which it no longer signs, if that is known.
    pub valid_until: Option<i64>,
    /// The time at which it was made.
    pub created_at: i64,
}

/// Leaves out the secret.
impl fmt::Debug for AppSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppSecret")
            .field("id", &self.id)
            .field("appid", &self.appid)
            .finish_non_exhaustive()
    }
}

/// Leaves out the secret.
impl fmt::Debug for NewAppSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewAppSecret")
            .field("appid", &self.appid)
            .finish_non_exhaustive()
    }
}

/// Adds a secret and returns its id.
///
/// # Errors
/// [`Error::Query`], also if the app does not exist.
pub fn insert(tx: &mut Tx<'_>, secret: &NewAppSecret) -> Result<i64, Error> {
    diesel::insert_into(app_secrets::table)
        .values(secret)
        .execute(&mut tx.link)?;
    crate::sql::last_id(tx)
}

/// Returns the secrets of an app, the oldest first.
///
/// # Errors
/// [`Error::Query`].
pub fn of_app(connection: &mut Connection, appid: &str) -> Result<Vec<AppSecret>, Error> {
    let query = app_secrets::table
        .filter(app_secrets::appid.eq(appid))
        .order(app_secrets::id);
    Ok(query
        .select(AppSecret::as_select())
        .load(&mut connection.link)?)
}

/// Returns the secrets of all apps, the oldest first.
///
/// # Errors
/// [`Error::Query`].
pub fn all(connection: &mut Connection) -> Result<Vec<AppSecret>, Error> {
    Ok(app_secrets::table
        .order(app_secrets::id)
        .select(AppSecret::as_select())
        .load(&mut connection.link)?)
}

/// Replaces the sealed form of a secret.
///
/// # Errors
/// [`Error::Query`].
pub fn set_secret(tx: &mut Tx<'_>, id: i64, sealed: &str) -> Result<(), Error> {
    diesel::update(app_secrets::table.find(id))
        .set(app_secrets::secret.eq(sealed))
        .execute(&mut tx.link)?;
    Ok(())
}

/// Sets the end of every secret of an app, except one, to `until`, unless the secret ends earlier. Returns the number of changed
/// secrets.
///
/// # Errors
/// [`Error::Query`].
pub fn end_older(tx: &mut Tx<'_>, appid: &str, except_id: i64, until: i64) -> Result<usize, Error> {
    let others = app_secrets::table
        .filter(app_secrets::appid.eq(appid))
        .filter(app_secrets::id.ne(except_id))
        .filter(
            app_secrets::valid_until
                .is_null()
                .or(app_secrets::valid_until.gt(until)),
        );
    Ok(diesel::update(others)
        .set(app_secrets::valid_until.eq(until))
        .execute(&mut tx.link)?)
}
