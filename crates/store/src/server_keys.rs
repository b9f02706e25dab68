//! The keys that the nodes share, created at the first start.

use diesel::prelude::*;

use crate::schema::server_keys;
use crate::{Connection, Error, Tx};

/// Returns the key with a name. If there is no key yet, `candidate` becomes the key.
///
/// Nodes that do this at the same time get the same key. Run it outside a transaction: in a transaction that has read
/// before, MySQL would not show the other node's key.
///
/// # Errors
/// [`Error::Query`].
pub fn get_or_insert(
    connection: &mut Connection,
    name: &str,
    candidate: &str,
) -> Result<String, Error> {
    let row = (server_keys::name.eq(name), server_keys::value.eq(candidate));
    insert_or_ignore!(connection, server_keys::table, row)?;
    let query = server_keys::table.find(name).select(server_keys::value);
    Ok(query.first(&mut connection.link)?)
}

/// Returns the key with a name, if there is one.
///
/// # Errors
/// [`Error::Query`].
pub fn find(connection: &mut Connection, name: &str) -> Result<Option<String>, Error> {
    let query = server_keys::table.find(name).select(server_keys::value);
    Ok(query.first(&mut connection.link).optional()?)
}

/// Replaces the key with a name.
///
/// # Errors
/// [`Error::Query`].
pub fn set(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<(), Error> {
    diesel::update(server_keys::table.find(name))
        .set(server_keys::value.eq(value))
        .execute(&mut tx.link)?;
    Ok(())
}
