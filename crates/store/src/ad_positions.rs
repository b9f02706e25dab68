//! The places where ads are shown.

use diesel::prelude::*;

use crate::schema::ad_positions;
use crate::{Connection, Error};

/// A place.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct AdPosition {
    /// Its number.
    pub id: i64,
    /// Its name on the wire.
    pub code: String,
    /// Its name for operators.
    pub name: String,
    /// How many ads it shows at most.
    pub max_ads: i64,
}

/// A place to add.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = ad_positions)]
pub struct NewAdPosition {
    /// Its name on the wire.
    pub code: String,
    /// Its name for operators.
    pub name: String,
    /// How many ads it shows at most.
    pub max_ads: i64,
}

/// All places.
///
/// # Errors
/// [`Error::Query`].
pub fn all(connection: &mut Connection) -> Result<Vec<AdPosition>, Error> {
    Ok(ad_positions::table
        .order(ad_positions::id)
        .select(AdPosition::as_select())
        .load(&mut connection.link)?)
}

/// Adds a place and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if the code is taken.
pub fn insert(connection: &mut Connection, position: &NewAdPosition) -> Result<i64, Error> {
    diesel::insert_into(ad_positions::table)
        .values(position)
        .execute(&mut connection.link)?;
    crate::dialect::last_id(connection)
}
