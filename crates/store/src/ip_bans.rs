//! Temporarily banned networks.

use diesel::prelude::*;

use crate::schema::ip_bans;
use crate::{Connection, Error, Tx};

/// A ban.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
pub struct IpBan {
    /// The network: an IPv4 address, or CIDR such as `10.0.0.0/8` and `2001:db8::/64`. Older rows have a single IPv6 address.
    pub ip: String,
    /// The first second at which it may call again.
    pub banned_until: i64,
    /// The reason, for operators.
    pub reason: String,
    /// The time of the ban.
    pub created_at: i64,
}

/// Bans a network; an earlier ban with the same spelling is overwritten.
///
/// # Errors
/// [`Error::Query`].
pub fn put(tx: &mut Tx<'_>, ban: &IpBan) -> Result<(), Error> {
    replace!(tx, ip_bans::table, ban)?;
    Ok(())
}

/// Returns the bans that are not over.
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

/// Returns the bans of single IPv6 addresses, which are no longer created.
///
/// # Errors
/// [`Error::Query`].
pub fn of_ipv6_addresses(connection: &mut Connection) -> Result<Vec<IpBan>, Error> {
    let query = ip_bans::table
        .filter(ip_bans::ip.like("%:%"))
        .filter(ip_bans::ip.not_like("%/%"));
    Ok(query
        .select(IpBan::as_select())
        .load(&mut connection.link)?)
}

/// Lifts the ban with this spelling. Returns whether there was one.
///
/// # Errors
/// [`Error::Query`].
pub fn remove(tx: &mut Tx<'_>, ip: &str) -> Result<bool, Error> {
    Ok(diesel::delete(ip_bans::table.find(ip)).execute(&mut tx.link)? > 0)
}
