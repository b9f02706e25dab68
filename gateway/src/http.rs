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

use std::rc::Rc;
use std::sync::Arc;

use crate::gateway::Gateway;

pub(crate) use client::Proxies;
pub(crate) use upload::Room;

/// A request, with the part of its body that was not taken out.
pub(crate) type Request = actix_http::Request;

/// The gateway, counted in each worker by itself, so that workers do not contend on one reference count.
pub(crate) type LocalGateway = Rc<Arc<Gateway>>;
