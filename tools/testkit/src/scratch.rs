#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use std::ops::Deref;

use signet_store::{AsStoreError, Connection, Error, Migrations, Store, Tx, scratch};

use crate::statements::Statements;

/// A database of a test, on SQLite or on the server that `SIGNET_TEST_STORAGE_URL` names. The database is removed when this is dropped.
pub struct Scratch {
    store: Store,
    /// The URL of the database.
    pub url: String,
}

impl Scratch {
    /// Returns a database with the shared tables.
    ///
    /// # Panics
    /// If the server is away.
    #[expect(clippy::new_without_default, reason = "it makes a database")]
    pub fn new() -> Scratch {
        Scratch::with(&[])
    }

    /// Returns a database with the shared tables and those of packs.
    ///
    /// # Panics
    /// If the server is away.
    pub fn with(of_packs: &[Migrations]) -> Scratch {
        let scratch = Scratch::empty();
        scratch.migrate(of_packs).expect("the migrations run");
        scratch
    }

    /// Returns a database without tables.
    ///
    /// # Panics
    /// If the server is away.
    pub fn empty() -> Scratch {
        let url = scratch::create(&scratch::server_url()).expect("a database");
        Scratch {
            store: Store::open(&url, 4).expect("the database opens"),
            url,
        }
    }

    /// Runs a read that must succeed.
    ///
    /// # Panics
    /// If it fails.
    pub fn read<T>(&self, work: impl FnMut(&mut Connection) -> Result<T, Error>) -> T {
        self.run_blocking(work).expect("the read works")
    }

    /// Runs `work`. Returns its result, and the number of its statements.
    pub fn counted<T, E: From<Error> + AsStoreError>(
        &self,
        mut work: impl FnMut(&mut Connection) -> Result<T, E>,
    ) -> (Result<T, E>, usize) {
        let mut statements = Statements::default();
        let outcome = self.run_blocking(|connection| {
            statements = Statements::of(connection);
            work(connection)
        });
        (outcome, statements.take().len())
    }

    /// Runs a write that must succeed, in its own transaction.
    ///
    /// # Panics
    /// If it fails.
    pub fn write<T>(&self, now: i64, work: impl FnMut(&mut Tx<'_>) -> Result<T, Error>) -> T {
        self.transaction_blocking(now, work)
            .expect("the write works")
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
        if let Err(error) = scratch::drop(&self.url) {
            eprintln!("test data is left behind at {}: {error}", self.url);
        }
    }
}
