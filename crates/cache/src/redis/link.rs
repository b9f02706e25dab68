use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{
    Client, ErrorKind, FromRedisValue, Pipeline, RedisError, RetryMethod, ServerErrorKind, Value,
};
use thread_local::ThreadLocal;
use tokio::runtime;
use tokio::time::{Instant, timeout};
use tracing::{info, warn};

use super::scripts;
use crate::Error;
use crate::breaker::Breaker;

/// The way to the server: a connection for each thread, time limits, one repetition, a breaker.
///
/// Each worker thread is a runtime of its own, and a connection's driver must live where its commands come from:
/// one connection shared by all threads costs a quarter more processor time.
pub(super) struct Link {
    client: Client,
    lines: ThreadLocal<RefCell<Option<Line>>>,
    breaker: Breaker,
    started: Instant,
    /// Raised when the server was given up; lines from before are not used again. A half-open connection never
    /// reports an error, so nothing else would ever replace it.
    epoch: AtomicU64,
}

/// A thread's connection.
struct Line {
    /// A thread number can be used again by another runtime, in which the old driver does not run.
    runtime: runtime::Id,
    epoch: u64,
    manager: ConnectionManager,
}

/// Whether a command may be sent again when the connection broke before its answer came.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Repeat {
    /// Doing it twice is the same as doing it once.
    Safe,
    /// The first may have been applied and would count twice.
    Never,
}

impl Link {
    /// What one operation may take, with everything.
    const LIMIT: Duration = Duration::from_millis(250);
    const CONNECT_LIMIT: Duration = Duration::from_millis(300);
    const MIN_DELAY: Duration = Duration::from_millis(20);
    const MAX_DELAY: Duration = Duration::from_millis(200);

    pub(super) fn new(client: Client) -> Link {
        Link {
            client,
            lines: ThreadLocal::new(),
            breaker: Breaker::default(),
            started: Instant::now(),
            epoch: AtomicU64::new(0),
        }
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Sends commands in one round trip and reads all answers as a tuple.
    pub(super) async fn run<T: FromRedisValue>(
        &self,
        commands: &Pipeline,
        repeat: Repeat,
    ) -> Result<T, Error> {
        if !self.breaker.lets_through(self.now()) {
            return Err(Error::Away("it failed several times in a row".to_owned()));
        }
        let answer = match timeout(Self::LIMIT, self.exchange(commands, repeat)).await {
            Ok(answer) => answer,
            Err(_elapsed) => return Err(self.away("no answer in time".to_owned())),
        };
        match answer {
            Err(error) if is_away(&error) => Err(self.away(error.to_string())),
            answer => {
                if self.breaker.succeeded() {
                    info!("the shared store is back");
                }
                let value = Value::Array(answer.map_err(|error| Error::Reply(error.to_string()))?);
                redis::from_redis_value(value).map_err(|error| Error::Reply(error.to_string()))
            }
        }
    }

    async fn exchange(
        &self,
        commands: &Pipeline,
        repeat: Repeat,
    ) -> Result<Vec<Value>, RedisError> {
        let mut manager = self.manager()?;
        let mut answer = commands.query_async(&mut manager).await;
        // After a drop it is always the first command that finds out.
        if repeat == Repeat::Safe && matches!(&answer, Err(error) if error.is_connection_dropped())
        {
            answer = commands.query_async(&mut manager).await;
        }
        // A restarted server has forgotten the scripts. The script did not run, so this repeats nothing.
        if matches!(&answer, Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript))
        {
            scripts::load_all().exec_async(&mut manager).await?;
            answer = commands.query_async(&mut manager).await;
        }
        answer
    }

    /// This thread's connection, made (but not opened) where there is none that can be used.
    fn manager(&self) -> Result<ConnectionManager, RedisError> {
        let runtime = runtime::Handle::current().id();
        let epoch = self.epoch.load(Relaxed);
        let mut line = self.lines.get_or_default().borrow_mut();
        if let Some(line) = line
            .as_ref()
            .filter(|line| line.runtime == runtime && line.epoch == epoch)
        {
            return Ok(line.manager.clone());
        }
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_min_delay(Self::MIN_DELAY)
            .set_max_delay(Self::MAX_DELAY)
            .set_connection_timeout(Some(Self::CONNECT_LIMIT))
            // `run` has the limit for all of it.
            .set_response_timeout(None);
        let manager = ConnectionManager::new_lazy_with_config(self.client.clone(), config)?;
        *line = Some(Line {
            runtime,
            epoch,
            manager: manager.clone(),
        });
        Ok(manager)
    }

    fn away(&self, cause: String) -> Error {
        let failures = self.breaker.failed(self.now());
        if failures >= Breaker::FAILURES {
            self.epoch.fetch_add(1, Relaxed);
        }
        if failures == Breaker::FAILURES {
            warn!(cause, "the shared store is away");
        }
        Error::Away(cause)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Whether an error means that the server cannot serve now, rather than that it disliked the command.
fn is_away(error: &RedisError) -> bool {
    error.is_io_error() || !matches!(error.retry_method(), RetryMethod::NoRetry)
}
