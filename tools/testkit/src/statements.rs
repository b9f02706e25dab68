//! The statements of a connection.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use std::mem;
use std::sync::{Arc, Mutex};

use diesel::Connection as _;
use diesel::connection::InstrumentationEvent;
use signet_store::Connection;

use crate::TestGateway;

/// The statements of a watched connection, as SQL.
#[derive(Clone, Default)]
pub(crate) struct Statements(Arc<Mutex<Vec<String>>>);

impl Statements {
    /// Starts to watch a connection.
    pub(crate) fn of(connection: &mut Connection) -> Statements {
        let statements = Statements::default();
        let seen = statements.clone();
        let record = move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                let mut seen = seen.0.lock().expect("no reader panicked");
                seen.push(query.to_string());
            }
        };
        connection.link.set_instrumentation(record);
        statements
    }

    /// Removes and returns the statements.
    pub(crate) fn take(&self) -> Vec<String> {
        mem::take(&mut self.0.lock().expect("no writer panicked"))
    }
}

impl TestGateway {
    /// Makes calls. Returns the statements of the gateway meanwhile, as SQL: those of the calls, and those of jobs and other repeated work.
    /// The pool of the gateway must have one connection.
    ///
    /// # Panics
    /// If the pool has more connections.
    pub fn statements(&self, calls: impl FnOnce()) -> Vec<String> {
        assert_eq!(self.settings.storage.pool, 1, "`storage.pool`");
        let statements = self.read(|connection| Ok(Statements::of(connection)));
        calls();
        statements.take()
    }
}
