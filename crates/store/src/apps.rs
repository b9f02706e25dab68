//! The apps that may call.

use diesel::prelude::*;

use crate::schema::{app_secrets, apps};
use crate::{Connection, Error, Tx};

/// An app.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(primary_key(appid))]
pub struct App {
    /// Its name on the wire; at most 64 characters.
    pub appid: String,
    /// Its name for operators.
    pub name: String,
    /// `app`, `h5`, `partner`, `activity` or `admin`.
    pub class: String,
    /// `live`, `suspended` or `revoked`.
    pub state: String,
    /// Patterns of the methods it may call, with commas between them; empty for all methods of its class.
    pub allow: String,
    /// Networks it may call from, with commas between them; empty for all.
    pub ips: String,
    /// Web origins it may call from, with commas between them.
    pub origins: String,
    /// The weakest signature that is accepted: `MD5` or `HMAC-SHA256`.
    pub min_sign_type: String,
    /// Whether the app is for tests.
    pub sandbox: bool,
    /// The number of calls that it may make; 0 for no limit of its own.
    pub calls_per_minute: i64,
    /// Whether the app is trusted to have checked the third-party ids that it names.
    pub identity_trusted: bool,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// Adds an app.
///
/// # Errors
/// [`Error::Duplicate`] if the appid is taken.
pub fn insert(tx: &mut Tx<'_>, app: &App) -> Result<(), Error> {
    diesel::insert_into(apps::table)
        .values(app)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Overwrites the row of an app.
///
/// # Errors
/// [`Error::Query`].
pub fn replace(tx: &mut Tx<'_>, app: &App) -> Result<(), Error> {
    diesel::update(apps::table.find(&app.appid))
        .set(app)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns an app by its appid, in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn find(connection: &mut Connection, appid: &str) -> Result<Option<App>, Error> {
    let query = apps::table.find(appid).select(App::as_select());
    Ok(query.first(&mut connection.link).optional()?)
}

/// Returns all apps, by appid.
///
/// # Errors
/// [`Error::Query`].
pub fn all(connection: &mut Connection) -> Result<Vec<App>, Error> {
    Ok(apps::table
        .order(apps::appid)
        .select(App::as_select())
        .load(&mut connection.link)?)
}

/// Returns the number of apps, without the apps of wires, which exist from the start.
///
/// # Errors
/// [`Error::Query`].
pub fn count(connection: &mut Connection) -> Result<i64, Error> {
    let that_sign = apps::table.filter(apps::class.ne("wire"));
    Ok(that_sign.count().get_result(&mut connection.link)?)
}

/// Changes the state of an app. Returns whether the app exists and was not revoked: a revoked app stays revoked for ever.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, appid: &str, state: &str) -> Result<bool, Error> {
    let changeable = apps::table.find(appid).filter(apps::state.ne("revoked"));
    let change = (apps::state.eq(state), apps::updated_at.eq(tx.now()));
    Ok(diesel::update(changeable)
        .set(change)
        .execute(&mut tx.link)?
        > 0)
}

/// Returns the number of apps whose appid has a prefix and whose secret ends after a time.
///
/// # Errors
/// [`Error::Query`].
pub fn count_short_lived(
    connection: &mut Connection,
    prefix: &str,
    now: i64,
) -> Result<i64, Error> {
    Ok(app_secrets::table
        .filter(app_secrets::appid.like(format!("{prefix}%")))
        .filter(app_secrets::valid_until.gt(now))
        .count()
        .get_result(&mut connection.link)?)
}

/// Removes the sandbox apps whose appid has a prefix and whose secrets all ended by the time of the transaction. Returns their number.
///
/// # Errors
/// [`Error::Query`].
pub fn remove_short_lived(tx: &mut Tx<'_>, prefix: &str) -> Result<usize, Error> {
    let sandboxes: Vec<String> = apps::table
        .filter(apps::appid.like(format!("{prefix}%")))
        .filter(apps::sandbox)
        .select(apps::appid)
        .load(&mut tx.link)?;
    let lasting: Vec<String> = app_secrets::table
        .filter(app_secrets::appid.eq_any(&sandboxes))
        .filter(
            app_secrets::valid_until
                .is_null()
                .or(app_secrets::valid_until.gt(tx.now())),
        )
        .select(app_secrets::appid)
        .load(&mut tx.link)?;
    let ended = |appid: &&String| !lasting.contains(appid);
    let ended: Vec<&String> = sandboxes.iter().filter(ended).collect();
    if ended.is_empty() {
        return Ok(0);
    }
    diesel::delete(app_secrets::table.filter(app_secrets::appid.eq_any(&ended)))
        .execute(&mut tx.link)?;
    Ok(diesel::delete(apps::table.filter(apps::appid.eq_any(&ended))).execute(&mut tx.link)?)
}
