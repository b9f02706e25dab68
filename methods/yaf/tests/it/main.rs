//! The tables of the pack, on SQLite, or on the server that `SIGNET_TEST_STORAGE_URL` names.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test may panic as the test itself may"
)]

mod addresses;
mod articles;
mod categories;
mod content;
mod goods;
mod messages;
mod sms;

use signet_methods_yaf::PACK;
use signet_testkit::Scratch;

/// The current time of the tests. Other times are relative to it.
const NOW: i64 = 1_800_000_000;

/// Returns a database with the tables of the pack.
fn scratch() -> Scratch {
    Scratch::with(&[PACK.migrations])
}
