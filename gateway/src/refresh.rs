//! Keeps the snapshots in memory up to date.
//!
//! Whoever changes a table behind a snapshot bumps its revision in the same transaction. A message through the cache
//! wakes every node at once; looking at the revisions four times a second is the net under it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use signet_domain::content::{self, Content};
use signet_fault::Fault;
use signet_store::revisions;
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::directory::{self, Directory};
use crate::gateway::Gateway;

/// How often the revisions are looked at.
const POLL: Duration = Duration::from_millis(250);

/// How often everything is loaded anew although no revision changed: ads begin and end, bans expire.
const RELOAD: Duration = Duration::from_secs(60);

/// Runs until the gateway is gone.
pub(crate) async fn keep_fresh(gateway: Weak<Gateway>, news: Arc<Notify>) {
    let mut seen = Seen::default();
    loop {
        // Either the news or the end of the wait; both lead to the same look.
        let _ = timeout(POLL, news.notified()).await;
        let Some(gateway) = gateway.upgrade() else {
            return;
        };
        let store = seen.refresh(&gateway).await;
        report(
            &gateway.health.store,
            store.err().map(|fault| format!("{fault:?}")),
            "the database",
        );
        let cache = gateway.shared.cache.ping().await;
        report(
            &gateway.health.cache,
            cache.err().map(|error| error.to_string()),
            "the cache",
        );
    }
}

/// Notes a change of health, once.
fn report(healthy: &AtomicBool, error: Option<String>, what: &str) {
    let is_healthy = error.is_none();
    if healthy.swap(is_healthy, Ordering::Relaxed) != is_healthy {
        match error {
            None => tracing::info!("{what} is back"),
            Some(error) => tracing::error!(error, "{what} is away"),
        }
    }
}

/// The revisions that are loaded.
struct Seen {
    revisions: HashMap<String, i64>,
    reloaded: Instant,
}

impl Default for Seen {
    fn default() -> Seen {
        Seen {
            revisions: HashMap::new(),
            reloaded: Instant::now(),
        }
    }
}

impl Seen {
    async fn refresh(&mut self, gateway: &Gateway) -> Result<(), Fault> {
        let store = &gateway.shared.store;
        let now = gateway.shared.clock.now();
        let current: HashMap<String, i64> = store
            .run(|connection| Ok::<_, Fault>(revisions::all(connection)?))
            .await?
            .into_iter()
            .collect();
        let due = self.reloaded.elapsed() >= RELOAD;
        let changed = |topic: &str| due || self.revisions.get(topic) != current.get(topic);
        if changed(directory::TOPIC) {
            let vault = gateway.shared.vault.clone();
            let directory = store
                .run(move |connection| Directory::load(connection, &vault, now))
                .await?;
            gateway.directory.store(Arc::new(directory));
        }
        if changed(content::TOPIC) {
            let content = store
                .run(move |connection| Ok::<_, Fault>(Content::load(connection, now)?))
                .await?;
            gateway.shared.content.store(Arc::new(content));
        }
        if due {
            self.reloaded = Instant::now();
        }
        self.revisions = current;
        Ok(())
    }
}
