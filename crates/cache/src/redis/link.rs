use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use redis::aio::MultiplexedConnection;
use redis::{ErrorKind, FromRedisValue, Pipeline, RedisError, ServerErrorKind, Value};
use thread_local::ThreadLocal;
use tokio::runtime;
use tokio::sync::Notify;
use tokio::time::Instant;
use tracing::warn;

use super::deadline::Deadlines;
use super::refusal::Verdict;
use super::{Server, scripts};
use crate::Error;
use crate::breaker::Breaker;

/// The connections to the server: one per thread, with time limits, one retry, a breaker, and no writes while
/// the server refuses them.
///
/// Each worker thread has its own runtime, and the driver of a connection must run in the runtime that sends commands.
/// One connection that all threads share would cost a quarter more processor time.
pub(super) struct Link {
    server: Server,
    /// The time limit of one operation, with all its steps.
    limit: Duration,
    places: ThreadLocal<RefCell<Option<Place>>>,
    deadlines: Deadlines,
    breaker: Breaker,
    /// Whether the server refused writes at the last probe.
    refuses: AtomicBool,
    /// Notified when a command fails in a way that the next probe has to confirm.
    doubt: Notify,
    started: Instant,
    /// The reason why a command failed since the last probe.
    failure: Mutex<Option<String>>,
    /// The earliest time for the next log line about such a failure, in milliseconds since `started`.
    next_line_at: AtomicU64,
    /// Incremented when all connections must be replaced: older ones may lead to a server that is no longer used.
    epoch: AtomicU64,
}

/// The connection of a thread.
struct Place {
    /// The runtime of the connection. Another runtime can get the same thread number, but the old driver does not run in it.
    runtime: runtime::Id,
    epoch: u64,
    opened_at: Instant,
    connection: Opening,
}

/// A connection that is open, has failed to open, or is being opened for all callers that wait for it.
type Opening = Shared<BoxFuture<'static, Result<MultiplexedConnection, RedisError>>>;

/// The effect of a command, which decides when it may be sent and repeated.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// Writes nothing: it is repeated if the connection broke, and also sent while the server refuses writes.
    Read,
    /// Is idempotent: it is repeated if the connection broke.
    Write,
    /// Is not repeated: it may have been applied although the connection broke, and would then count twice.
    WriteOnce,
    /// Checks whether the server does what calls need: it is sent in any state, and its result sets the state.
    Probe,
}

impl Link {
    /// The pause after a connection could not be opened.
    const PAUSE: Duration = Duration::from_millis(100);
    /// The minimum time between two log lines about failed commands, in milliseconds.
    const LINE_PAUSE_MS: u64 = 10_000;

    pub(super) fn new(server: Server, limit: Duration) -> Link {
        Link {
            server,
            limit,
            places: ThreadLocal::new(),
            deadlines: Deadlines::default(),
            breaker: Breaker::default(),
            refuses: AtomicBool::new(false),
            doubt: Notify::new(),
            started: Instant::now(),
            failure: Mutex::new(None),
            next_line_at: AtomicU64::new(0),
            epoch: AtomicU64::new(0),
        }
    }

    pub(super) fn server(&self) -> &Server {
        &self.server
    }

    /// Waits until a command has failed in a way that a probe should confirm at once.
    pub(super) async fn doubted(&self) {
        self.doubt.notified().await;
    }

    /// Sends commands in one round trip and reads all answers as a tuple.
    pub(super) async fn run<T: FromRedisValue>(
        &self,
        commands: &Pipeline,
        kind: Kind,
    ) -> Result<T, Error> {
        if matches!(kind, Kind::Write | Kind::WriteOnce) && self.refuses.load(Relaxed) {
            return Err(Error::Refused("it refused the last probe".to_owned()));
        }
        if kind != Kind::Probe && !self.breaker.lets_through(|| self.now()) {
            return Err(Error::Away("it failed several times in a row".to_owned()));
        }
        let outcome = tokio::select! {
            biased;
            outcome = self.exchange(commands, kind) => Some(outcome),
            () = self.deadlines.after(self.limit) => None,
        };
        let error = match outcome {
            Some(Ok(answers)) => {
                self.breaker.succeeded();
                if kind == Kind::Probe {
                    self.refuses.store(false, Relaxed);
                    self.log_failure();
                }
                let answers = redis::from_redis_value(Value::Array(answers));
                return answers.map_err(|error| Error::Reply(error.to_string()));
            }
            Some(Err(error)) => error,
            None => {
                self.leave_silent_connection();
                return Err(self.away("no answer in time".to_owned()));
            }
        };
        let verdict = match kind {
            Kind::Probe => Verdict::on_probe(&error),
            _ => Verdict::on(&error),
        };
        Err(match verdict {
            Verdict::Away => self.away(error.to_string()),
            Verdict::Refuses { reason, elsewhere } => self.refused(kind, reason, elsewhere),
            Verdict::OfCommand => Error::Reply(error.to_string()),
        })
    }

