//! The events that gave or took points, each once for an account.

use diesel::dsl::exists;
use diesel::prelude::*;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::point_events;

/// The event behind a row of the ledger of points.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = point_events)]
pub struct Event {
    /// The row of the ledger.
    pub ledger_id: i64,
    /// The account.
    pub user_id: i64,
    /// The type, at most 16 characters.
    pub event_type: String,
    /// The number among the events of the type.
    pub event_id: i64,
    /// The reason for people, at most 64 characters.
    pub reason: String,
}

/// Records an event.
///
/// # Errors
/// [`Error::Duplicate`] if the event has given points to the account before.
pub fn insert(tx: &mut Tx<'_>, event: &Event) -> Result<(), Error> {
    diesel::insert_into(point_events::table)
        .values(event)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns whether an event gave points to an account or took them. The row of the account must be locked.
///
/// # Errors
/// [`Error::Query`].
pub fn is_there(
    tx: &mut Tx<'_>,
    user_id: i64,
    event_type: &str,
    event_id: i64,
) -> Result<bool, Error> {
    let query = point_events::table
        .filter(point_events::user_id.eq(user_id))
        .filter(point_events::event_type.eq(event_type))
        .filter(point_events::event_id.eq(event_id));
    Ok(diesel::select(exists(query)).get_result(&mut tx.link)?)
}

/// Returns the events of rows of the ledger.
///
/// # Errors
/// [`Error::Query`].
pub fn of_ledger(connection: &mut Connection, ids: &[i64]) -> Result<Vec<Event>, Error> {
    let query = point_events::table.filter(point_events::ledger_id.eq_any(ids));
    Ok(query
        .select(Event::as_select())
        .load(&mut connection.link)?)
}
