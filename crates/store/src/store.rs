//! The time limits of a call: a second for its turn, a second for a connection, two in total for a read and twenty for
//! the answer to a write. The database is detected as away after a quarter of a second if it refuses connections, and a
//! second later if it hangs. From then on calls fail at once.

mod probe;

use std::any::Any;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use arc_swap::ArcSwap;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, sleep, timeout_at};

use crate::pool::{Pool, WAIT};
use crate::target::Target;
use crate::thread_pool::JobHandle;
use crate::{AsStoreError, Connection, Error, Migrations, Tx, migrations};

/// The time that [`Store::open`] waits for the first connection.
const OPEN_WAIT: Duration = Duration::from_secs(3);
/// The time that a call waits for a read, its turn included, unless [`Store::with_read_wait`] sets another time.
const READ_WAIT: Duration = Duration::from_secs(2);
/// The time that a call waits for a write: if it gives up, the outcome is unknown. Waits for locks end
/// sooner: only a server that hangs takes this long.
const ANSWER_WAIT: Duration = Duration::from_secs(20);

/// A value whose type is erased, so that the code which runs work is compiled once, not for each caller.
type Value = Box<dyn Any + Send>;
/// A read, with its type erased for the same reason.
type Read<E> = Box<dyn FnMut(&mut Connection) -> Result<Value, E> + Send>;
/// A transaction, with its type erased.
type Write<E> = Box<dyn FnMut(&mut Tx<'_>) -> Result<Value, E> + Send>;
/// A job of a database thread: a read or a transaction. The type of its result is erased as well.
type Work = Box<dyn FnOnce(&Pool) -> Value + Send>;

/// The database. A clone uses the same database.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
    read_wait: Duration,
}

struct Shared {
    target: Arc<Target>,
    size: u32,
    /// The pool of calls.
    calls: ArcSwap<Pool>,
    /// The probe connection, which calls do not use, so that a flood of calls does not look like a database that is away.
    probe_connection: Mutex<Option<Connection>>,
    probe_permits: Arc<Semaphore>,
    /// The reason why the database is away, if it is known to be away.
    away: watch::Sender<Option<Arc<str>>>,
    /// Whether the database hung for so long that its connections have to be replaced.
    hung: AtomicBool,
    /// The number of jobs, on this pool and on those before it, that still run although their callers have given up.
    stuck: AtomicUsize,
}

impl Store {
    /// Opens a database and checks that it is there; blocks for up to three seconds.
    ///
    /// `url` is `sqlite://path/to/file.db`, with a path from the working folder, or `sqlite:///path/to/file.db`, or
    /// `mysql://user:password@host:port/database` (parameters: config/default.toml). A missing SQLite file and folder are made.
    /// `pool` is the maximum number of connections for calls, and so of calls that work on the database at once. One more
    /// connection probes the database: see [`Store::probe`].
    ///
    /// # Errors
    /// [`Error::Url`] and [`Error::Unreachable`]; their text is one line that says what to do, without a password.
    pub fn open(url: &str, pool: u32) -> Result<Store, Error> {
        let target = Arc::new(Target::parse(url)?);
        let first = open_once(Target::clone(&target))?;
        let size = pool.max(1);
        let shared = Shared {
            size,
            calls: ArcSwap::from_pointee(Pool::new(&target, size)),
            probe_connection: Mutex::new(Some(first)),
            probe_permits: Arc::new(Semaphore::new(probe::MAX_HANGING)),
            away: watch::Sender::new(None),
            hung: AtomicBool::new(false),
            stuck: AtomicUsize::new(0),
            target,
        };
        Ok(Store {
            shared: Arc::new(shared),
            read_wait: READ_WAIT,
        })
    }

    /// Returns the database with another time limit for reads.
    #[must_use]
    pub fn with_read_wait(self, read_wait: Duration) -> Store {
        Store { read_wait, ..self }
    }

    /// Checks a URL for [`Store::open`]; opens and creates nothing.
    ///
    /// # Errors
    /// [`Error::Url`].
    pub fn check_url(url: &str) -> Result<(), Error> {
        Target::parse(url).map(|_| ())
    }

