//! A connection and how a pool keeps it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::Connection as _;
#[cfg(feature = "mysql")]
use diesel::connection::SimpleConnection;
use diesel::connection::{CacheSize, TransactionManager};
#[cfg(feature = "mysql")]
use diesel::prelude::*;

use crate::Error;
#[cfg(feature = "mysql")]
use crate::link::Database;
use crate::link::Link;
use crate::target::{Refusal, Target};

/// A connection to the database; the first argument of the functions of tables.
pub struct Connection {
    /// The diesel connection on which the functions of tables run queries; nothing else may use it.
    pub link: Link,
    epoch: u64,
    broken: bool,
    /// Whether this server cannot prepare statements that open and end transactions.
    #[cfg(feature = "mysql")]
    as_text: bool,
}

impl Connection {
    fn new(link: Link, epoch: u64) -> Connection {
        Connection {
            link,
            epoch,
            broken: false,
            #[cfg(feature = "mysql")]
            as_text: false,
        }
    }

    /// Opens a connection that belongs to no pool. Statement caching is off: rarely used statements would cost more memory
    /// than the connection.
    pub(crate) fn without_pool(target: &Target) -> Result<Connection, Error> {
        let mut link = Link::from(target.connect()?);
        link.set_prepared_statement_cache_size(CacheSize::Disabled);
        Ok(Connection::new(link, 0))
    }

    /// Runs statements on MySQL, each prepared once for this connection; sends them as text if the server cannot prepare
    /// them.
    #[cfg(feature = "mysql")]
    pub(crate) fn one_by_one(&mut self, statements: &[&'static str]) -> QueryResult<()> {
        let Database::Mysql(link) = &mut self.link.database else {
            return Ok(());
        };
        for (at, statement) in statements.iter().enumerate() {
            if self.as_text {
                let rest: Vec<&str> = statements.iter().skip(at).copied().collect();
                return link.batch_execute(&rest.join("; "));
            }
            match crate::session::Fixed(statement).execute(link) {
                Err(error) if crate::session::is_unprepared(&error) => {
                    self.as_text = true;
                    link.batch_execute(statement)?;
                }
                result => result.map(drop)?,
            }
        }
        Ok(())
    }

    /// Keeps this connection from going back to the pool.
    pub(crate) fn give_up(&mut self) {
        self.broken = true;
    }
}

/// Opens connections for a pool and detects connections that have to be dropped.
///
/// A connection is not pinged when it is taken: a ping doubles the cost of a short query. Instead the first connection
/// that turns out to be gone starts a new epoch. Connections of older epochs are dropped unused, because a server that
/// was restarted has closed them all.
pub(crate) struct Connections {
    target: Target,
    epoch: Arc<AtomicU64>,
}

impl Connections {
    pub(crate) fn new(target: Target, epoch: Arc<AtomicU64>) -> Self {
        Connections { target, epoch }
    }
}

/// Starts a new epoch after `connection` turned out to be gone, unless one has started since the connection was made.
pub(crate) fn start_epoch(epoch: &AtomicU64, connection: &Connection) {
    epoch.fetch_max(connection.epoch.saturating_add(1), Ordering::Relaxed);
}

impl r2d2::ManageConnection for Connections {
    type Connection = Connection;
    type Error = Refusal;

    fn connect(&self) -> Result<Connection, Refusal> {
        let epoch = self.epoch.load(Ordering::Relaxed);
        Ok(Connection::new(self.target.try_connect()?.into(), epoch))
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
