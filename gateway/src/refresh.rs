//! Keeps the snapshots in memory up to date, and the database tidy.
//!
//! Whoever changes a table behind a snapshot bumps its revision in the same transaction. A message through the cache
//! wakes every node at once; looking at the revisions four times a second is the net under it.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use signet_domain::content::{self, Content};
use signet_domain::sessions;
use signet_fault::Fault;
use signet_store::{Error, Store, revisions};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use crate::directory::{self, Directory};
use crate::gateway::Gateway;
use crate::page;

/// How often the revisions are looked at.
const POLL: Duration = Duration::from_millis(250);

/// How often everything is loaded anew although no revision changed: ads begin and end, bans expire.
const RELOAD: Duration = Duration::from_secs(60);

/// How old the snapshots may be before that is an alarm: revocations are not obeyed meanwhile.
const STALE: Duration = Duration::from_secs(60);

/// How often a node removes what is long over from the database, and how soon where there is more of it.
const TIDY: Duration = Duration::from_secs(60);
const TIDY_MORE: Duration = Duration::from_secs(1);

/// Refreshes the snapshots until the gateway is gone.
pub(crate) async fn keep_fresh(gateway: Weak<Gateway>, news: Arc<Notify>) {
    let mut seen = Seen::default();
    let mut alarm_at = Instant::now() + STALE;
    loop {
        // Either the news or the end of the wait; both lead to the same look.
        let _ = timeout(POLL, news.notified()).await;
        let Some(gateway) = gateway.upgrade() else {
            return;
        };
        let refreshed = seen.refresh(&gateway).await;
        if refreshed.is_ok() {
            gateway.health.refreshed();
            alarm_at = Instant::now() + STALE;
        } else if Instant::now() >= alarm_at {
            let age_seconds = gateway.health.snapshot_age().as_secs();
            tracing::error!(
                age_seconds,
                "the apps in memory are old: revocations are not obeyed"
            );
            alarm_at = Instant::now() + STALE;
        }
        let error = refreshed.err().map(|fault| format!("{fault:?}"));
        report(&gateway.health.store, error, "the database");
    }
}

/// Looks whether the cache is there, until the gateway is gone.
pub(crate) async fn watch_cache(gateway: Weak<Gateway>) {
    loop {
        sleep(POLL).await;
        let Some(gateway) = gateway.upgrade() else {
            return;
        };
        let error = gateway.shared.cache.ping().await.err();
        let error = error.map(|error| error.to_string());
        report(&gateway.health.cache, error, "the cache");
    }
}

/// Removes what nobody will ask for any more from the database, a little at a time, until the gateway is gone.
pub(crate) async fn tidy(gateway: Weak<Gateway>) {
    let mut pause = TIDY_MORE;
    loop {
        sleep(pause).await;
        let Some(gateway) = gateway.upgrade() else {
            return;
        };
        if let Err(error) = page::remove_ended(&gateway).await {
            tracing::warn!(%error, "sandbox apps that ended were not removed");
        }
        let shared = &gateway.shared;
        pause = match sessions::purge(shared, shared.clock.now()).await {
            Ok(true) => TIDY_MORE,
            Ok(false) => TIDY,
            Err(error) => {
                tracing::warn!(%error, "sessions that are over were not removed");
                TIDY
            }
        };
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
            .watch(|connection| Ok::<_, Fault>(revisions::all(connection)?))
            .await?
            .into_iter()
            .collect();
        let due = self.reloaded.elapsed() >= RELOAD;
        let changed = |topic: &str| due || self.revisions.get(topic) != current.get(topic);
        if changed(directory::TOPIC) {
            let vault = gateway.shared.vault.clone();
            let load = store.aside(move |connection| Directory::load(connection, &vault, now));
            let directory = while_watching(store, load).await?;
            gateway.directory.store(Arc::new(directory));
        }
        if changed(content::TOPIC) {
            let load =
                store.aside(move |connection| Ok::<_, Fault>(Content::load(connection, now)?));
            let content = while_watching(store, load).await?;
            gateway.shared.content.store(Arc::new(content));
        }
        if due {
            self.reloaded = Instant::now();
        }
        self.revisions = current;
        Ok(())
    }
}

/// Waits for a load, which may take its time; that the database hangs meanwhile is found out all the same.
async fn while_watching<T>(store: &Store, load: impl Future<Output = T>) -> T {
    let mut load = pin!(load);
    loop {
        if let Ok(loaded) = timeout(POLL, &mut load).await {
            return loaded;
        }
        // What it reads does not matter, and the load itself tells of a failure.
        let _ = store.watch::<_, Error>(revisions::all).await;
    }
}
