//! The tables and the store, on SQLite, or on the server that `SIGNET_TEST_STORAGE_URL` names.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test may panic as the test itself may"
)]

mod accounts;
mod apps;
mod audit_log;
mod charges;
mod districts;
mod jobs;
mod open;
#[cfg(feature = "mysql")]
mod server;
mod sessions;
mod sms;
mod sql;
mod store;
mod uploads;

use signet_testkit::Scratch;

/// The time around which the times of the tests are.
const NOW: i64 = 1_800_000_000;
