//! Groups of services.

use diesel::prelude::*;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::service_groups;

/// A group of services. Clients call the id `pid`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = service_groups)]
pub struct ServiceGroup {
    /// Its id.
    pub id: i64,
    /// The id of the only city that has it; 0 if all cities have it.
    pub city_id: i64,
    /// Its name.
    pub item_name: String,
    /// A note to clients, or empty.
    pub note: String,
    /// Its kind: 1 repairs, 2 installations.
    pub kind: i64,
    /// The group of goods that is recommended with it; 0 for none.
    pub recommand: i64,
    /// The URL of the icon, or empty.
    pub icon: String,
    /// The number by which clients sort, if there is one.
    pub sort_id: Option<i64>,
    /// Whether clients see it.
    pub state: State,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// The values of a group that an operator enters. See [`ServiceGroup`] for the fields.
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = service_groups, treat_none_as_null = true)]
pub struct NewServiceGroup {
    /// [`ServiceGroup::city_id`]
    pub city_id: i64,
    /// [`ServiceGroup::item_name`]
    pub item_name: String,
    /// [`ServiceGroup::note`]
    pub note: String,
    /// [`ServiceGroup::kind`]
    pub kind: i64,
    /// [`ServiceGroup::recommand`]
    pub recommand: i64,
    /// [`ServiceGroup::icon`]
    pub icon: String,
    /// [`ServiceGroup::sort_id`]
    pub sort_id: Option<i64>,
}

signet_store::sql::edited!(service_groups, NewServiceGroup);

/// Returns the groups that clients see, ordered by id.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<ServiceGroup>, Error> {
    let query = service_groups::table
        .filter(service_groups::state.eq(State::Live))
        .order(service_groups::id);
    Ok(query
        .select(ServiceGroup::as_select())
        .load(&mut connection.link)?)
}

/// Returns whether a group with an id exists, in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn exists(connection: &mut Connection, id: i64) -> Result<bool, Error> {
    let found = service_groups::table.find(id).select(service_groups::id);
    let found: Option<i64> = found.first(&mut connection.link).optional()?;
    Ok(found.is_some())
}

/// Returns the number of groups in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn count(connection: &mut Connection) -> Result<i64, Error> {
    Ok(service_groups::table
        .count()
        .get_result(&mut connection.link)?)
}

/// Returns a page of the groups in any state, ordered by id.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<ServiceGroup>, Error> {
    let total = count(connection)?;
    page.read(total, || {
        let query = service_groups::table
            .order(service_groups::id)
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(ServiceGroup::as_select())
            .load(&mut connection.link)?)
    })
}
