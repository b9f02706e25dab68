//! The nodes that run on this database, and the revision that each of them has loaded.

use diesel::prelude::*;

use crate::schema::nodes;
use crate::{Connection, Error};

/// A node, as it registered itself.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
pub struct Node {
    /// Its id, created at its start.
    pub id: String,
    /// Its host and the address it listens on, for operators; at most 255 characters.
    pub address: String,
    /// The revision of the apps and bans that it applies.
    pub revision: i64,
    /// The time of this row, in unix seconds.
    pub seen_at: i64,
}

/// Registers a node, and removes outdated rows: rows of earlier processes on its address, and rows of nodes that were
/// not seen since `silent_since`.
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

/// Returns all nodes, by address.
///
/// # Errors
/// [`Error::Query`].
pub fn all(connection: &mut Connection) -> Result<Vec<Node>, Error> {
    let query = nodes::table.order((nodes::address, nodes::id));
    Ok(query.select(Node::as_select()).load(&mut connection.link)?)
}

/// Removes a node.
///
/// # Errors
/// [`Error::Query`].
pub fn remove(connection: &mut Connection, id: &str) -> Result<(), Error> {
    diesel::delete(nodes::table.find(id)).execute(&mut connection.link)?;
    Ok(())
}
