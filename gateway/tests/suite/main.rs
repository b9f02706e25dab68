//! Black-box tests: everything over HTTP or the command line, as a client or an operator sees it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod accounts;
mod admin;
mod apps;
mod cli;
mod edge;
mod forms;
mod line;
mod ops;
mod orders;
mod replay;
mod sample;
mod sessions;
mod shop;
mod sms;
mod sms_http;
mod system;
