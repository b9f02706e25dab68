use std::ops::{Deref, DerefMut};

use crate::Connection;

/// An open write transaction, and its time.
///
/// Only [`Store::transaction`](crate::Store::transaction) makes one, so what takes it cannot run outside of a transaction.
/// Reads take the [`Connection`] that it dereferences to.
pub struct Tx<'a> {
    connection: &'a mut Connection,
    now: i64,
}

impl Tx<'_> {
    pub(crate) fn new(connection: &mut Connection, now: i64) -> Tx<'_> {
        Tx { connection, now }
    }

    /// Returns a second handle on the same transaction, for as long as the first is not used.
    pub fn reborrow(&mut self) -> Tx<'_> {
        Tx::new(self.connection, self.now)
    }

    /// Returns the time of the transaction, in unix seconds: that of every row which it adds or changes.
    pub fn now(&self) -> i64 {
        self.now
    }
}

impl Deref for Tx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection
    }
}
