//! Sessions: the logins of users. The fast store holds a copy, which is read first and may be lost at any moment.

use diesel::prelude::*;

use crate::schema::sessions;
use crate::{Connection, Error, Tx};

/// The state of a session that may be used.
const LIVE: &str = "L";

/// A session.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
pub struct Session {
    /// The SHA-256 of the token: 64 hex digits.
    pub token_hash: String,
    /// The user.
    pub user_id: i64,
    /// The realm of the user.
    pub realm: String,
    /// The class of platforms.
    pub class: String,
    /// The platform.
    pub platform: i64,
    /// One letter: `L` is live, any other letter is over. A session that is over stays over.
    pub state: String,
    /// The time of the login.
    pub created_at: i64,
    /// The time at which the end was last moved.
    pub renewed_at: i64,
    /// The first second at which it is over.
    pub expires_at: i64,
}

/// Returns a session by the hash of its token.
///
/// # Errors
/// [`Error::Query`].
pub fn find(connection: &mut Connection, token_hash: &str) -> Result<Option<Session>, Error> {
    Ok(sessions::table
        .find(token_hash)
        .select(Session::as_select())
        .first(&mut connection.link)
        .optional()?)
}

/// Returns the sessions of a user, in any state, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn of_user(connection: &mut Connection, user_id: i64) -> Result<Vec<Session>, Error> {
    let query = sessions::table
        .filter(sessions::user_id.eq(user_id))
        .order((sessions::created_at.desc(), sessions::token_hash));
    Ok(query
        .select(Session::as_select())
        .load(&mut connection.link)?)
}

/// Adds a session.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, session: &Session) -> Result<(), Error> {
    diesel::insert_into(sessions::table)
        .values(session)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Sets the state of sessions. Sessions that are not live are not changed.
///
/// # Errors
/// [`Error::Query`].
pub fn end(connection: &mut Connection, token_hashes: &[String], state: &str) -> Result<(), Error> {
    // The rows are found by their keys alone: a range would lock the gaps around it, and logins of other users would wait.
    let live = sessions::table
        .filter(sessions::token_hash.eq_any(token_hashes))
        .filter(sessions::state.eq(LIVE));
    diesel::update(live)
        .set(sessions::state.eq(state))
        .execute(&mut connection.link)?;
    Ok(())
}

/// Moves the end of a session, if it is live. Returns whether it is live.
///
/// # Errors
/// [`Error::Query`].
pub fn renew(
    connection: &mut Connection,
    token_hash: &str,
    renewed_at: i64,
    expires_at: i64,
) -> Result<bool, Error> {
    let change = (
        sessions::renewed_at.eq(renewed_at),
        sessions::expires_at.eq(expires_at),
    );
    let live = sessions::table
        .find(token_hash)
        .filter(sessions::state.eq(LIVE));
    let changed = diesel::update(live)
        .set(change)
        .execute(&mut connection.link)?;
    Ok(changed > 0)
}

/// Removes sessions; missing ones are no error.
///
/// # Errors
/// [`Error::Query`].
pub fn remove(tx: &mut Tx<'_>, token_hashes: &[String]) -> Result<usize, Error> {
    let rows = sessions::table.filter(sessions::token_hash.eq_any(token_hashes));
    Ok(diesel::delete(rows).execute(&mut tx.link)?)
}

/// Removes at most `limit` of the sessions that were over at a time, the oldest first. Returns their number.
///
/// # Errors
/// [`Error::Query`].
pub fn purge(tx: &mut Tx<'_>, then: i64, limit: i64) -> Result<usize, Error> {
    // Read without a lock and removed by their keys, for the reason that `end` gives.
    let over: Vec<String> = sessions::table
        .filter(sessions::expires_at.le(then))
        .order(sessions::expires_at)
        .select(sessions::token_hash)
        .limit(limit)
        .load(&mut tx.link)?;
    if over.is_empty() {
        return Ok(0);
    }
    remove(tx, &over)
}
