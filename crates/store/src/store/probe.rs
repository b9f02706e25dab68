//! The probe of the database, on a connection that calls do not use: a flood of calls must not look like a database that
//! is away.

use std::pin::pin;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::{ANSWER_WAIT, Shared, Store};
use crate::pool::Pool;
use crate::{AsStoreError, Connection, Error, dialect};

/// The time after which [`Store::probe`] counts the database as away, and then the time after which it gives the connection up.
const PROBE_WAIT: Duration = Duration::from_secs(1);
const GIVE_UP_WAIT: Duration = Duration::from_secs(4);
/// The number of threads that may hang in [`Store::probe`], one more every five seconds: the system tries for about two minutes to
/// connect to a host that is gone.
pub(super) const MAX_HANGING: usize = 32;
/// The number of connections that may hang before the pool is no longer replaced: from then on they count as busy.
const MAX_STUCK: usize = 32;

impl Store {
    /// Runs a read on a connection that calls do not use, to find out whether the database is reachable and writable.
    /// While it is not, calls fail at once instead of each waiting for a time limit; running work is not interrupted.
    /// Call this periodically: it also detects that the database is back.
    ///
    /// # Errors
    /// As [`Store::run`]; [`Error::NoAnswer`] after five seconds.
    pub async fn probe<T, E>(
        &self,
        work: impl FnMut(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + AsStoreError + Send + 'static,
    {
        let mut work = work;
        let mut look = pin!(self.look(move |connection| {
            dialect::check_writable(connection)?;
            work(connection)
        }));
        let result = match timeout(PROBE_WAIT, &mut look).await {
            Ok(result) => result,
            Err(_) => {
                self.set_away(Some(&Error::NoAnswer));
                let late = timeout(GIVE_UP_WAIT, look).await;
                late.unwrap_or_else(|_| {
                    self.shared.hung.store(true, Relaxed);
                    Err(Error::NoAnswer.into())
                })
            }
        };
        let error = result.as_ref().err().and_then(AsStoreError::as_store_error);
        let away = error.filter(|error| error.is_away());
        let hangs = || {
            let stuck = self.shared.stuck.load(Relaxed);
            self.shared.calls.load().abandoned.load(Relaxed) > 0 && stuck < MAX_STUCK
        };
        if away.is_none() && (self.shared.hung.swap(false, Relaxed) || hangs()) {
            // A connection that hangs is not used again; the others may hang too, so all are replaced.
            let pool = Pool::new(&self.shared.target, self.shared.size);
            self.shared.calls.store(Arc::new(pool));
        }
        self.set_away(away);
        result
    }

    /// As [`Store::run`], on the connection that calls do not use: it does not wait for calls.
    ///
    /// # Errors
    /// As [`Store::run`]; [`Error::NoAnswer`] after twenty seconds, and the work may still be done later.
    pub async fn run_background<T, E>(
        &self,
        work: impl FnMut(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + AsStoreError + Send + 'static,
    {
        let answer = timeout(ANSWER_WAIT, self.look(work)).await;
        answer.unwrap_or_else(|_| Err(Error::NoAnswer.into()))
    }

    /// Runs `work` on the probe connection, or on a new one if that is gone or in use by a thread that hangs.
    async fn look<T, E>(
        &self,
        mut work: impl FnMut(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + AsStoreError + Send + 'static,
    {
        let Ok(permit) = Arc::clone(&self.shared.probe_permits).try_acquire_owned() else {
            return Err(Error::NoAnswer.into());
        };
        let shared = Arc::clone(&self.shared);
        on_a_thread(move || {
            let _permit = permit;
            let kept = shared.probe_connection().take();
            let new = || Connection::without_pool(&shared.target);
            let mut connection = match kept {
                Some(kept) => kept,
                None => new()?,
            };
            let mut result = work(&mut connection);
            let gone = |result: &Result<T, E>| {
                let error = result.as_ref().err().and_then(AsStoreError::as_store_error);
                error.is_some_and(Error::is_gone)
            };
            if gone(&result) {
                // Existing connections may lead to a server that is gone or read-only.
                shared.calls.load().outdate();
                connection = new()?;
                result = work(&mut connection);
            }
            if !gone(&result) {
                *shared.probe_connection() = Some(connection);
            }
            result
        })
        .await
    }
}

impl Shared {
    /// Locks the probe connection. A poisoned lock is safe: it holds a complete connection or `None`.
    fn probe_connection(&self) -> MutexGuard<'_, Option<Connection>> {
        self.probe_connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs `work` on a thread that may block.
async fn on_a_thread<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let result = spawn_blocking(work).await;
    result.unwrap_or_else(|_| Err(Error::Panicked.into()))
}
