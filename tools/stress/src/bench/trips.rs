//! The cost of a call at its servers, from their own statistics.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use crate::env::Env;

/// Counters of Redis and MariaDB at a moment.
pub(super) struct Counters {
    redis_commands: f64,
    /// `Com_*`, without that.
    mariadb: BTreeMap<String, f64>,
}

/// The average number of commands of a call.
pub(super) struct Trips {
    /// Commands that Redis carried out; a script is one.
    pub(super) redis: f64,
    /// Statements that MariaDB carried out or prepared, each a round trip.
    pub(super) mariadb: f64,
}

/// The counters of MariaDB that are round trips of the gateway's.
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

    /// Returns the average per call of so many calls between the two readings.
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
