//! A pool of connections, and the threads that work on them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use r2d2::{NopErrorHandler, PooledConnection};

use crate::connection::{Connections, start_epoch};
use crate::repeat::{on_conflict, once_more_if_gone};
use crate::target::Target;
use crate::thread_pool::ThreadPool;
use crate::{AsStoreError, Connection, Error};

/// The time that a call waits for its turn on the database, and then for a connection.
pub(crate) const WAIT: Duration = Duration::from_secs(1);

/// Connections, and a thread for each.
pub(crate) struct Pool {
    target: Arc<Target>,
    pool: r2d2::Pool<Connections>,
    epoch: Arc<AtomicU64>,
    pub(crate) threads: ThreadPool,
    /// The number of jobs that still run although their callers have given up.
    pub(crate) abandoned: AtomicUsize,
}

type Pooled = PooledConnection<Connections>;

impl Pool {
    /// Creates a pool; does not connect.
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
            threads: ThreadPool::new(usize::try_from(size).unwrap_or(usize::MAX)),
            abandoned: AtomicUsize::new(0),
        }
    }

    /// Makes the pool drop every existing connection instead of using it again.
    pub(crate) fn outdate(&self) {
        self.epoch.fetch_add(1, Ordering::Relaxed);
    }

    /// See [`crate::Store::run_blocking`].
    pub(crate) fn run_blocking<T, E>(
        &self,
        work: &mut dyn FnMut(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<Error> + AsStoreError,
    {
        on_conflict(|| {
            once_more_if_gone(|| {
                let mut connection = self.connection()?;
                work(&mut connection).inspect_err(|error| self.note(error, &mut connection))
            })
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

    /// If `error` shows that the connection is gone, keeps it and all connections that are as old out of the pool.
    pub(crate) fn note(&self, error: &impl AsStoreError, connection: &mut Connection) {
        if let Some(error) = error.as_store_error().filter(|error| error.is_gone()) {
            tracing::warn!(%error, "the connections of the pool are replaced");
            connection.give_up();
            start_epoch(&self.epoch, connection);
        }
    }
}
