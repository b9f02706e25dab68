//! Values that operators set while the gateway runs.

use diesel::prelude::*;
use signet_store::sql::{set_state, update_row};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::system_configs;

/// A value with its name.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct SystemConfig {
    /// Its name.
    pub name: String,
    /// Its name for operators.
    pub title: String,
    /// The value, as text.
    pub value: String,
    /// Whether it is in effect.
    pub state: State,
    /// The time of its last change.
    pub updated_at: i64,
}

/// A value as an operator enters it. The fields have the same meaning as in [`SystemConfig`].
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = system_configs, primary_key(name))]
pub struct NewSystemConfig {
    /// Its name.
    pub name: String,
    /// Its name for operators.
    pub title: String,
    /// The value, as text.
    pub value: String,
}

/// Returns the values that are in effect, by name.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<SystemConfig>, Error> {
    let query = system_configs::table
        .filter(system_configs::state.eq(State::Live))
        .order(system_configs::name);
    Ok(query
        .select(SystemConfig::as_select())
        .load(&mut connection.link)?)
}

/// Returns a page of all values, by name.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<SystemConfig>, Error> {
    let total = system_configs::table
        .count()
        .get_result(&mut connection.link)?;
    page.read(total, || {
        let query = system_configs::table
            .order(system_configs::name)
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(SystemConfig::as_select())
            .load(&mut connection.link)?)
    })
}

/// Adds a value that is in effect.
///
/// # Errors
/// [`Error::Duplicate`] if the name is taken.
pub fn insert(tx: &mut Tx<'_>, config: &NewSystemConfig) -> Result<(), Error> {
    let row = (
        config,
        system_configs::state.eq(State::Live),
        system_configs::updated_at.eq(tx.now()),
    );
    diesel::insert_into(system_configs::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Replaces the fields of a value that operators edit. Returns whether the value exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, config: &NewSystemConfig) -> Result<bool, Error> {
    update_row!(tx, system_configs, &config.name, config)
}

/// Sets the state of a value. Returns whether the value exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, name: &str, state: State) -> Result<bool, Error> {
    set_state!(tx, system_configs, name, state)
}
