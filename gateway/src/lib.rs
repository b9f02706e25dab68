//! The gateway: one signed endpoint in front of a table of methods.
//!
//! Read [`pipeline`] first: it is the order of checks. Around it, `guard` has one file per check, `edge` is
//! HTTP (the only place that knows actix, with `connection`, `ops`, `page` and [`server`]), [`directory`] holds the apps, and
//! [`server`] wires everything together. The command line is in [`cli`].

mod access_log;
mod budget;
mod bulkheads;
pub mod cli;
mod connection;
mod demo;
pub mod directory;
pub mod docs;
mod edge;
pub mod gateway;
mod guard;
mod log;
mod metrics;
mod node;
mod ops;
pub mod output;
mod page;
pub mod pipeline;
mod pulses;
mod refresh;
pub mod server;
pub mod settings;
mod vault;
mod web_origin;

pub use gateway::Gateway;