    /// Applies the pending migrations of the shared tables, then those of packs, and returns their names; blocks. If nothing is
    /// pending, nothing is written.
    ///
    /// Several nodes may call this at once: one works, the others wait and then have nothing to do.
    ///
    /// # Errors
    /// [`Error::Migration`], also if a later version of the program made the schema. On SQLite nothing has changed then. On MySQL
    /// the earlier statements are applied, and the next try runs the interrupted migration again.
    pub fn migrate(&self, of_packs: &[Migrations]) -> Result<Vec<String>, Error> {
        match *self.shared.target {
            #[cfg(feature = "mysql")]
            Target::Mysql(_) => {
                self.run_blocking(|connection| migrations::run(connection, of_packs))
            }
            Target::Sqlite { .. } if !self.pending_migrations(of_packs)? => Ok(Vec::new()),
            // One transaction around all migrations is the lock between nodes.
            Target::Sqlite { .. } => self
                .shared
                .calls
                .load()
                .transaction_blocking(0, &mut |tx| migrations::run(tx, of_packs)),
        }
    }

    /// Returns whether [`Store::migrate`] has something to do; blocks.
    ///
    /// # Errors
    /// [`Error::Migration`] if a later version of the program made the schema; the errors of [`Store::run_blocking`].
    pub fn pending_migrations(&self, of_packs: &[Migrations]) -> Result<bool, Error> {
        self.run_blocking(|connection| Ok(!migrations::pending(connection, of_packs)?.is_empty()))
    }