    async fn exchange(&self, commands: &Pipeline, kind: Kind) -> Result<Vec<Value>, RedisError> {
        let mut answer = self.send(commands).await;
        // After a drop the first command always fails.
        if kind != Kind::WriteOnce && matches!(&answer, Err(error) if error.is_connection_dropped())
        {
            answer = self.send(commands).await;
        }
        // A restarted server has lost the scripts. The script did not run, so this repeats nothing.
        if matches!(&answer, Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript))
        {
            self.send(&scripts::load_all()).await?;
            answer = self.send(commands).await;
        }
        answer
    }

    async fn send(&self, commands: &Pipeline) -> Result<Vec<Value>, RedisError> {
        let connection = self.connection();
        let answer = match connection.clone().await {
            Ok(mut open) => commands.query_async(&mut open).await,
            Err(error) => return Err(error),
        };
        if matches!(&answer, Err(error) if error.is_unrecoverable_error()) {
            self.leave(|place| place.connection.ptr_eq(&connection));
        }
        answer
    }

    /// Returns the connection of this thread, or opens a new one if it is not usable.
    fn connection(&self) -> Opening {
        let runtime = runtime::Handle::current().id();
        let epoch = self.epoch.load(Relaxed);
        let mut place = self.places.get_or_default().borrow_mut();
        let usable = |place: &&Place| {
            place.runtime == runtime
                && place.epoch == epoch
                && (!matches!(place.connection.peek(), Some(Err(_)))
                    || place.opened_at.elapsed() < Self::PAUSE)
        };
        if let Some(place) = place.as_ref().filter(usable) {
            return place.connection.clone();
        }
        let server = self.server.clone();
        let connection = async move { server.connect().await }.boxed().shared();
        // The connection continues to open even if all its waiters give up.
        tokio::spawn(connection.clone().map(drop));
        *place = Some(Place {
            runtime,
            epoch,
            opened_at: Instant::now(),
            connection: connection.clone(),
        });
        connection
    }

    /// Drops the connection of this thread if `is_meant` accepts it; the next command opens another one.
    fn leave(&self, is_meant: impl FnOnce(&mut Place) -> bool) {
        self.places.get_or_default().borrow_mut().take_if(is_meant);
    }

    /// Drops a connection that did not answer in time: a half-open connection never reports an error.
    fn leave_silent_connection(&self) {
        self.leave(|place| {
            place.opened_at.elapsed() >= self.limit && place.connection.peek().is_some()
        });
    }

    fn away(&self, cause: String) -> Error {
        let failures = self.breaker.failed(self.now());
        if failures >= Breaker::FAILURES {
            self.epoch.fetch_add(1, Relaxed);
        }
        if failures == Breaker::FAILURES {
            self.doubt.notify_one();
        }
        self.note(&cause);
        Error::Away(format!("{}: {cause}", self.server))
    }

    fn refused(&self, kind: Kind, reason: String, elsewhere: bool) -> Error {
        // Any answer shows that the server is reachable.
        self.breaker.succeeded();
        if elsewhere {
            self.epoch.fetch_add(1, Relaxed);
        }
        if kind == Kind::Probe {
            self.refuses.store(true, Relaxed);
        } else {
            self.doubt.notify_one();
            self.note(&reason);
        }
        Error::Refused(format!("{}: {reason}", self.server))
    }

    /// Stores the reason of a failed command until the next probe. If the probe fails too, the alarm of the probe is enough.
    fn note(&self, cause: &str) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.get_or_insert_with(|| cause.to_owned());
    }

    /// Logs why commands fail although the probe succeeds, at a limited rate.
    fn log_failure(&self) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cause) = failure.take()
            && self.now() >= self.next_line_at.load(Relaxed)
        {
            self.next_line_at
                .store(self.now() + Self::LINE_PAUSE_MS, Relaxed);
            warn!(
                cause,
                "commands to the shared store fail, though it works; more such lines follow after 10 s"
            );
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
