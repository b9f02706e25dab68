//! The gateway: one signed endpoint in front of a table of methods.
//!
//! Read `line` first: it has the order of checks. `http` is the only place with actix, and
//! [`server`] wires everything together. The command line is in [`cli`].

mod access_log;
pub mod cli;
mod demo;
pub mod gateway;
mod http;
mod jobs;
mod line;
mod log;
mod metrics;
pub mod misconfigured;
mod node;
mod os_user;
pub mod output;
pub mod packs;
mod pulses;
mod refresh;
mod request_ids;
pub mod server;
pub mod settings;
pub mod stores;
mod vault;
mod wires;

pub use gateway::Gateway;
