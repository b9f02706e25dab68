use std::collections::HashMap;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{ErrorKind, RedisError, ServerErrorKind};
use tokio::time::timeout;

use super::refusal::Verdict;
use super::{Server, scripts};
use crate::Error;

/// Properties of a Redis server and rights of the user of `cache.url`. A field is empty if the user may not read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// The server, without user and password.
    pub address: String,
    /// Whether the connection is encrypted.
    pub tls: bool,
    /// The number of the database.
    pub database: i64,
    /// The program, such as `redis` or `valkey`.
    pub program: String,
    /// Its version, such as `7.0.15`.
    pub version: Option<String>,
    /// The mode in which it runs.
    pub mode: Option<Mode>,
    /// Whether it is a replica of another server.
    pub is_replica: Option<bool>,
    /// The memory limit for its data in bytes; 0 for no limit.
    pub max_memory: Option<u64>,
    /// The bytes that its data uses.
    pub used_memory: Option<u64>,
    /// Its policy at that limit, such as `noeviction`.
    pub eviction: Option<String>,
    /// Whether a key can be written and removed, or the reason if not.
    pub writes: Result<(), String>,
    /// Whether a script that reads and writes runs, or the reason if not.
    pub scripts: Result<(), String>,
    /// Whether messages can be published, or the reason if not. Without messages nodes see changes within a quarter of a second.
    pub messages: Result<(), String>,
}

/// The mode in which a Redis server runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Standalone, possibly with replicas.
    Standalone,
    /// As a node of a Redis Cluster.
    Cluster,
    /// As a sentinel, which stores no data.
    Sentinel,
}

/// The oldest version that has every command of the scripts.
const OLDEST: u32 = 6;

/// The time limit of an inspection.
const LIMIT: Duration = Duration::from_secs(2);

impl Server {
    /// Inspects the server with keys that start with `prefix`, and leaves no keys behind.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the database does not exist; [`Error::Refused`] if the server rejects the user;
    /// [`Error::Away`] if it cannot be reached.
    pub async fn inspect(&self, prefix: &str) -> Result<Inspection, Error> {
        let look = async {
            match self.connect().await {
                Ok(connection) => Ok(self.look(connection, prefix).await),
                Err(error) if is_about_database(&error) => self.without_database(prefix).await,
                Err(error) => Err(self.unreached(&error)),
            }
        };
        match timeout(LIMIT, look).await {
            Ok(inspected) => inspected,
            Err(_elapsed) => Err(Error::Away(format!("{self}: no answer in time"))),
        }
    }

    /// Refuses a server of an unsupported kind. A server that is unreachable or rejects its user is accepted, because its kind is
    /// unknown.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the kind is unsupported.
    pub async fn check_kind(&self, prefix: &str) -> Result<(), Error> {
        match self.inspect(prefix).await {
            Ok(inspection) => inspection.unsupported().map_or(Ok(()), Err),
            Err(error @ Error::Unsupported(_)) => Err(error),
            Err(_away) => Ok(()),
        }
    }

    fn unreached(&self, error: &RedisError) -> Error {
        match Verdict::on_probe(error) {
            Verdict::Refuses { reason, .. } => Error::Refused(format!("{self}: {reason}")),
            _ => Error::Away(format!("{self}: {error}")),
        }
    }

    /// Returns the error for a database that cannot be selected: it does not exist, or the server has no databases.
    async fn without_database(&self, prefix: &str) -> Result<Inspection, Error> {
        if let Ok(connection) = self.on_database(0).connect().await
            && let Some(unsupported) = self.look(connection, prefix).await.unsupported()
        {
            return Err(unsupported);
        }
        Err(Error::Unsupported(format!(
            "cache.url names database {}, which {self} does not have; most servers have 0 to 15 (`databases` in redis.conf)",
            self.database()
        )))
    }

    async fn look(&self, mut connection: MultiplexedConnection, prefix: &str) -> Inspection {
        let command = redis::cmd("INFO");
        let text: String = command
            .query_async(&mut connection)
            .await
            .unwrap_or_default();
        let info = Info(
            text.lines()
                .filter_map(|line| line.trim().split_once(':'))
                .collect(),
        );
        let key = |number: u8| format!("{prefix}h:check:{}:{number}", std::process::id());
        let mut write = redis::pipe();
        write
            .cmd("SET")
            .arg(key(1))
            .arg(1)
            .arg("PX")
            .arg(10_000)
            .ignore();
        write.del(key(1)).ignore();
        let mut script = scripts::PROBE.prepare_invoke();
        script.key(key(1)).key(key(2));
        let mut publish = redis::cmd("PUBLISH");
        publish.arg(format!("{prefix}n:check")).arg("");
        Inspection {
            address: self.to_string(),
            tls: self.is_tls(),
            database: self.database(),
            program: info.program(),
            version: info.version(),
            mode: info.mode(),
            is_replica: info.text("role").map(|role| role != "master"),
            max_memory: info.number("maxmemory"),
            used_memory: info.number("used_memory"),
            eviction: info.text("maxmemory_policy").map(str::to_owned),
            writes: reason(write.exec_async(&mut connection).await),
            scripts: reason(script.invoke_async::<()>(&mut connection).await),
            messages: reason(publish.exec_async(&mut connection).await),
        }
    }
}

fn is_about_database(error: &RedisError) -> bool {
    error.kind() == ErrorKind::Server(ServerErrorKind::ResponseError)
        && error.to_string().contains("switch database")
}

fn reason(outcome: Result<(), RedisError>) -> Result<(), String> {
    outcome.map_err(|error| match Verdict::on_probe(&error) {
        Verdict::Refuses { reason, .. } => reason,
        _ => error.to_string(),
    })
}

impl Inspection {
    /// Returns the reason why the gateway cannot use the server, or `None` if it can.
    pub fn unsupported(&self) -> Option<Error> {
        let version = self.version.as_deref();
        let major = version.and_then(|version| version.split('.').next()?.parse::<u32>().ok());
        let what = match self.mode {
            Some(Mode::Sentinel) => {
                "is a sentinel, which holds no data; name the primary that it watches"
            }
            Some(Mode::Cluster) => {
                "runs in cluster mode, which is not supported yet; name a single server (cluster-enabled no)"
            }
            _ if self.program == "redis" && major.is_some_and(|major| major < OLDEST) => {
                "is too old; the gateway needs version 6 or newer"
            }
            _ => return None,
        };
        let (address, version) = (&self.address, version.unwrap_or("of unknown version"));
        Some(Error::Unsupported(format!(
            "cache.url: {address} ({} {version}) {what}",
            self.program
        )))
    }
}

/// The fields of `INFO`.
struct Info<'a>(HashMap<&'a str, &'a str>);

impl Info<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).copied()
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.text(name)?.parse().ok()
    }

    fn program(&self) -> String {
        self.text("server_name").unwrap_or("redis").to_owned()
    }

    fn version(&self) -> Option<String> {
        let name = format!("{}_version", self.program());
        self.text(&name)
            .or(self.text("redis_version"))
            .map(str::to_owned)
    }

    fn mode(&self) -> Option<Mode> {
        match (
            self.text("redis_mode").or(self.text("server_mode")),
            self.text("cluster_enabled"),
        ) {
            (Some("sentinel"), _) => Some(Mode::Sentinel),
            (Some("cluster"), _) | (_, Some("1")) => Some(Mode::Cluster),
            (None, None) => None,
            _ => Some(Mode::Standalone),
        }
    }
}
