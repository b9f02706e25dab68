//! Addresses that may not call for a time.

use diesel::prelude::*;

use crate::schema::ip_bans;
use crate::{Connection, Error};

/// A ban.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
pub struct IpBan {
    /// The address, as text.
    pub ip: String,
    /// The first second at which it may call again.
    pub banned_until: i64,
    /// Why, for operators.
    pub reason: String,
    /// When it was banned.
    pub created_at: i64,
}

/// Bans an address; an earlier ban of it is overwritten.
///
/// # Errors
/// [`Error::Query`].
pub fn put(connection: &mut Connection, ban: &IpBan) -> Result<(), Error> {
    replace!(connection, ip_bans::table, ban)?;
    Ok(())
}

/// The bans that are not over.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection, now: i64) -> Result<Vec<IpBan>, Error> {
    let query = ip_bans::table
        .filter(ip_bans::banned_until.gt(now))
        .order(ip_bans::ip);
    Ok(query
        .select(IpBan::as_select())
        .load(&mut connection.link)?)
}

/// Lifts a ban; whether there was one.
///
/// # Errors
/// [`Error::Query`].
pub fn remove(connection: &mut Connection, ip: &str) -> Result<bool, Error> {
    Ok(diesel::delete(ip_bans::table.find(ip)).execute(&mut connection.link)? > 0)
}
