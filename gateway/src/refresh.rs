//! Keeps the snapshots in memory up to date, and the database tidy.
//!
//! A change of a table behind a snapshot bumps its revision in the same transaction. A message through the cache
//! wakes every node at once. In case it is lost, every node also reads the revisions four times a second.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use signet_domain::apps::directory::{Directory, Source};
use signet_domain::apps::{TOPIC, sandbox};
use signet_domain::sessions;
use signet_domain::snapshots::AnySnapshot;
use signet_fault::Fault;
use signet_store::{Error, Store, revisions};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use crate::gateway::Gateway;
use crate::node::{self, NodeRecord};

/// The interval at which the revisions are read.
const POLL: Duration = Duration::from_millis(250);

/// The number of successful probes in a row after which the cache counts as back.
const GOOD_PROBES: u32 = 4;

/// The interval at which everything is loaded again although no revision changed: ads begin and end, bans expire.
const RELOAD: Duration = Duration::from_secs(60);

/// The age of the snapshots from which an error is logged, because revocations are not applied.
const STALE: Duration = Duration::from_secs(60);

/// The interval at which a node removes expired rows from the database, and the interval while there are more of them.
const TIDY: Duration = Duration::from_secs(60);
const TIDY_MORE: Duration = Duration::from_secs(1);

/// Refreshes the snapshots until the gateway is gone.
pub(crate) async fn keep_fresh(
    gateway: Weak<Gateway>,
    changed: Arc<Notify>,
    source: Source,
    node: Arc<node::Own>,
) {
    let (mut seen, mut record) = (Seen::default(), NodeRecord::new(&node));
    let mut alarm_at = Instant::now() + STALE;
    loop {
        // Either the notification or the end of the wait; both lead to the same check.
        let _ = timeout(POLL, changed.notified()).await;
        let Some(gateway) = gateway.upgrade() else {
            return;
        };
        let refreshed = seen.refresh(&gateway, &source, &mut record).await;
        if refreshed.is_ok() {
            gateway.health.refreshed();
            alarm_at = Instant::now() + STALE;
        } else if Instant::now() >= alarm_at {
            let age_seconds = gateway.health.snapshot_age().as_secs();
            tracing::error!(
                age_seconds,
                "the apps in memory are old: revocations are not applied"
            );
            alarm_at = Instant::now() + STALE;
        }
        let error = refreshed.err().map(|fault| format!("{fault:?}"));
        report(&gateway.health.store, error, "the database");
    }
}

/// Probes the cache until the gateway is dropped; at once if a call has failed.
pub(crate) async fn watch_cache(gateway: Weak<Gateway>) {
    let mut good = 0;
    loop {
        let Some(cache) = gateway
            .upgrade()
            .map(|gateway| gateway.services.cache.clone())
        else {
            return;
        };
        let error = cache.probe().await.err();
        let Some(gateway) = gateway.upgrade() else {
            return;
        };
        good = if error.is_none() { good + 1 } else { 0 };
        let reported = &gateway.health.cache;
        match error {
            Some(error) => {
                let reason = error.to_string();
                if reported.load().is_none() {
                    tracing::error!(
                        reason,
                        "the cache is degraded: calls with a session and writes fail"
                    );
                }
                reported.store(Some(Arc::new(reason)));
            }
            // A full server still accepts a write occasionally.
            None if good >= GOOD_PROBES && reported.swap(None).is_some() => {
                tracing::info!("the cache is back");
            }
            None => {}
        }
        drop(gateway);
        let _ = timeout(POLL, cache.doubted()).await;
    }
}

/// Removes expired rows from the database, a few at a time, until the gateway is gone.
pub(crate) async fn tidy(gateway: Weak<Gateway>) {
    let mut pause = TIDY_MORE;
    loop {
        sleep(pause).await;
        let Some(gateway) = gateway.upgrade() else {
            return;
        };
        let services = &gateway.services;
        let now = services.clock.now();
        if let Err(error) = services.store.transaction(now, sandbox::remove_ended).await {
            tracing::warn!(?error, "sandbox apps that ended were not removed");
        }
        pause = match sessions::purge(services, services.clock.now()).await {
            Ok(true) => TIDY_MORE,
            Ok(false) => TIDY,
            Err(error) => {
                tracing::warn!(%error, "sessions that are over were not removed");
                TIDY
            }
        };
    }
}