    /// Runs a read, or a single statement that may run twice, off the async threads.
    ///
    /// If the connection turns out to be gone, `work` is repeated once on a new one: a change that must happen only once
    /// belongs in a [`Store::transaction`].
    ///
    /// # Errors
    /// The errors of `work`; [`Error::Busy`] after a second without a turn; [`Error::NoAnswer`] after two seconds in total, whatever
    /// the database does; [`Error::Unreachable`] and [`Error::Panicked`].
    pub async fn run<T, E>(
        &self,
        mut work: impl FnMut(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + AsStoreError + Send + 'static,
    {
        let work = read(Box::new(move |connection| work(connection).map(erased)));
        typed::<T, E>(self.in_turn(self.read_wait, work).await)
    }

    /// Runs `work` in one write transaction off the async threads: committed if it returns `Ok`, else rolled back. `now`, in
    /// unix seconds, is the time of the rows that it writes.
    ///
    /// It is repeated for up to five seconds on a conflict with another transaction ([`Error::is_retryable`]), and once if
    /// the database is read-only, so `work` must change nothing but the database.
    ///
    /// # Errors
    /// As [`Store::run`], with 20 s for the answer. After [`Error::Gone`] and [`Error::NoAnswer`] the result is unknown.
    pub async fn transaction<T, E>(
        &self,
        now: i64,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + AsStoreError + Send + 'static,
    {
        let work = write(now, Box::new(move |tx| work(tx).map(erased)));
        typed::<T, E>(self.in_turn(WAIT + ANSWER_WAIT, work).await)
    }

    /// [`Store::run`] on this thread, for the command line and tests.
    ///
    /// # Errors
    /// The errors of `work`; [`Error::Busy`] and [`Error::Unreachable`] if there is no connection within a second.
    pub fn run_blocking<T, E>(
        &self,
        mut work: impl FnMut(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<Error> + AsStoreError,
    {
        self.shared.calls.load().run_blocking(&mut work)
    }

    /// [`Store::transaction`] on this thread, for the command line and tests.
    ///
    /// # Errors
    /// As [`Store::run_blocking`]. After [`Error::Gone`] it is unknown whether it was committed.
    pub fn transaction_blocking<T, E>(
        &self,
        now: i64,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<Error> + AsStoreError,
    {
        self.shared
            .calls
            .load()
            .transaction_blocking(now, &mut work)
    }

    /// Returns whether the database was away at the last [`Store::probe`].
    pub fn is_away(&self) -> bool {
        self.shared.away.borrow().is_some()
    }

    /// Returns why the database is away, in a line for operators, if [`Store::probe`] found it away.
    pub fn reason_away(&self) -> Option<Arc<str>> {
        self.shared.away.borrow().clone()
    }

    fn set_away(&self, error: Option<&Error>) {
        self.shared.away.send_if_modified(|known| {
            let changed = known.is_some() != error.is_some();
            if changed
                || error.is_some_and(|error| Some(error.to_string().as_str()) != known.as_deref())
            {
                *known = error.map(|error| error.to_string().into());
            }
            changed
        });
    }

    /// Waits for a turn, and for the result of `work`, in total at most `limit`.
    fn in_turn(&self, limit: Duration, work: Work) -> BoxFuture<'_, Result<Value, Error>> {
        // Boxed: the body of an `async fn` is compiled in each crate that calls it.
        self.wait_in_turn(limit, work).boxed()
    }

    async fn wait_in_turn(&self, limit: Duration, work: Work) -> Result<Value, Error> {
        let deadline = Instant::now() + limit;
        let mut away = self.shared.away.subscribe();
        if let Some(reason) = &*away.borrow_and_update() {
            return Err(self.shared.target.unreachable(reason));
        }
        let pool = self.shared.calls.load_full();
        let of_work = Arc::clone(&pool);
        let mut job = pool.threads.submit(move || work(&of_work));
        let outcome = tokio::select! {
            biased;
            outcome = &mut job.result => Some(outcome),
            () = sleep(WAIT.min(limit)) => match job.cancel() {
                true => return Err(Error::Busy),
                false => None,
            },
            _ = away.changed() => match job.cancel() {
                true => return Err(self.unreachable()),
                false => None,
            },
        };
        let outcome = match outcome {
            Some(outcome) => outcome,
            None => match timeout_at(deadline, &mut job.result).await {
                Ok(outcome) => outcome,
                Err(_) => {
                    self.abandon(pool, job);
                    return Err(Error::NoAnswer);
                }
            },
        };
        // The thread is gone, or the work panicked.
        outcome.ok().and_then(Result::ok).ok_or(Error::Panicked)
    }

    /// Counts work whose caller has given up, until it ends: its connection is busy until then.
    fn abandon<T: Send + 'static>(&self, pool: Arc<Pool>, mut job: JobHandle<T>) {
        let shared = Arc::clone(&self.shared);
        pool.abandoned.fetch_add(1, Relaxed);
        shared.stuck.fetch_add(1, Relaxed);
        tokio::spawn(async move {
            let _ = (&mut job.result).await;
            pool.abandoned.fetch_sub(1, Relaxed);
            shared.stuck.fetch_sub(1, Relaxed);
        });
    }

    fn unreachable(&self) -> Error {
        let reason = self.reason_away();
        let reason = reason.as_deref().unwrap_or("it is back this moment");
        self.shared.target.unreachable(reason)
    }
}

fn read<E: From<Error> + AsStoreError + Send + 'static>(mut read: Read<E>) -> Work {
    Box::new(move |pool| erased(pool.run_blocking(&mut *read)))
}

fn write<E: From<Error> + AsStoreError + Send + 'static>(now: i64, mut write: Write<E>) -> Work {
    Box::new(move |pool| erased(pool.transaction_blocking(now, &mut *write)))
}

fn erased<T: Send + 'static>(value: T) -> Value {
    Box::new(value)
}

/// Returns the result of work. Both the value and the result with it are [`erased`].
fn typed<T: 'static, E: From<Error> + 'static>(done: Result<Value, Error>) -> Result<T, E> {
    let result: Result<Value, E> = *done?.downcast().map_err(|_| Error::Panicked)?;
    let value = result?.downcast().map_err(|_| Error::Panicked)?;
    Ok(*value)
}

/// Makes the probe connection now, so that opening fails at once, with the reason.
fn open_once(target: Target) -> Result<Connection, Error> {
    let (send, receive) = mpsc::channel();
    let late = target.unreachable("no answer within three seconds");
    // On a separate thread: if the server hangs, the client library waits for ever.
    std::thread::spawn(move || send.send(Connection::without_pool(&target)));
    receive.recv_timeout(OPEN_WAIT).unwrap_or(Err(late))
}

#[cfg(all(test, feature = "mysql"))]
mod tests;
