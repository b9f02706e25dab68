//! The nodes that run on this database, and what each of them has loaded.

use diesel::prelude::*;

use crate::schema::nodes;
use crate::{Connection, Error};

/// A node, as it noted itself.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
pub struct Node {
    /// Its id, made at its start.
    pub id: String,
    /// Its host and the address it listens on, for operators; at most 255 characters.
    pub address: String,
    /// The revision of the apps and bans that it obeys.
    pub revision: i64,
    /// When it noted this, in unix seconds.
    pub seen_at: i64,
}

/// Notes a node, and forgets those that were there before it: an earlier process on its address, and nodes that have noted
/// nothing since a time.
///
/// # Errors
/// [`Error::Query`].
pub fn put(connection: &mut Connection, node: &Node, silent_since: i64) -> Result<(), Error> {
    let earlier = nodes::address.eq(&node.address).and(nodes::id.ne(&node.id));
    let gone = nodes::seen_at.lt(silent_since);
    diesel::delete(nodes::table.filter(earlier.or(gone))).execute(&mut connection.link)?;
    replace!(connection, nodes::table, node)?;
    Ok(())
}

/// All nodes, by address.
///
/// # Errors
/// [`Error::Query`].
pub fn all(connection: &mut Connection) -> Result<Vec<Node>, Error> {
    let query = nodes::table.order((nodes::address, nodes::id));
    Ok(query.select(Node::as_select()).load(&mut connection.link)?)
}

/// Forgets a node.
///
/// # Errors
/// [`Error::Query`].
pub fn remove(connection: &mut Connection, id: &str) -> Result<(), Error> {
    diesel::delete(nodes::table.find(id)).execute(&mut connection.link)?;
    Ok(())
}
