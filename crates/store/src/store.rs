use std::sync::atomic::AtomicU64;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use diesel::connection::TransactionManager;
use r2d2::{NopErrorHandler, Pool, PooledConnection};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::connection::{Connections, start_epoch};
use crate::link::Link;
use crate::target::Target;
use crate::{AsStoreError, Connection, Error, dialect, migrations};

/// How long a call waits for its turn on the database, and then for a connection.
const WAIT: Duration = Duration::from_secs(1);
/// How long [`Store::open`] waits for the first connection.
const OPEN_WAIT: Duration = Duration::from_secs(3);
/// How long a call waits for its work to be done. Waits for locks end sooner: only a server that hangs takes so long.
const ANSWER_WAIT: Duration = Duration::from_secs(20);
/// How often a transaction is repeated after another was in its way.
const REPEATS: usize = 3;

/// The database. A clone is the same database.
#[derive(Clone)]
pub struct Store {
    target: Arc<Target>,
    pool: Pool<Connections>,
    epoch: Arc<AtomicU64>,
    places: Arc<Semaphore>,
}

type Pooled = PooledConnection<Connections>;

impl Store {
    /// Opens a database and checks that it is there; blocks for up to three seconds.
    ///
    /// `url` is `sqlite://path/to/file.db`, with a path from the working folder, or `sqlite:///path/to/file.db`, or
    /// `mysql://user:password@host:port/database`. A SQLite file and its folder are made if they are not there.
    /// `pool` is how many connections there are at most, and so how many calls work on the database at once.
    ///
    /// # Errors
    /// [`Error::Url`] and [`Error::Unreachable`]; their text is one line that says what to do, without a password.
    pub fn open(url: &str, pool: u32) -> Result<Store, Error> {
        let target = Target::parse(url)?;
        let epoch = Arc::new(AtomicU64::new(0));
        let connections = Connections::new(target.clone(), Arc::clone(&epoch));
        try_once(target.clone())?;
        let size = pool.max(1);
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .connection_timeout(WAIT)
            // Not a ping: `is_valid` compares two numbers.
            .test_on_check_out(true)
            // A failure is reported by the call that waits for the connection.
            .error_handler(Box::new(NopErrorHandler))
            .build_unchecked(connections);
        let places = usize::try_from(size).unwrap_or(Semaphore::MAX_PERMITS);
        Ok(Store {
            target: Arc::new(target),
            pool,
            epoch,
            places: Arc::new(Semaphore::new(places)),
        })
    }

    /// Brings the schema up to date and returns the names of the migrations that it took; blocks.
    ///
    /// Several nodes may do so at once: one works, the others wait and find nothing to do.
    ///
    /// # Errors
    /// [`Error::Migration`]; on SQLite nothing has changed then, on MySQL the earlier migrations are done.
    pub fn migrate(&self) -> Result<Vec<String>, Error> {
        match *self.target {
            #[cfg(feature = "mysql")]
            Target::Mysql { .. } => self.run_blocking(migrations::run),
            // One transaction around them all is the lock between nodes.
            Target::Sqlite { .. } => self.transaction_blocking(migrations::run),
        }
    }

    /// Whether [`Store::migrate`] has something to do; blocks.
    ///
    /// # Errors
    /// [`Error::Migration`], or what keeps the database from being asked.
    pub fn pending_migrations(&self) -> Result<bool, Error> {
        self.run_blocking(migrations::are_pending)
    }

