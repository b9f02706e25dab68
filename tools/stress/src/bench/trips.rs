//! The cost of a call on Redis and MariaDB, from the statistics of these servers.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use crate::env::Env;

/// The counters of Redis and MariaDB at one moment.
pub(super) struct Counters {
    redis_commands: f64,
    /// The counters `Com_*` by their names without `Com_`.
    mariadb: BTreeMap<String, f64>,
}

/// The average number of commands per call.
pub(super) struct Trips {
    /// The commands that Redis executed; a script counts as one.
    pub(super) redis: f64,
    /// The statements that MariaDB executed or prepared; each is a round trip.
    pub(super) mariadb: f64,
}

/// The counters of MariaDB that count round trips of the gateway.
const ROUND_TRIPS: [&str; 5] = [
    "stmt_execute",
    "stmt_prepare",
    "stmt_fetch",
    "begin",
    "commit",
];

impl Counters {
    pub(super) fn read(env: &Env) -> Result<Counters> {
        let mut connection = redis::Client::open(env.cache.url())?.get_connection()?;
        let info: String = redis::cmd("INFO").arg("stats").query(&mut connection)?;
        let line = info
            .lines()
            .find_map(|line| line.strip_prefix("total_commands_processed:"));
        let status = env.sql("SHOW GLOBAL STATUS WHERE Variable_name LIKE 'Com\\_%'")?;
        let mariadb = status.lines().filter_map(|line| {
            let (name, value) = line.split_once('\t')?;
            Some((
                name.trim_start_matches("Com_").to_owned(),
                value.parse().ok()?,
            ))
        });
        Ok(Counters {
            redis_commands: line.context("Redis counts nothing")?.parse()?,
            mariadb: mariadb.collect(),
        })
    }

    /// Returns the averages per call, if `calls` calls were made between the two readings.
    pub(super) fn since(&self, before: &Counters, calls: f64) -> Trips {
        let of =
            |counters: &Counters, name| counters.mariadb.get(name).copied().unwrap_or_default();
        let statements: f64 = ROUND_TRIPS
            .iter()
            .map(|name| of(self, *name) - of(before, *name))
            .sum();
        Trips {
            redis: (self.redis_commands - before.redis_commands) / calls,
            mariadb: statements / calls,
        }
    }
}
