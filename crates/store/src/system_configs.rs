//! Values that operators set while the gateway runs.

use diesel::prelude::*;

use crate::schema::system_configs;
use crate::{Connection, Error};

/// The state of a value that counts.
const LIVE: i64 = 1;

/// A value.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
pub struct SystemConfig {
    /// Its name.
    pub name: String,
    /// Its name for operators.
    pub title: String,
    /// The value, as text.
    pub value: String,
    /// 1 if it counts.
    pub state: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// The values that count, by name.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<SystemConfig>, Error> {
    let query = system_configs::table
        .filter(system_configs::state.eq(LIVE))
        .order(system_configs::name);
    Ok(query
        .select(SystemConfig::as_select())
        .load(&mut connection.link)?)
}

/// Adds a value; one of the same name is overwritten.
///
/// # Errors
/// [`Error::Query`].
pub fn put(connection: &mut Connection, config: &SystemConfig) -> Result<(), Error> {
    replace!(connection, system_configs::table, config)?;
    Ok(())
}
