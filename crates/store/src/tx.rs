//! Transactions: how they begin and end, and when they are repeated.

use std::ops::{Deref, DerefMut};

use crate::pool::Pool;
use crate::repeat::{on_conflict, once_more_if_gone};
use crate::{AsStoreError, Connection, Error, dialect};

/// An open write transaction, and its time.
///
/// Only [`Store::transaction`](crate::Store::transaction) makes a `Tx`, so a function that takes one cannot run outside of a
/// transaction. Reads take the [`Connection`] that it dereferences to.
pub struct Tx<'a> {
    connection: &'a mut Connection,
    now: i64,
}

impl Tx<'_> {
    /// Returns a second handle on the same transaction, for as long as the first is not used.
    pub fn reborrow(&mut self) -> Tx<'_> {
        Tx {
            connection: self.connection,
            now: self.now,
        }
    }

    /// Returns the time of the transaction, in unix seconds: the time of every row that it adds or changes.
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

impl Pool {
    /// See [`crate::Store::transaction_blocking`].
    pub(crate) fn transaction_blocking<T, E>(
        &self,
        now: i64,
        work: &mut dyn FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<Error> + AsStoreError,
    {
        let read_only = |error: &E| matches!(error.as_store_error(), Some(Error::ReadOnly(_)));
        on_conflict(|| {
            match self.transact(now, work) {
                // Nothing was changed, and another connection may lead to a writable server.
                Err(error) if read_only(&error) => self.transact(now, work),
                result => result,
            }
        })
    }

    /// Tries a transaction once.
    fn transact<T, E>(
        &self,
        now: i64,
        work: &mut dyn FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<Error> + AsStoreError,
    {
        // If the connection is gone here, nothing is done yet: this is the only place where a repeat is safe.
        let mut connection = once_more_if_gone(|| {
            let mut connection = self.connection()?;
            let begun = dialect::begin(&mut connection).map_err(Error::from);
            begun.inspect_err(|error| self.note(error, &mut connection))?;
            Ok::<_, Error>(connection)
        })?;
        let mut tx = Tx {
            connection: &mut connection,
            now,
        };
        let result = work(&mut tx).and_then(|value| {
            dialect::commit(&mut connection)?;
            Ok(value)
        });
        result.inspect_err(|error| {
            self.note(error, &mut connection);
            // After a failed commit there may be nothing to roll back; an open transaction never goes to the pool.
            dialect::roll_back(&mut connection);
        })
    }
}
