//! The releases of the apps, and what users of each should do.

use diesel::prelude::*;

use crate::schema::app_upgrades;
use crate::{Connection, Error};

/// The state of a release that counts.
const LIVE: i64 = 1;

/// A release.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct AppUpgrade {
    /// Its number.
    pub id: i64,
    /// 1 iOS, 2 Android.
    pub platform: i64,
    /// The app market; empty on iOS.
    pub channel: String,
    /// The version, such as `1.10.0`.
    pub version: String,
    /// What its users should do: 0 nothing, 1 may upgrade, 2 must upgrade, 3 nothing works any more.
    pub way: i64,
    /// The title of the dialog.
    pub title: String,
    /// The text of the dialog.
    pub description: String,
    /// Where the release is fetched.
    pub url: String,
    /// Whether the dialog comes back.
    pub dialog_repeat: i64,
    /// 1 if it counts.
    pub state: i64,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// A release to add.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = app_upgrades)]
pub struct NewAppUpgrade {
    /// 1 iOS, 2 Android.
    pub platform: i64,
    /// The app market; empty on iOS.
    pub channel: String,
    /// The version, such as `1.10.0`.
    pub version: String,
    /// See [`AppUpgrade::way`].
    pub way: i64,
    /// The title of the dialog.
    pub title: String,
    /// The text of the dialog.
    pub description: String,
    /// Where the release is fetched.
    pub url: String,
    /// Whether the dialog comes back.
    pub dialog_repeat: i64,
    /// 1 if it counts.
    pub state: i64,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// The releases that count, the oldest first.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<AppUpgrade>, Error> {
    let query = app_upgrades::table
        .filter(app_upgrades::state.eq(LIVE))
        .order(app_upgrades::id);
    Ok(query
        .select(AppUpgrade::as_select())
        .load(&mut connection.link)?)
}

/// Adds a release and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if this version is there on this platform and channel.
pub fn insert(connection: &mut Connection, upgrade: &NewAppUpgrade) -> Result<i64, Error> {
    diesel::insert_into(app_upgrades::table)
        .values(upgrade)
        .execute(&mut connection.link)?;
    crate::dialect::last_id(connection)
}
