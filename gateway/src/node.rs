//! The nodes on one database: each notes which revision of the apps and bans it obeys, so that a command can wait until a
//! change of them holds.
//!
//! A node notes that whenever it has loaded them, which it also does once a minute. A node that ends in order removes its
//! note; one that was killed is silent from then on.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{anyhow, bail};
use signet_domain::clock::Clock;
use signet_domain::random;
use signet_store::nodes::{self, Node};
use signet_store::{Connection, Error, Store, revisions};
use tokio::time::timeout;

use crate::directory;

/// How long a command waits for the nodes, and how often it looks. Nodes look at the revisions four times a second.
const WAIT: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(20);

/// After how many seconds without a note a node counts as gone: two of its notes are missing.
const SILENT: i64 = 150;

/// After how many seconds without a note a node is forgotten.
const FORGOTTEN: i64 = 3600;

/// How long a node that ends tries to remove its note.
const LEAVE: Duration = Duration::from_millis(500);

/// This node.
pub(crate) struct Own {
    id: String,
    address: String,
    has_left: AtomicBool,
}

impl Own {
    /// A node that listens on an address.
    ///
    /// # Errors
    /// If the operating system has no random bytes.
    pub(crate) fn new(public: SocketAddr) -> anyhow::Result<Own> {
        let host = rustix::system::uname();
        let host = host.nodename().to_string_lossy();
        let host: String = host.chars().take(64).collect();
        Ok(Own {
            id: random::hex_128().map_err(|fault| anyhow!("{fault:?}"))?,
            address: format!("{host} {public}"),
            has_left: AtomicBool::new(false),
        })
    }

    /// Notes the revision that this node obeys.
    ///
    /// # Errors
    /// Whatever the store reports.
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
        store.aside(put).await
    }

    /// Removes the note of this node, which obeys nothing any more.
    pub(crate) async fn leave(&self, store: &Store) {
        self.has_left.store(true, Ordering::Relaxed);
        let id = self.id.clone();
        let remove = store.aside(move |connection| nodes::remove(connection, &id));
        match timeout(LEAVE, remove).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "this node is still noted as running"),
            Err(_) => tracing::warn!("this node is still noted as running: no answer in time"),
        }
    }
}

/// The revision of the apps and bans in the database.
///
/// # Errors
/// Whatever the store reports.
pub(crate) fn revision(connection: &mut Connection) -> Result<i64, Error> {
    let all = revisions::all(connection)?;
    let own = all.into_iter().find(|(topic, _)| topic == directory::TOPIC);
    Ok(own.map_or(0, |(_, number)| number))
}

/// Waits until every running node obeys what is in the database now, and returns a line that says which do.
///
/// # Errors
/// One line that names the nodes that have not confirmed in time.
pub(crate) fn wait_until_obeyed(store: &Store) -> anyhow::Result<String> {
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
            return Ok(obeyed(&running, &silent, now));
        }
        if started.elapsed() >= WAIT {
            let confirmed = running.len() - behind.len();
            let names = names(behind.into_iter());
            let seconds = WAIT.as_secs();
            bail!(
                "the change is in the database, but {} confirmed within {seconds} s, and goes on with what it knows: {names}; if it was killed, nothing is to be done, else see its log for what keeps it from the database, or stop it",
                match confirmed {
                    0 => "no node has".to_owned(),
                    _ => format!("{confirmed} of {} nodes have", running.len()),
                }
            );
        }
        sleep(LOOK);
    }
}

/// Who obeys, for operators.
fn obeyed(running: &[Node], silent: &[Node], now: i64) -> String {
    let mut line = match running.len() {
        0 => "no gateway is running on this database; the next one to start obeys".to_owned(),
        1 => "the running node obeys".to_owned(),
        count => format!("all {count} running nodes obey"),
    };
    if let Some(last) = silent.iter().map(|node| node.seen_at).max() {
        let minutes = (now - last) / 60;
        let names = names(silent.iter());
        line.push_str(&format!(
            "; not heard of for {minutes} minutes and more: {names} (if it still runs, it does not reach the database and does not know of the change)"
        ));
    }
    line
}

fn names<'a>(nodes: impl Iterator<Item = &'a Node>) -> String {
    let names: Vec<&str> = nodes.map(|node| node.address.as_str()).collect();
    names.join(", ")
}

/// What this node has noted of itself last.
pub(crate) struct Noted<'a> {
    own: &'a Own,
    revision: Option<i64>,
    failed_at: Option<Instant>,
}

impl<'a> Noted<'a> {
    /// How long after a failure the next try is.
    const RETRY: Duration = Duration::from_secs(1);

    pub(crate) fn nothing(own: &'a Own) -> Noted<'a> {
        Noted {
            own,
            revision: None,
            failed_at: None,
        }
    }

    /// Notes a revision, unless it is noted. A failure is no failure of the refresh: the node obeys all the same.
    pub(crate) async fn is(&mut self, store: &Store, revision: i64, now: i64) {
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
                    tracing::warn!(%error, "commands cannot see that this node obeys them");
                }
            }
        }
    }

    /// Has the next look note the revision again: the node is still there.
    pub(crate) fn is_old(&mut self) {
        self.revision = None;
    }
}
