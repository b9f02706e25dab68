//! Small tables that every node serves from memory.
//!
//! A [`Snapshot`] names the topic that counts the changes of its tables, and reads them. [`Snapshots`] holds the current
//! value of each snapshot; the value is replaced as a whole. A transaction that changes one of the tables calls
//! [`revisions::bump`](signet_store::revisions::bump), and [`notify`] follows it: every node reads the table again.

use std::any::Any;
use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};
use signet_cache::Cache;
use signet_fault::Fault;
use signet_store::{Connection, Error};

/// The topic of the cache under which a node notifies the others that a snapshot changed.
pub const CHANGED: &str = "changed";

/// Tables that every node keeps in memory, as a `T`.
pub struct Snapshot<T> {
    /// The topic whose revision counts the changes of the tables; a migration makes its row in `revisions`.
    pub topic: &'static str,
    /// Reads the tables, at a time in unix seconds.
    pub read: fn(&mut Connection, i64) -> Result<T, Error>,
}

/// A [`Snapshot`] of any type.
pub trait AnySnapshot: Sync {
    /// Returns [`Snapshot::topic`].
    fn topic(&self) -> &'static str;

    /// Reads the tables.
    ///
    /// # Errors
    /// Errors of the store.
    fn read(&self, connection: &mut Connection, now: i64) -> Result<Value, Error>;

    /// Replaces a value by a newer value; both belong to this snapshot.
    fn replace(&self, value: &Value, newer: &Value);
}

/// The value of a snapshot: an `ArcSwap<T>`.
pub struct Value(Box<dyn Any + Send + Sync>);

impl<T: Send + Sync + 'static> AnySnapshot for Snapshot<T> {
    fn topic(&self) -> &'static str {
        self.topic
    }

    fn read(&self, connection: &mut Connection, now: i64) -> Result<Value, Error> {
        let value = (self.read)(connection, now)?;
        Ok(Value(Box::new(ArcSwap::from_pointee(value))))
    }

    fn replace(&self, value: &Value, newer: &Value) {
        let (value, newer) = (value.downcast::<T>(), newer.downcast::<T>());
        if let (Some(value), Some(newer)) = (value, newer) {
            value.store(newer.load_full());
        }
    }
}

impl Value {
    fn downcast<T: 'static>(&self) -> Option<&ArcSwap<T>> {
        self.0.downcast_ref()
    }
}

/// The snapshots of a gateway, and the current value of each.
#[derive(Default)]
pub struct Snapshots {
    all: Vec<(&'static dyn AnySnapshot, Value)>,
}

impl Snapshots {
    /// Reads all snapshots.
    ///
    /// # Errors
    /// Errors of the store.
    pub fn read(
        snapshots: impl IntoIterator<Item = &'static dyn AnySnapshot>,
        connection: &mut Connection,
        now: i64,
    ) -> Result<Snapshots, Error> {
        let read = |snapshot: &'static dyn AnySnapshot| {
            let value = snapshot.read(connection, now)?;
            Ok((snapshot, value))
        };
        let all = snapshots
            .into_iter()
            .map(read)
            .collect::<Result<_, Error>>()?;
        Ok(Snapshots { all })
    }

    /// Returns the current value of a snapshot.
    ///
    /// # Errors
    /// [`Fault::internal`] if no enabled pack lists the snapshot.
    pub fn get<T: 'static>(&self, snapshot: &'static Snapshot<T>) -> Result<Guard<Arc<T>>, Fault> {
        // Two snapshots may share a topic, but not a type.
        let mut found = self
            .all
            .iter()
            .filter(|(other, _)| other.topic() == snapshot.topic)
            .filter_map(|(_, value)| value.downcast::<T>());
        let value = found.next().map(ArcSwap::load);
        value.ok_or_else(|| Fault::internal(format!("no pack has snapshot {}", snapshot.topic)))
    }

    /// Returns every snapshot.
    pub fn all(&self) -> impl Iterator<Item = &'static dyn AnySnapshot> {
        self.all.iter().map(|(snapshot, _)| *snapshot)
    }

    /// Replaces the value of the snapshot at this place of [`Snapshots::all`] by a newer value.
    pub fn replace(&self, place: usize, newer: &Value) {
        if let Some((snapshot, value)) = self.all.get(place) {
            snapshot.replace(value, newer);
        }
    }
}

/// Notifies every node that a topic changed. If the cache is away, the nodes see it at their next poll.
pub async fn notify(cache: &Cache) {
    if let Err(error) = cache.publish(CHANGED).await {
        tracing::warn!(%error, "the nodes will see a change at their next poll");
    }
}
