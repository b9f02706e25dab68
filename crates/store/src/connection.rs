//! A connection and how a pool keeps it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::Connection as _;
use diesel::connection::{CacheSize, TransactionManager};

use crate::Error;
use crate::link::Link;
use crate::target::{Refusal, Target};

/// A connection to the database; the functions of the tables take it first.
pub struct Connection {
    pub(crate) link: Link,
    epoch: u64,
    broken: bool,
}

impl Connection {
    /// Makes one that belongs to no pool. It prepares each statement anew: to keep those of seldom reads takes more memory
    /// than the connection itself.
    pub(crate) fn apart(target: &Target) -> Result<Connection, Error> {
        let mut link = target.connect()?;
        link.set_prepared_statement_cache_size(CacheSize::Disabled);
        Ok(Connection {
            link,
            epoch: 0,
            broken: false,
        })
    }

    /// Keeps this connection from going back to the pool.
    pub(crate) fn give_up(&mut self) {
        self.broken = true;
    }
}

/// Makes connections for a pool, and tells it which to drop.
///
/// There is no ping when a connection is taken: it doubles the cost of a short query. Instead the first connection
/// that turns out to be gone starts a new epoch, and those of older epochs are dropped unused: a server that was
/// restarted has closed them all.
pub(crate) struct Connections {
    target: Target,
    epoch: Arc<AtomicU64>,
}

impl Connections {
    pub(crate) fn new(target: Target, epoch: Arc<AtomicU64>) -> Self {
        Connections { target, epoch }
    }
}

/// Starts a new epoch after `connection` turned out to be gone, unless that was done since it was made.
pub(crate) fn start_epoch(epoch: &AtomicU64, connection: &Connection) {
    epoch.fetch_max(connection.epoch.saturating_add(1), Ordering::Relaxed);
}

impl r2d2::ManageConnection for Connections {
    type Connection = Connection;
    type Error = Refusal;

    fn connect(&self) -> Result<Connection, Refusal> {
        let epoch = self.epoch.load(Ordering::Relaxed);
        Ok(Connection {
            link: self.target.try_connect()?,
            epoch,
            broken: false,
        })
    }

    fn is_valid(&self, connection: &mut Connection) -> Result<(), Refusal> {
        if connection.epoch < self.epoch.load(Ordering::Relaxed) {
            return Err(Refusal::Outdated);
        }
        Ok(())
    }

    fn has_broken(&self, connection: &mut Connection) -> bool {
        connection.broken
            || std::thread::panicking()
            || Link::is_broken_transaction_manager(&mut connection.link)
    }
}