/// Records and logs a change of health, once.
fn report(healthy: &AtomicBool, error: Option<String>, what: &str) {
    let is_healthy = error.is_none();
    if healthy.swap(is_healthy, Ordering::Relaxed) != is_healthy {
        match error {
            None => tracing::info!("{what} is back"),
            Some(error) => tracing::error!(error, "{what} is unreachable"),
        }
    }
}

/// The loaded revisions.
#[derive(Default)]
struct Seen {
    apps: Topic,
    /// In the order of the snapshots.
    snapshots: Vec<Topic>,
}

/// The loaded revision of a topic, and the time of the load.
#[derive(Default)]
struct Topic(Option<(i64, Instant)>);

impl Topic {
    /// Whether the database has another revision than the loaded one, or the load is too old.
    fn is_behind(&self, revision: i64) -> bool {
        self.0
            .is_none_or(|(loaded, at)| loaded != revision || at.elapsed() >= RELOAD)
    }

    fn set_loaded(&mut self, revision: i64) {
        self.0 = Some((revision, Instant::now()));
    }
}

impl Seen {
    /// Loads changed topics. A failed load of one topic does not stop the others.
    async fn refresh(
        &mut self,
        gateway: &Gateway,
        source: &Source,
        record: &mut NodeRecord<'_>,
    ) -> Result<(), Fault> {
        let store = &gateway.services.store;
        let now = gateway.services.clock.now();
        let current: HashMap<String, i64> = store
            .probe(|connection| Ok::<_, Fault>(revisions::all(connection)?))
            .await?
            .into_iter()
            .collect();
        let revision = |topic| current.get(topic).copied().unwrap_or_default();
        let mut result = self.apps(gateway, source, revision(TOPIC), record).await;
        let snapshots: Vec<_> = gateway.services.snapshots.all().collect();
        self.snapshots.resize_with(snapshots.len(), Topic::default);
        for (place, (&snapshot, topic)) in snapshots.iter().zip(&mut self.snapshots).enumerate() {
            let revision = revision(snapshot.topic());
            if topic.is_behind(revision) {
                let read = read_again(gateway, place, snapshot, now).await;
                if read.is_ok() {
                    topic.set_loaded(revision);
                }
                result = result.and(read);
            }
        }
        result
    }

    async fn apps(
        &mut self,
        gateway: &Gateway,
        source: &Source,
        revision: i64,
        record: &mut NodeRecord<'_>,
    ) -> Result<(), Fault> {
        let store = &gateway.services.store;
        let now = gateway.services.clock.now();
        if self.apps.is_behind(revision) {
            let (source, before) = (source.clone(), gateway.directory.load_full());
            let load = store.run_background(move |connection| {
                Directory::load(connection, &source, Some(&before), now)
            });
            let directory = while_watching(store, load).await?;
            gateway.directory.store(Arc::new(directory));
            self.apps.set_loaded(revision);
            record.expire();
        }
        record.write(store, revision, now).await;
        Ok(())
    }
}

/// Replaces the value of a snapshot with the current content of the tables.
async fn read_again(
    gateway: &Gateway,
    place: usize,
    snapshot: &'static dyn AnySnapshot,
    now: i64,
) -> Result<(), Fault> {
    let store = &gateway.services.store;
    let read =
        store.run_background(move |connection| Ok::<_, Fault>(snapshot.read(connection, now)?));
    let value = while_watching(store, read).await?;
    gateway.services.snapshots.replace(place, &value);
    Ok(())
}

/// Waits for a load, which may take long. Probes the database during the wait, so that a database that hangs is detected.
async fn while_watching<T>(store: &Store, load: impl Future<Output = T>) -> T {
    let mut load = pin!(load);
    loop {
        if let Ok(loaded) = timeout(POLL, &mut load).await {
            return loaded;
        }
        // The result is ignored, because the load itself reports a failure.
        let _ = store.probe::<_, Error>(revisions::all).await;
    }
}
