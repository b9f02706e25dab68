//! Tables and queries, on SQLite and on MySQL.
//!
//! Read [`Store`] first: it provides connections, runs transactions and brings the schema up to date. Then read the module of
//! any table: each table has a module with free functions. Reads take a [`Connection`]; writes take a [`Tx`], which only a
//! transaction has, unless one statement is the whole change and may run twice. A row that is not found is `None`. All times
//! are Unix seconds, and rows are written with the time of the transaction. The differences between the databases are in
//! `dialect.rs`.

#[macro_use]
pub mod sql;

mod connection;
mod dialect;
mod error;
mod inspect;
mod link;
mod locked;
#[macro_use]
mod migrations;
mod one_of;
mod paged;
mod pool;
mod repeat;
#[cfg(feature = "mysql")]
mod rights;
mod schema;
#[cfg(feature = "mysql")]
mod session;
mod state;
mod store;
mod target;
#[macro_use]
mod text_enum;
mod thread_pool;
mod tx;

pub mod scratch;

pub mod app_secrets;
pub mod apps;
pub mod audit_log;
pub mod ip_bans;
pub mod nodes;
pub mod revisions;
pub mod server_keys;

pub mod identities;
pub mod points_ledger;
pub mod sessions;
pub mod uploads;
pub mod users;

pub mod sms_blacklist;
pub mod sms_templates;

pub mod districts;

pub mod charges;
pub mod payment_events;
pub mod refunds;

pub mod jobs;

pub use connection::Connection;
pub use error::{AsStoreError, Error, Taken};
pub use inspect::{Inspection, Variable, inspect};
pub use migrations::{Migration, Migrations};
pub use paged::{PageRequest, Paged};
pub use state::State;
pub use store::Store;
pub use thread_pool::in_lane;
pub use tx::Tx;
