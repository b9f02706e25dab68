//! The positions where ads are shown.

use diesel::prelude::*;
use signet_store::sql::last_id;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::ad_positions;

/// A position where ads are shown.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct AdPosition {
    /// Its id.
    pub id: i64,
    /// Its name on the wire.
    pub code: String,
    /// Its name for operators.
    pub name: String,
    /// The maximum number of ads that it shows.
    pub max_ads: i64,
    /// Whether it shows its ads.
    pub state: State,
}

/// A position as an operator enters it. The fields have the same meaning as in [`AdPosition`].
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = ad_positions)]
pub struct NewAdPosition {
    /// Its name on the wire.
    pub code: String,
    /// Its name for operators.
    pub name: String,
    /// The maximum number of ads that it shows.
    pub max_ads: i64,
}

/// Returns the positions that show their ads.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<AdPosition>, Error> {
    let query = ad_positions::table
        .filter(ad_positions::state.eq(State::Live))
        .order(ad_positions::id);
    Ok(query
        .select(AdPosition::as_select())
        .load(&mut connection.link)?)
}

/// Returns whether a position exists, in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn exists(connection: &mut Connection, id: i64) -> Result<bool, Error> {
    let found: i64 = ad_positions::table
        .find(id)
        .count()
        .get_result(&mut connection.link)?;
    Ok(found > 0)
}

/// Returns a page of all positions, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<AdPosition>, Error> {
    let total = ad_positions::table
        .count()
        .get_result(&mut connection.link)?;
    page.read(total, || {
        let query = ad_positions::table
            .order(ad_positions::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(AdPosition::as_select())
            .load(&mut connection.link)?)
    })
}

/// Adds a live position and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if the code is taken.
pub fn insert(tx: &mut Tx<'_>, position: &NewAdPosition) -> Result<i64, Error> {
    diesel::insert_into(ad_positions::table)
        .values((position, ad_positions::state.eq(State::Live)))
        .execute(&mut tx.link)?;
    last_id(tx)
}

/// Replaces the fields of a position that operators edit. Returns whether the position exists.
///
/// # Errors
/// [`Error::Duplicate`] if the code is taken.
pub fn update(tx: &mut Tx<'_>, id: i64, position: &NewAdPosition) -> Result<bool, Error> {
    Ok(diesel::update(ad_positions::table.find(id))
        .set(position)
        .execute(&mut tx.link)?
        > 0)
}

/// Sets the state of a position. Returns whether the position exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    Ok(diesel::update(ad_positions::table.find(id))
        .set(ad_positions::state.eq(state))
        .execute(&mut tx.link)?
        > 0)
}
