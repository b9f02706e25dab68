//! The part of the documentation about the wires of packs, on which apps call without signing.
//!
//! The documentation of a wire is made from its routes, the requests that they accept, its style and its [`Description`]. The wire
//! itself renders the replies to faults.
//!
//! - `parameters`, `replies`: what a route takes and returns, as JSON schemas; `style`: the form of values
//! - `call`: a call as HTTP, which the examples show and the recorder sends
//! - `refusals`: the replies to faults
//! - `model`: the parts of the model; `openapi`: a document of one wire alone

pub(crate) mod call;
mod model;
mod openapi;
mod parameters;
mod refusals;
mod replies;
mod style;

use signet_call::{Access, Entry, Pack};
use signet_wire::wire::{Description, Route, Verb, Wire};

use crate::{Error, Product};

pub use model::{Refusal, UnsignedCall, UnsignedExample, UnsignedWire};
pub use openapi::wire_openapi;

pub(crate) use model::{calls, wires};

/// The wire of a pack, in its configuration.
pub(crate) struct OwnWire<'a> {
    pack: &'a Pack,
    prefix: String,
    wire: Box<dyn Wire>,
}

/// A route of a wire, and the methods behind it.
pub(crate) struct Operation {
    route: &'static Route,
    /// The methods, the usual method first.
    entries: Vec<&'static Entry>,
}

impl<'a> OwnWire<'a> {
    /// Returns the wire of a product; `None` if it is not documented.
    pub(crate) fn open(product: &Product<'a>) -> Result<Option<OwnWire<'a>>, Error> {
        let (Some(wire), Some(config)) = (product.pack.wire, &product.wire) else {
            return Ok(None);
        };
        let opened = (wire.open)(config).map_err(|reason| Error::Wire {
            pack: product.pack.name,
            reason,
        })?;
        Ok(Some(OwnWire {
            pack: product.pack,
            prefix: config.prefix.clone(),
            wire: opened,
        }))
    }

    /// Returns whether the wire belongs to a pack.
    pub(crate) fn is_of(&self, pack: &Pack) -> bool {
        self.pack.name == pack.name
    }

    /// Returns the routes in their order. HEAD is like GET, so it is not documented.
    pub(crate) fn operations(&self) -> impl Iterator<Item = Operation> {
        let shown = self.wire.routes().iter();
        let shown = shown.filter(|route| route.verb != Verb::Head);
        shown.map(|route| self.operation(route))
    }

    fn operation(&self, route: &'static Route) -> Operation {
        let entry = |id: &signet_wire::wire::MethodId| {
            let mut entries = self.pack.methods.iter();
            entries.find(|entry| entry.name == id.name && entry.version == id.version)
        };
        Operation {
            route,
            entries: route.methods.iter().filter_map(entry).collect(),
        }
    }

    fn description(&self) -> Description<'_> {
        self.wire.description()
    }
}

impl Operation {
    fn access(&self) -> Access {
        self.entries
            .first()
            .map_or(Access::Open, |entry| entry.access)
    }

    fn takes_image(&self) -> bool {
        self.entries.iter().any(|entry| entry.image)
    }

    fn is_once(&self) -> bool {
        self.entries.iter().any(|entry| entry.once)
    }
}
