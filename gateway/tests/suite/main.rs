//! Black-box tests: everything over HTTP or the command line, as a client or an operator uses it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod admin;
mod admin_users;
mod apps;
mod audit;
mod call_command;
mod callers;
mod check;
mod cli;
mod clients;
mod codes_kept;
mod colours;
mod configuration;
mod database_away;
mod districts;
mod docs;
mod doctor;
mod edge;
mod examples;
mod failures;
mod forms;
mod homecare;
mod hostile;
mod hostile_html;
mod identities;
mod import;
mod jobs;
mod limits;
mod line;
mod lockout;
mod metrics;
mod modules;
mod nodes;
mod ops;
mod outages;
mod outputs;
mod packs;
mod page;
mod payments;
mod realms;
mod reasons;
mod replay;
mod salon;
mod sample;
mod secrets;
mod sessions;
mod shared_redis;
mod signals;
mod sms;
mod sms_http;
mod tables;
mod trust;
mod uploads;
mod waiting;
mod weak_passwords;
mod wires;

use signet_testkit::{Builder, TestGateway};

/// Returns a builder of the gateway of most tests, with the product that is enabled by default.
pub(crate) fn usual() -> Builder {
    TestGateway::of(&signet_methods_yaf::PACK)
}
