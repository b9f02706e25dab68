//! The releases of the apps, and the upgrade policy for the users of each release.

use diesel::prelude::*;
use signet_store::sql::{insert_live, set_state, update_row};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::app_upgrades;

/// A release.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct AppUpgrade {
    /// Its id.
    pub id: i64,
    /// The platform: 1 iOS, 2 Android.
    pub platform: i64,
    /// The app market; empty on iOS.
    pub channel: String,
    /// The version, such as `1.10.0`.
    pub version: String,
    /// The policy for its users: 0 no upgrade, 1 may upgrade, 2 must upgrade, 3 the app is closed.
    pub policy: i64,
    /// The title of the dialog.
    pub title: String,
    /// The text of the dialog.
    pub description: String,
    /// The URL of the release.
    pub url: String,
    /// Whether the dialog is shown again: 0 no, 1 yes.
    pub dialog_repeat: i64,
    /// Whether it is in effect.
    pub state: State,
    /// The time of its creation.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// A release as an operator enters it. The fields have the same meaning as in [`AppUpgrade`].
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = app_upgrades)]
pub struct NewAppUpgrade {
    /// The platform: 1 iOS, 2 Android.
    pub platform: i64,
    /// The app market; empty on iOS.
    pub channel: String,
    /// The version, such as `1.10.0`.
    pub version: String,
    /// See [`AppUpgrade::policy`].
    pub policy: i64,
    /// The title of the dialog.
    pub title: String,
    /// The text of the dialog.
    pub description: String,
    /// The URL of the release.
    pub url: String,
    /// Whether the dialog is shown again: 0 no, 1 yes.
    pub dialog_repeat: i64,
}

/// Returns the releases that are in effect, the oldest first.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<AppUpgrade>, Error> {
    let query = app_upgrades::table
        .filter(app_upgrades::state.eq(State::Live))
        .order(app_upgrades::id);
    Ok(query
        .select(AppUpgrade::as_select())
        .load(&mut connection.link)?)
}

/// Returns a page of all releases, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<AppUpgrade>, Error> {
    let total = app_upgrades::table
        .count()
        .get_result(&mut connection.link)?;
    page.read(total, || {
        let query = app_upgrades::table
            .order(app_upgrades::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(AppUpgrade::as_select())
            .load(&mut connection.link)?)
    })
}

/// Adds a release that is in effect and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if this version exists on this platform and channel, in any state.
pub fn insert(tx: &mut Tx<'_>, upgrade: &NewAppUpgrade) -> Result<i64, Error> {
    insert_live!(tx, app_upgrades, upgrade)
}

/// Replaces the fields of a release that operators edit. Returns whether the release exists.
///
/// # Errors
/// [`Error::Duplicate`] if this version exists on this platform and channel, in any state.
pub fn update(tx: &mut Tx<'_>, id: i64, upgrade: &NewAppUpgrade) -> Result<bool, Error> {
    update_row!(tx, app_upgrades, id, upgrade)
}

/// Sets the state of a release. Returns whether the release exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    set_state!(tx, app_upgrades, id, state)
}
