//! HTTP: the only place that knows actix.
//!
//! `public` routes the public port; `body` and `upload` read what is posted to it, `files` sends stored files, `client`
//! finds the address of the client, and `web_origin` the page that calls. `ops` and `page` are the other listener: probes,
//! metrics and the documentation. `server` builds the servers of both ports on `connection`, which has the deadlines;
//! `budget` shares what is scarce between clients.

mod body;
pub(crate) mod budget;
mod client;
pub(crate) mod connection;
mod files;
pub(crate) mod ops;
pub(crate) mod page;
mod persistent;
pub(crate) mod public;
pub(crate) mod server;
mod upload;
pub(crate) mod web_origin;

pub(crate) use client::Proxies;
pub(crate) use upload::Room;
