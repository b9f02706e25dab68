//! The durable copy of sessions that live in the memory of the process, so that a restart logs nobody out.

use diesel::prelude::*;

use crate::schema::sessions;
use crate::{Connection, Error};

/// How many rows go into one statement: databases take some ten thousand values at most.
const ROWS: usize = 500;

/// A session.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
pub struct Session {
    /// The SHA-256 of the token: 64 hex digits.
    pub token_hash: String,
    /// Whose it is.
    pub user_id: i64,
    /// The class of platforms.
    pub class: String,
    /// The platform.
    pub platform: i64,
    /// One letter.
    pub state: String,
    /// When the user logged in.
    pub created_at: i64,
    /// When the end was last moved.
    pub renewed_at: i64,
    /// The first second at which it is over.
    pub expires_at: i64,
}

/// Stores sessions; those that are there under the same hash are overwritten.
///
/// # Errors
/// [`Error::Query`].
pub fn put(connection: &mut Connection, sessions: &[Session]) -> Result<(), Error> {
    for rows in sessions.chunks(ROWS) {
        replace!(connection, sessions::table, rows)?;
    }
    Ok(())
}

/// Removes sessions; those that are not there are removed already.
///
/// # Errors
/// [`Error::Query`].
pub fn remove(connection: &mut Connection, token_hashes: &[String]) -> Result<(), Error> {
    for hashes in token_hashes.chunks(ROWS) {
        let rows = sessions::table.filter(sessions::token_hash.eq_any(hashes));
        diesel::delete(rows).execute(&mut connection.link)?;
    }
    Ok(())
}

/// The sessions that are not over.
///
/// # Errors
/// [`Error::Query`].
pub fn live(connection: &mut Connection, now: i64) -> Result<Vec<Session>, Error> {
    let query = sessions::table.filter(sessions::expires_at.gt(now));
    Ok(query
        .select(Session::as_select())
        .load(&mut connection.link)?)
}

/// Removes the sessions that are over; how many there were.
///
/// # Errors
/// [`Error::Query`].
pub fn purge(connection: &mut Connection, now: i64) -> Result<usize, Error> {
    Ok(
        diesel::delete(sessions::table.filter(sessions::expires_at.le(now)))
            .execute(&mut connection.link)?,
    )
}
