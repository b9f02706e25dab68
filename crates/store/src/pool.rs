//! A pool of connections, and the threads that work on them.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use diesel::connection::TransactionManager;
use r2d2::{NopErrorHandler, PooledConnection};

use crate::connection::{Connections, start_epoch};
use crate::link::Link;
use crate::target::Target;
use crate::threads::Threads;
use crate::{AsStoreError, Connection, Error, dialect};

/// How long a call waits for its turn on the database, and then for a connection.
pub(crate) const WAIT: Duration = Duration::from_secs(1);
/// How often a transaction is repeated after another was in its way.
const REPEATS: usize = 3;

/// Connections, and a thread for each.
pub(crate) struct Pool {
    target: Arc<Target>,
    pool: r2d2::Pool<Connections>,
    epoch: Arc<AtomicU64>,
    pub(crate) threads: Threads,
}

type Pooled = PooledConnection<Connections>;

impl Pool {
    /// Does not connect.
    pub(crate) fn new(target: &Arc<Target>, size: u32) -> Pool {
        let epoch = Arc::new(AtomicU64::new(0));
        let connections = Connections::new(Target::clone(target), Arc::clone(&epoch));
        let pool = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .connection_timeout(WAIT)
            // Not a ping: `is_valid` compares two numbers.
            .test_on_check_out(true)
            // A failure is reported by the call that waits for the connection.
            .error_handler(Box::new(NopErrorHandler))
            .build_unchecked(connections);
        Pool {
            target: Arc::clone(target),
            pool,
            epoch,
            threads: Threads::new(usize::try_from(size).unwrap_or(usize::MAX)),
        }
    }

    /// [`crate::Store::run_blocking`]
    pub(crate) fn run_blocking<T, E>(
        &self,
        mut work: impl FnMut(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<Error> + AsStoreError,
    {
        twice_if_gone(|| {
            let mut connection = self.connection()?;
            work(&mut connection).inspect_err(|error| self.note(error, &mut connection))
        })
    }

    /// [`crate::Store::transaction_blocking`]
    pub(crate) fn transaction_blocking<T, E>(
        &self,
        mut work: impl FnMut(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<Error> + AsStoreError,
    {
        let mut repeats = REPEATS;
        loop {
            let result = self.transact(&mut work);
            let retryable = |error: &E| error.as_store_error().is_some_and(Error::is_retryable);
            if repeats == 0 || !result.as_ref().is_err_and(retryable) {
                return result;
            }
            repeats -= 1;
            tracing::info!(
                repeats,
                "another transaction was in the way; the transaction is repeated"
            );
        }
    }

    /// One try of a transaction.
    fn transact<T, E>(&self, work: &mut impl FnMut(&mut Connection) -> Result<T, E>) -> Result<T, E>
    where
        E: From<Error> + AsStoreError,
    {
        // Nothing is done yet if the connection is found gone here: the one place where a repeat is safe.
        let mut connection = twice_if_gone(|| {
            let mut connection = self.connection()?;
            let begun = dialect::begin(&mut connection.link).map_err(Error::from);
            begun.inspect_err(|error| self.note(error, &mut connection))?;
            Ok::<_, Error>(connection)
        })?;
        let result = work(&mut connection).and_then(|value| {
            Link::commit_transaction(&mut connection.link).map_err(Error::from)?;
            Ok(value)
        });
        result.inspect_err(|error| {
            self.note(error, &mut connection);
            // After a failed commit there may be nothing to roll back; an open transaction never goes to the pool.
            if Link::rollback_transaction(&mut connection.link).is_err() {
                connection.give_up();
            }
        })
    }

    pub(crate) fn connection(&self) -> Result<Pooled, Error> {
        self.pool
            .get()
            .map_err(|error| match self.pool.state().connections {
                all if all == self.pool.max_size() => Error::Busy,
                _ => self.target.unreachable(error),
            })
    }

    /// Keeps a connection that is gone, and those that are as old, out of the pool.
    fn note(&self, error: &impl AsStoreError, connection: &mut Connection) {
        if let Some(error) = error.as_store_error().filter(|error| error.is_gone()) {
            tracing::warn!(%error, "the connections of the pool are replaced");
            connection.give_up();
            start_epoch(&self.epoch, connection);
        }
    }
}

/// Repeats `work` once if the connection turned out to be gone.
fn twice_if_gone<T, E: AsStoreError>(mut work: impl FnMut() -> Result<T, E>) -> Result<T, E> {
    match work() {
        Err(error) if error.as_store_error().is_some_and(Error::is_gone) => work(),
        result => result,
    }
}
