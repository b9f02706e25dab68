//! The nodes on one database: each records the revision of the apps and bans that it applies, so that a command can wait
//! until a change is effective.
//!
//! A node records the revision after every load, at least once a minute. A node that stops in order removes its record. A node
//! that was killed no longer updates its record.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::bail;
use signet_domain::clock::Clock;
use signet_domain::random;
use signet_store::nodes::{self, Node};
use signet_store::{Connection, Error, Store, revisions};
use tokio::time::timeout;

use signet_domain::apps::TOPIC;

/// The polling interval of a command that waits for the nodes, which check the revisions four times a second.
const LOOK: Duration = Duration::from_millis(20);

/// Seconds without an update after which a node counts as gone: two updates are missing.
const SILENT: i64 = 150;

/// Seconds without an update after which the record of a node is removed.
const FORGOTTEN: i64 = 3600;

/// The time for which a stopping node tries to remove its record.
const LEAVE: Duration = Duration::from_millis(500);

/// This node.
pub(crate) struct Own {
    id: String,
    address: String,
    has_left: AtomicBool,
}

impl Own {
    /// Creates a node that listens on an address.
    ///
    /// # Errors
    /// If the operating system has no random bytes.
    pub(crate) fn new(public: SocketAddr) -> anyhow::Result<Own> {
        let host = rustix::system::uname();
        let host = host.nodename().to_string_lossy();
        let host: String = host.chars().take(64).collect();
        Ok(Own {
            id: random::hex_128()?,
            address: format!("{host} {public}"),
            has_left: AtomicBool::new(false),
        })
    }

    /// Returns the name of this node in leases: where it listens, and its id.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.address, self.id)
    }

    /// Records the revision that this node applies.
    ///
    /// # Errors
    /// Errors of the store.
    pub(crate) async fn note(&self, store: &Store, revision: i64, now: i64) -> Result<(), Error> {
        if self.has_left.load(Ordering::Relaxed) {
            return Ok(());
        }
        let node = Node {
            id: self.id.clone(),
            address: self.address.clone(),
            revision,
            seen_at: now,
        };
        let put = move |connection: &mut Connection| nodes::put(connection, &node, now - FORGOTTEN);
        store.run_background(put).await
    }

    /// Removes the record of this node, which no longer serves.
    pub(crate) async fn leave(&self, store: &Store) {
        self.has_left.store(true, Ordering::Relaxed);
        let id = self.id.clone();
        let remove = store.run_background(move |connection| nodes::remove(connection, &id));
        match timeout(LEAVE, remove).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "this node is still noted as running"),
            Err(_) => tracing::warn!("this node is still noted as running: no answer in time"),
        }
    }
}

/// Returns the revision of the apps and bans in the database.
///
/// # Errors
/// Errors of the store.
pub(crate) fn revision(connection: &mut Connection) -> Result<i64, Error> {
    let all = revisions::all(connection)?;
    let own = all.into_iter().find(|(topic, _)| topic == TOPIC);
    Ok(own.map_or(0, |(_, number)| number))
}

/// Waits at most `seconds` until every running node applies the current revision of the database, and returns a line about
/// the nodes.
///
/// # Errors
/// One line that names the nodes that have not confirmed in time.
pub(crate) fn wait_until_applied(store: &Store, seconds: u64) -> anyhow::Result<String> {
    let revision = store.run_blocking::<_, Error>(revision)?;
    let started = Instant::now();
    loop {
        let all = store.run_blocking::<_, Error>(nodes::all)?;
        let now = Clock::default().now();
        let (running, silent): (Vec<Node>, Vec<Node>) = all
            .into_iter()
            .partition(|node| now.saturating_sub(node.seen_at) < SILENT);
        let behind: Vec<&Node> = running
            .iter()
            .filter(|node| node.revision < revision)
            .collect();
        if behind.is_empty() {
            return Ok(applied(&running, &silent, now));
        }
        if started.elapsed() >= Duration::from_secs(seconds) {
            let confirmed = running.len() - behind.len();
            let names = names(behind.into_iter());
            bail!(
                "the change is in the database, but {} confirmed within {seconds} s, and still uses the former state: {names}; if it was killed, do nothing, else find in its log why it does not reach the database, or stop it",
                match confirmed {
                    0 => "no node has".to_owned(),
                    _ => format!("{confirmed} of {} nodes have", running.len()),
                }
            );
        }
        sleep(LOOK);
    }
}

/// Returns the line for operators about the nodes that apply a change.
fn applied(running: &[Node], silent: &[Node], now: i64) -> String {
    let mut line = match running.len() {
        0 => "no gateway is running on this database; the next one to start applies it".to_owned(),
        1 => "the running node applies it".to_owned(),
        count => format!("all {count} running nodes apply it"),
    };
    if let Some(last) = silent.iter().map(|node| node.seen_at).max() {
        let minutes = (now - last) / 60;
        let names = names(silent.iter());
        line.push_str(&format!(
            "; silent for {minutes} minutes and more: {names} (if it still runs, it does not reach the database and has not applied the change)"
        ));
    }
    line
}

fn names<'a>(nodes: impl Iterator<Item = &'a Node>) -> String {
    let names: Vec<&str> = nodes.map(|node| node.address.as_str()).collect();
    names.join(", ")
}

/// The last record of this node.
pub(crate) struct NodeRecord<'a> {
    own: &'a Own,
    revision: Option<i64>,
    failed_at: Option<Instant>,
}

impl<'a> NodeRecord<'a> {
    /// The pause after a failure.
    const RETRY: Duration = Duration::from_secs(1);

    pub(crate) fn new(own: &'a Own) -> NodeRecord<'a> {
        NodeRecord {
            own,
            revision: None,
            failed_at: None,
        }
    }

    /// Records a revision, unless it is recorded already. A failure does not fail the refresh: the node applies the revision anyway.
    pub(crate) async fn write(&mut self, store: &Store, revision: i64, now: i64) {
        let just_failed = |at: Instant| at.elapsed() < Self::RETRY;
        if self.revision == Some(revision) || self.failed_at.is_some_and(just_failed) {
            return;
        }
        match self.own.note(store, revision, now).await {
            Ok(()) => {
                self.revision = Some(revision);
                self.failed_at = None;
            }
            Err(error) => {
                if self.failed_at.replace(Instant::now()).is_none() {
                    tracing::warn!(%error, "commands cannot see that this node applies them");
                }
            }
        }
    }

    /// Makes the next check record the revision again, to show that the node is still running.
    pub(crate) fn expire(&mut self) {
        self.revision = None;
    }
}
