//! The cities that the company serves.

use std::collections::HashMap;

use diesel::prelude::*;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::cities;

/// A city.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = cities)]
pub struct City {
    /// Its id. Content with the city id 0 is for all cities.
    pub id: i64,
    /// Its code of six digits. Clients use it to name the city.
    pub city_num: String,
    /// Its name.
    pub city_name: String,
    /// The address of the office.
    pub city_address: String,
    /// A text about the office.
    pub city_info: String,
    /// The telephone number of the office.
    pub city_tel: String,
    /// Whether it is the default city. Clients get the default city if no city has a code near the code that they search for.
    pub is_default: bool,
    /// Whether clients see it.
    pub state: State,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// The values of a city that an operator enters. See [`City`] for the fields.
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = cities)]
pub struct NewCity {
    /// [`City::city_num`]
    pub city_num: String,
    /// [`City::city_name`]
    pub city_name: String,
    /// [`City::city_address`]
    pub city_address: String,
    /// [`City::city_info`]
    pub city_info: String,
    /// [`City::city_tel`]
    pub city_tel: String,
    /// [`City::is_default`]
    pub is_default: bool,
}

signet_store::sql::edited!(cities, NewCity);

/// Returns the cities that clients see, ordered by code.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<City>, Error> {
    let query = cities::table
        .filter(cities::state.eq(State::Live))
        .order(cities::city_num);
    Ok(query.select(City::as_select()).load(&mut connection.link)?)
}

/// Returns the id of the city with a code. The city may be in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn id_of(connection: &mut Connection, city_num: &str) -> Result<Option<i64>, Error> {
    let query = cities::table.filter(cities::city_num.eq(city_num));
    let id = query.select(cities::id).first(&mut connection.link);
    Ok(id.optional()?)
}

/// Returns a map from the id to the code of each city in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn numbers(connection: &mut Connection) -> Result<HashMap<i64, String>, Error> {
    let rows: Vec<(i64, String)> = cities::table
        .select((cities::id, cities::city_num))
        .load(&mut connection.link)?;
    Ok(rows.into_iter().collect())
}

/// Returns the number of cities in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn count(connection: &mut Connection) -> Result<i64, Error> {
    Ok(cities::table.count().get_result(&mut connection.link)?)
}

/// Clears the default mark of all cities.
///
/// # Errors
/// [`Error::Query`].
pub fn clear_default(tx: &mut Tx<'_>) -> Result<(), Error> {
    diesel::update(cities::table.filter(cities::is_default.eq(true)))
        .set(cities::is_default.eq(false))
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns a page of the cities in any state, ordered by code.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<City>, Error> {
    let total = count(connection)?;
    page.read(total, || {
        let query = cities::table
            .order(cities::city_num)
            .offset(page.offset)
            .limit(page.limit);
        Ok(query.select(City::as_select()).load(&mut connection.link)?)
    })
}
