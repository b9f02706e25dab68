//! Revisions: numbers that grow when data that is served from memory changes, so that every node can detect that its copy is outdated.

use diesel::prelude::*;
use diesel::result::Error::NotFound;

use crate::schema::revisions;
use crate::{Connection, Error, Tx};

/// Increments the revision of a topic, in the transaction that makes the change.
///
/// This comes first in the transaction, because it is also the lock between changes: the rows that the transaction reads
/// do not change until it ends.
///
/// # Errors
/// [`Error::Query`], also if no migration made the topic.
pub fn bump(tx: &mut Tx<'_>, topic: &str) -> Result<(), Error> {
    let grow = revisions::number.eq(revisions::number + 1);
    match diesel::update(revisions::table.find(topic))
        .set(grow)
        .execute(&mut tx.link)?
    {
        0 => Err(NotFound.into()),
        _ => Ok(()),
    }
}

/// Returns every topic and its number.
///
/// # Errors
/// [`Error::Query`].
pub fn all(connection: &mut Connection) -> Result<Vec<(String, i64)>, Error> {
    Ok(revisions::table
        .order(revisions::topic)
        .load(&mut connection.link)?)
}
