//! HTTP: the only place with actix.
//!
//! `public` routes the public port. `endpoint` answers the calls, whose bodies `body` and `upload` read; `files` sends stored
//! files, `client` finds the address of the client, and `cors` lets pages call. `ops` and
//! `page` are the other port: probes, metrics and the documentation.
//!
//! `server` builds the servers of both ports on `connection`, which has the deadlines; `budget` divides limited resources
//! between clients. `actix` lists every work-around for the library.

mod actix;
mod body;
pub(crate) mod budget;
pub(crate) mod client;
pub(crate) mod connection;
mod cors;
pub(crate) mod endpoint;
mod files;
mod notify;
pub(crate) mod ops;
pub(crate) mod page;
pub(crate) mod public;
pub(crate) mod server;
mod upload;
