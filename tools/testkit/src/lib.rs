//! The tools that tests and benchmarks share.
//!
//! - [`servers`]: private MariaDB and Redis servers with throw-away data
//! - [`LossyProxy`]: a proxy in front of a gateway that loses replies
//! - [`TestGateway`]: a whole gateway on its own ports and data, in this process
//! - [`bucket`]: an object storage; [`payments`]: a payment provider; [`wechat`]: WeChat; [`terminal()`]: a terminal
//! - [`Scratch`]: a private database for a test of tables
//! - [`Authority`]: a certificate authority for a test of servers with TLS
//! - [`examples`]: the calls that the documentation shows
//! - [`snapshot()`]: an answer as text, for inline snapshots; [`untimed()`]: an answer without its times
//! - [`Client`]: signs calls as an app does; each of its properties can be changed; [`TestGateway::send`] sends a request unchanged
//! - [`operators`]: calls of operators' tools, and their rows in the audit log; [`open_session`]: a session without a login
//! - [`wires`]: the wire of a product without a gateway
//! - [`Numbers`]: random numbers that are the same in each run
//! - [`at_once`], [`calls_at_once`]: calls at the same time; [`timing`]: calls that must take the same time
//!
//! Tests run on SQLite and the in-process cache, or on the servers that `SIGNET_TEST_STORAGE_URL` and
//! `SIGNET_TEST_CACHE_URL` name; `cargo xtask test` does both.

#[cfg(feature = "gateway")]
mod authority;
#[cfg(feature = "gateway")]
pub mod bucket;
#[cfg(feature = "gateway")]
mod client;
#[cfg(feature = "gateway")]
pub mod examples;
#[cfg(feature = "gateway")]
mod gateway;
#[cfg(feature = "gateway")]
mod http;
mod lossy;
mod numbers;
#[cfg(feature = "gateway")]
pub mod operators;
#[cfg(feature = "payments")]
pub mod payments;
#[cfg(feature = "gateway")]
mod scratch;
pub mod servers;
#[cfg(feature = "gateway")]
mod session;
#[cfg(feature = "gateway")]
mod shared;
#[cfg(feature = "gateway")]
mod snapshot;
#[cfg(feature = "gateway")]
mod statements;
#[cfg(feature = "gateway")]
mod terminal;
#[cfg(feature = "gateway")]
pub mod timing;
#[cfg(feature = "payments")]
mod unique;
#[cfg(feature = "gateway")]
mod untimed;
#[cfg(feature = "gateway")]
pub mod wechat;
#[cfg(feature = "gateway")]
pub mod wires;

#[cfg(feature = "gateway")]
pub use authority::{Authority, Issued, TlsFront};
#[cfg(feature = "gateway")]
pub use client::{Answer, Client, Download, MULTIPART, multipart};
#[cfg(feature = "gateway")]
pub use gateway::{APPID, Builder, SECRET, SMS_CODE, TestGateway, eventually};
#[cfg(feature = "gateway")]
pub use http::{Reply, form};
pub use lossy::LossyProxy;
pub use numbers::Numbers;
#[cfg(feature = "gateway")]
pub use scratch::Scratch;
#[cfg(feature = "gateway")]
pub use session::open_session;
#[cfg(feature = "gateway")]
pub use shared::{Outcome, at_once, calls_at_once, rounds, until_taken, with};
#[cfg(feature = "gateway")]
pub use snapshot::{changed, snapshot};
#[cfg(feature = "gateway")]
pub use terminal::terminal;
#[cfg(feature = "payments")]
pub use unique::unique;
#[cfg(feature = "gateway")]
pub use untimed::{is_date_time, untimed};
