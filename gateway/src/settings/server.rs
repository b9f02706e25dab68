//! The keys of `[server]`.

use anyhow::bail;
use ipnet::IpNet;
use serde::Deserialize;
use signet_domain::passwords::Cost;

use super::{Env, Waits, lists};

/// The least memory for incomplete bodies: one form of the largest size must fit.
const MIN_UNFINISHED: usize = 1024 * 1024;

/// The longest time of a connection that can be configured: a day.
const MAX_SECONDS: u64 = 24 * 60 * 60;

/// `[server]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct Server {
    pub listen: String,
    pub workers: usize,
    pub max_in_flight: usize,
    #[serde(deserialize_with = "lists::networks")]
    pub trusted_proxies: Vec<IpNet>,
    pub env: Env,
    pub drain_seconds: u64,
    pub keep_alive_seconds: u64,
    pub head_timeout_seconds: u64,
    pub body_timeout_seconds: u64,
    pub upload_timeout_seconds: u64,
    pub read_timeout_seconds: u64,
    pub min_bytes_per_second: u64,
    pub linger_seconds: u64,
    pub max_connections: usize,
    pub backlog: i32,
    pub max_unfinished_bytes: usize,
    pub max_upload_bytes: usize,
    pub max_file_readers: usize,
    #[serde(skip)]
    pub waits: Waits,
    #[serde(skip)]
    pub hash_cost: Cost,
}

impl Server {
    pub(super) fn check(&self) -> anyhow::Result<()> {
        if self.max_in_flight == 0 {
            bail!("server.max_in_flight is 0; no call could be answered");
        }
        let needed = [
            ("keep_alive_seconds", self.keep_alive_seconds),
            ("head_timeout_seconds", self.head_timeout_seconds),
            ("body_timeout_seconds", self.body_timeout_seconds),
            ("upload_timeout_seconds", self.upload_timeout_seconds),
            ("read_timeout_seconds", self.read_timeout_seconds),
            ("linger_seconds", self.linger_seconds),
        ];
        for (key, seconds) in needed {
            if !(1..=MAX_SECONDS).contains(&seconds) {
                bail!("server.{key} is not between 1 and {MAX_SECONDS}");
            }
        }
        if self.min_bytes_per_second == 0 {
            bail!("server.min_bytes_per_second is 0; use 1 if clients may be as slow as they like");
        }
        if !(1..=i32::from(u16::MAX)).contains(&self.backlog) {
            bail!("server.backlog is not between 1 and {}", u16::MAX);
        }
        if self.max_unfinished_bytes < MIN_UNFINISHED {
            bail!("server.max_unfinished_bytes is below {MIN_UNFINISHED}, the largest form");
        }
        if self.max_file_readers == 0 {
            bail!("server.max_file_readers is 0; no uploaded file could be fetched");
        }
        Ok(())
    }
}
