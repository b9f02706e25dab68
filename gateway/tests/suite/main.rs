//! Black-box tests: everything over HTTP or the command line, as a client or an operator sees it.

#![allow(
    missing_docs,
    clippy::allow_attributes,
    reason = "tests document themselves by their names"
)]

mod accounts;
mod apps;
mod cli;
mod edge;
mod forms;
mod line;
mod ops;
mod replay;
mod sample;
mod sessions;
mod sms;
mod sms_http;
mod system;