    /// Runs a read, or a single statement that may run twice, off the async threads.
    ///
    /// If the connection turns out to be gone, `work` is repeated once on a fresh one: what must happen once belongs
    /// in a [`Store::transaction`].
    ///
    /// # Errors
    /// Those of `work`; [`Error::Busy`] if a second went by without a turn; [`Error::Unreachable`],
    /// [`Error::NoAnswer`] and [`Error::Panicked`].
    pub async fn run<T, E>(
        &self,
        work: impl FnMut(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + AsStoreError + Send + 'static,
    {
        self.in_turn(|store| store.run_blocking(work)).await
    }

    /// Runs `work` in one write transaction off the async threads: committed if it returns `Ok`, else rolled back.
    ///
    /// It is repeated up to three times if another transaction was in the way ([`Error::is_retryable`]) and after
    /// nothing else, so `work` must change nothing but the database.
    ///
    /// # Errors
    /// As [`Store::run`]. After [`Error::Gone`] and [`Error::NoAnswer`] it is unknown whether it was committed.
    pub async fn transaction<T, E>(
        &self,
        work: impl FnMut(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + AsStoreError + Send + 'static,
    {
        self.in_turn(|store| store.transaction_blocking(work)).await
    }

    /// [`Store::run`] on this thread, for the command line and tests.
    ///
    /// # Errors
    /// Those of `work`; [`Error::Busy`] and [`Error::Unreachable`] if there is no connection within a second.
    pub fn run_blocking<T, E>(
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

    /// [`Store::transaction`] on this thread, for the command line and tests.
    ///
    /// # Errors
    /// As [`Store::run_blocking`]. After [`Error::Gone`] it is unknown whether it was committed.
    pub fn transaction_blocking<T, E>(
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

    /// Waits for a turn, then runs `work` on a thread that may block.
    async fn in_turn<T, E>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let Ok(Ok(place)) = timeout(WAIT, Arc::clone(&self.places).acquire_owned()).await else {
            return Err(Error::Busy.into());
        };
        let store = self.clone();
        let work = spawn_blocking(move || {
            // The place is free again when the work is done, not when nobody waits for it any more.
            let _place = place;
            work(&store)
        });
        match timeout(ANSWER_WAIT, work).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(Error::Panicked.into()),
            Err(_) => Err(Error::NoAnswer.into()),
        }
    }

    fn connection(&self) -> Result<Pooled, Error> {
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

/// Makes one connection, so that opening fails at once and says why.
fn try_once(target: Target) -> Result<(), Error> {
    let (send, receive) = mpsc::channel();
    let late = target.unreachable("no answer within three seconds");
    // On a thread of its own: a server that hangs keeps the client library waiting for ever.
    std::thread::spawn(move || send.send(target.connect().map(drop)));
    receive.recv_timeout(OPEN_WAIT).unwrap_or(Err(late))
}

/// Repeats `work` once if the connection turned out to be gone.
fn twice_if_gone<T, E: AsStoreError>(mut work: impl FnMut() -> Result<T, E>) -> Result<T, E> {
    match work() {
        Err(error) if error.as_store_error().is_some_and(Error::is_gone) => work(),
        result => result,
    }
}

#[cfg(all(test, feature = "mysql"))]
mod tests {
    use diesel::RunQueryDsl;
    use diesel::connection::SimpleConnection;
    use diesel::dsl::sql;
    use diesel::sql_types::BigInt;

    use super::*;
    use crate::{revisions, scratch};

    fn own_id(connection: &mut Connection) -> Result<i64, Error> {
        Ok(
            diesel::select(sql::<BigInt>("CAST(CONNECTION_ID() AS SIGNED)"))
                .get_result(&mut connection.link)?,
        )
    }

    /// Kills every connection of a pool of four while nobody uses them.
    fn kill_all(store: &Store) -> Result<(), Error> {
        let mut all = (0..4)
            .map(|_| store.connection())
            .collect::<Result<Vec<_>, _>>()?;
        let mut killer = store.target.connect()?;
        for connection in &mut all {
            killer.batch_execute(&format!("KILL {}", own_id(connection)?))?;
        }
        Ok(())
    }

    #[test]
    fn connections_that_were_killed_are_replaced() {
        let url = scratch::create(&scratch::server_url()).unwrap();
        if url.starts_with("sqlite") {
            return;
        }
        let store = Store::open(&url, 4).unwrap();
        store.migrate().unwrap();

        kill_all(&store).unwrap();
        store.run_blocking(revisions::all).unwrap();
        kill_all(&store).unwrap();
        store
            .transaction_blocking(|connection| revisions::bump(connection, "apps"))
            .unwrap();
        assert_eq!(store.run_blocking(revisions::all).unwrap()[0].1, 1);

        let mut tries = 0;
        let cut = store.transaction_blocking(|connection| {
            tries += 1;
            let id = own_id(connection)?;
            store
                .target
                .connect()?
                .batch_execute(&format!("KILL {id}"))?;
            revisions::bump(connection, "apps")
        });
        assert!(matches!(cut, Err(Error::Gone(_))), "{cut:?}");
        assert_eq!(
            tries, 1,
            "a transaction that broke in the middle is not repeated"
        );
        assert_eq!(store.run_blocking(revisions::all).unwrap()[0].1, 1);
        scratch::drop(&url).unwrap();
    }
}
