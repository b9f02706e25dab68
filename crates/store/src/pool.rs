//! A pool of connections, and the threads that work on them.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use r2d2::{NopErrorHandler, PooledConnection};

use crate::connection::{Connections, start_epoch};
use crate::target::Target;
use crate::threads::Threads;
use crate::{AsStoreError, Connection, Error, dialect};

/// How long a call waits for its turn on the database, and then for a connection.
pub(crate) const WAIT: Duration = Duration::from_secs(1);
/// How long work is repeated after a conflict with another transaction: less than callers wait.
const REPEAT_FOR: Duration = Duration::from_secs(5);
/// The longest pause before the first repeat; it doubles with each repeat, up to eight times as much.
const PAUSE: Duration = Duration::from_millis(8);

/// Connections, and a thread for each.
pub(crate) struct Pool {
    target: Arc<Target>,
    pool: r2d2::Pool<Connections>,
    epoch: Arc<AtomicU64>,
    pub(crate) threads: Threads,
    /// The number of jobs that still run although their callers have given up.
    pub(crate) abandoned: AtomicUsize,
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
            abandoned: AtomicUsize::new(0),
        }
    }

    /// Makes the pool drop every existing connection instead of using it again.
    pub(crate) fn outdate(&self) {
        self.epoch.fetch_add(1, Ordering::Relaxed);
    }

    /// [`crate::Store::run_blocking`]
    pub(crate) fn run_blocking<T, E>(
        &self,
        mut work: impl FnMut(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<Error> + AsStoreError,
    {
        until(Instant::now() + REPEAT_FOR, || {
            twice_if_gone(|| {
                let mut connection = self.connection()?;
                work(&mut connection).inspect_err(|error| self.note(error, &mut connection))
            })
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
        let read_only = |error: &E| matches!(error.as_store_error(), Some(Error::ReadOnly(_)));
        until(Instant::now() + REPEAT_FOR, || {
            match self.transact(&mut work) {
                // Nothing was changed, and another connection may lead to a writable server.
                Err(error) if read_only(&error) => self.transact(&mut work),
                result => result,
            }
        })
    }

    /// One try of a transaction.
    fn transact<T, E>(&self, work: &mut impl FnMut(&mut Connection) -> Result<T, E>) -> Result<T, E>
    where
        E: From<Error> + AsStoreError,
    {
        // Nothing is done yet if the connection is found gone here: the one place where a repeat is safe.
        let mut connection = twice_if_gone(|| {
            let mut connection = self.connection()?;
            let begun = dialect::begin(&mut connection).map_err(Error::from);
            begun.inspect_err(|error| self.note(error, &mut connection))?;
            Ok::<_, Error>(connection)
        })?;
        let result = work(&mut connection).and_then(|value| {
            dialect::commit(&mut connection)?;
            Ok(value)
        });
        result.inspect_err(|error| {
            self.note(error, &mut connection);
            // After a failed commit there may be nothing to roll back; an open transaction never goes to the pool.
            dialect::roll_back(&mut connection);
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

/// Repeats `work` on a conflict with another transaction, after pauses of random length, in which the others can finish.
fn until<T, E: AsStoreError>(
    deadline: Instant,
    mut work: impl FnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut repeats: u32 = 0;
    loop {
        let result = work();
        let retryable = |error: &E| error.as_store_error().is_some_and(Error::is_retryable);
        if !result.as_ref().is_err_and(retryable) || Instant::now() >= deadline {
            return result;
        }
        repeats += 1;
        tracing::debug!(
            repeats,
            "another transaction was in the way; this one is repeated"
        );
        let longest = PAUSE * 2_u32.pow(repeats.min(4) - 1);
        let part = RandomState::new().hash_one(repeats) % 1000;
        std::thread::sleep(longest * u32::try_from(part).unwrap_or_default() / 1000);
    }
}

/// Repeats `work` once if the connection turned out to be gone.
fn twice_if_gone<T, E: AsStoreError>(mut work: impl FnMut() -> Result<T, E>) -> Result<T, E> {
    match work() {
        Err(error) if error.as_store_error().is_some_and(Error::is_gone) => work(),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_are_always_in_the_way_of_ends_at_its_deadline() {
        let mut tries = 0;
        let deadline = Instant::now() + Duration::from_millis(100);
        let result: Result<(), Error> = until(deadline, || {
            tries += 1;
            Err(Error::Contended(String::new()))
        });
        assert!(matches!(result, Err(Error::Contended(_))));
        assert!(tries > 2 && Instant::now() >= deadline, "{tries}");
    }
}
