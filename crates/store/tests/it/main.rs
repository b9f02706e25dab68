//! The tables and the store, on SQLite, or on the server that `SIGNET_TEST_STORAGE_URL` names.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test may panic as the test itself may"
)]

mod accounts;
mod addresses;
mod apps;
mod articles;
mod audit_log;
mod categories;
mod content;
mod goods;
mod messages;
mod open;
#[cfg(feature = "mysql")]
mod server;
mod sessions;
mod sms;
mod store;
mod uploads;

use std::ops::Deref;

use signet_store::{Connection, Error, Store, Tx, scratch};

/// A moment; the times of the tests are around it.
const NOW: i64 = 1_800_000_000;

/// A migrated database that goes with the test.
struct Scratch {
    store: Store,
    url: String,
}

impl Scratch {
    fn new() -> Scratch {
        let scratch = Scratch::empty();
        scratch.migrate().unwrap();
        scratch
    }

    fn empty() -> Scratch {
        let url = scratch::create(&scratch::server_url()).unwrap();
        Scratch {
            store: Store::open(&url, 4).unwrap(),
            url,
        }
    }

    /// Runs a query that has to work.
    fn ask<T>(&self, work: impl FnMut(&mut Connection) -> Result<T, Error>) -> T {
        self.run_blocking(work).unwrap()
    }

    /// Runs a write that has to work, in a transaction of its own.
    fn write<T>(&self, now: i64, work: impl FnMut(&mut Tx<'_>) -> Result<T, Error>) -> T {
        self.transaction_blocking(now, work).unwrap()
    }
}

impl Deref for Scratch {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        scratch::drop(&self.url).unwrap();
    }
}
