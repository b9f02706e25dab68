//! Services: the work of workers in the homes of clients. A service has no price of its own.

use diesel::prelude::*;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::services;

/// A service. Clients call the id `hid`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = services)]
pub struct Service {
    /// Its id.
    pub id: i64,
    /// The group that it is in.
    pub pid: i64,
    /// Its name.
    pub item_name: String,
    /// The number by which clients sort, if there is one.
    pub sort_id: Option<i64>,
    /// The URL of the picture, if there is one.
    pub pic_url: Option<String>,
    /// Whether clients see it.
    pub state: State,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// The values of a service that an operator enters. See [`Service`] for the fields.
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = services, treat_none_as_null = true)]
pub struct NewService {
    /// [`Service::pid`]
    pub pid: i64,
    /// [`Service::item_name`]
    pub item_name: String,
    /// [`Service::sort_id`]
    pub sort_id: Option<i64>,
    /// [`Service::pic_url`]
    pub pic_url: Option<String>,
}

signet_store::sql::edited!(services, NewService);

/// Returns the services that clients see, ordered by id.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<Service>, Error> {
    let query = services::table
        .filter(services::state.eq(State::Live))
        .order(services::id);
    Ok(query
        .select(Service::as_select())
        .load(&mut connection.link)?)
}

/// Returns the number of services of a group, in any state. The service with the id `without` is not counted.
///
/// # Errors
/// [`Error::Query`].
pub fn count(connection: &mut Connection, pid: i64, without: i64) -> Result<i64, Error> {
    let of_group = services::table
        .filter(services::pid.eq(pid))
        .filter(services::id.ne(without));
    Ok(of_group.count().get_result(&mut connection.link)?)
}

/// Returns a page of the services of a group, in any state and ordered by id.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    pid: i64,
    page: PageRequest,
) -> Result<Paged<Service>, Error> {
    let total = count(connection, pid, 0)?;
    page.read(total, || {
        let query = services::table
            .filter(services::pid.eq(pid))
            .order(services::id)
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Service::as_select())
            .load(&mut connection.link)?)
    })
}
