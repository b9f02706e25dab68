//! The tables of the product, on SQLite, or on the server that `SIGNET_TEST_STORAGE_URL` names.

mod addresses;
mod articles;
mod categories;
mod content;
mod goods;
mod messages;
mod sms;

use signet_methods_yaf::PACK;
use signet_testkit::Scratch;

/// The current time of these tests. Other times are relative to it.
const NOW: i64 = 1_800_000_000;

/// Returns a database with the tables of the product.
fn scratch() -> Scratch {
    Scratch::with(&[PACK.migrations])
}
