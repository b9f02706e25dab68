//! Versions of the phone clients. Operators add and hide versions, but never edit them.

use diesel::prelude::*;
use signet_store::sql::last_id;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::versions;

/// A version of a client.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = versions)]
pub struct Version {
    /// Its id.
    pub id: i64,
    /// The platform: 1 iOS, 2 Android.
    pub platform: i64,
    /// The version as clients see it.
    pub version: String,
    /// The time at which it was entered.
    pub updated_at: i64,
    /// Whether clients see it.
    pub state: State,
}

/// A version to add. See [`Version`] for the fields.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = versions)]
pub struct NewVersion {
    /// [`Version::platform`]
    pub platform: i64,
    /// [`Version::version`]
    pub version: String,
    /// [`Version::updated_at`]
    pub updated_at: i64,
}

/// Returns the newest version of a platform that clients see.
///
/// # Errors
/// [`Error::Query`].
pub fn newest(connection: &mut Connection, platform: i64) -> Result<Option<Version>, Error> {
    let query = versions::table
        .filter(versions::platform.eq(platform))
        .filter(versions::state.eq(State::Live))
        .order(versions::id.desc());
    let newest = query
        .select(Version::as_select())
        .first(&mut connection.link);
    Ok(newest.optional()?)
}

/// Adds a version that clients see, and returns its id.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, version: &NewVersion) -> Result<i64, Error> {
    let row = (version, versions::state.eq(State::Live));
    diesel::insert_into(versions::table)
        .values(row)
        .execute(&mut tx.link)?;
    last_id(tx)
}

/// Sets the state of a version. The time of entry does not change. Returns whether the version exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    let changed = diesel::update(versions::table.find(id))
        .set(versions::state.eq(state))
        .execute(&mut tx.link)?;
    Ok(changed > 0)
}

/// Returns a page of the versions in any state, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<Version>, Error> {
    let total = versions::table.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = versions::table
            .order(versions::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Version::as_select())
            .load(&mut connection.link)?)
    })
}
