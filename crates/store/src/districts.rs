//! Provinces, cities and districts by their official six-digit codes.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::schema::districts;
use crate::{Connection, Error, Tx};

/// The number of rows in one statement: databases accept some ten thousand values at most.
const ROWS: usize = 500;

/// A province, a city or a district, depending on its code.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
// Without default values, diesel inserts many rows in one statement on SQLite.
#[diesel(treat_none_as_default_value = false)]
pub struct District {
    /// Six digits: two for the province, two for the city, two for the district.
    pub code: i64,
    /// Its name; at most 64 characters.
    pub name: String,
}

/// Replaces the whole table.
///
/// # Errors
/// [`Error::Duplicate`] if two rows have the same code.
pub fn replace_all(tx: &mut Tx<'_>, all: &[District]) -> Result<(), Error> {
    diesel::delete(districts::table).execute(&mut tx.link)?;
    for rows in all.chunks(ROWS) {
        on_either!(tx, link => diesel::insert_into(districts::table).values(rows).execute(link))?;
    }
    Ok(())
}

/// Returns the districts with some codes, by code; missing codes are left out.
///
/// # Errors
/// [`Error::Query`].
pub fn by_codes(connection: &mut Connection, codes: &[i64]) -> Result<Vec<District>, Error> {
    Ok(districts::table
        .filter(districts::code.eq_any(codes))
        .order(districts::code)
        .select(District::as_select())
        .load(&mut connection.link)?)
}

/// Returns the provinces that have cities or districts, by code.
///
/// # Errors
/// [`Error::Query`].
pub fn provinces(connection: &mut Connection) -> Result<Vec<District>, Error> {
    let is_province = sql::<Bool>(
        "code % 10000 = 0 AND EXISTS (SELECT 1 FROM districts AS below \
         WHERE below.code > districts.code AND below.code < districts.code + 10000)",
    );
    Ok(districts::table
        .filter(is_province)
        .order(districts::code)
        .select(District::as_select())
        .load(&mut connection.link)?)
}

/// Returns the districts with codes between two codes, both included, by code.
///
/// # Errors
/// [`Error::Query`].
pub fn between(connection: &mut Connection, first: i64, last: i64) -> Result<Vec<District>, Error> {
    Ok(districts::table
        .filter(districts::code.between(first, last))
        .order(districts::code)
        .select(District::as_select())
        .load(&mut connection.link)?)
}

/// Returns whether there is a district with a code between two codes, both included.
///
/// # Errors
/// [`Error::Query`].
pub fn any_between(connection: &mut Connection, first: i64, last: i64) -> Result<bool, Error> {
    let between = districts::table.filter(districts::code.between(first, last));
    Ok(diesel::select(diesel::dsl::exists(between)).get_result(&mut connection.link)?)
}
