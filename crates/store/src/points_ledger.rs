//! Every change of a user's points.

use diesel::prelude::*;

use crate::schema::points_ledger;
use crate::{Connection, Error};

/// A change to note.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = points_ledger)]
pub struct NewEntry {
    /// Whose points changed.
    pub user_id: i64,
    /// By how much.
    pub delta: i64,
    /// The points after the change.
    pub balance: i64,
    /// Why, in a word.
    pub reason: String,
    /// What it was for, such as the number of an order; or empty.
    pub ref_id: String,
    /// When.
    pub created_at: i64,
}

/// Notes a change, in the transaction that makes it.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(connection: &mut Connection, entry: &NewEntry) -> Result<(), Error> {
    diesel::insert_into(points_ledger::table)
        .values(entry)
        .execute(&mut connection.link)?;
    Ok(())
}
