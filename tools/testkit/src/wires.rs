//! The wire of a product, for tests without a gateway.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use signet_call::Pack;
use signet_wire::wire::{Request, Routed, Wire};

/// Returns the wire of a product in its default configuration.
///
/// # Panics
/// If the product has no wire.
pub fn open(product: &Pack) -> Box<dyn Wire> {
    let wire = product.wire.expect("the product has a wire");
    (wire.open)(&wire.defaults()).expect("the defaults are valid")
}

/// Returns the routes of a wire in their order: verb, path and methods.
pub fn endpoints(wire: &dyn Wire) -> Vec<String> {
    let routes = wire.routes().iter().map(|route| {
        let methods: Vec<_> = route.methods.iter().map(|method| method.name).collect();
        format!("{} {} {}", route.verb, route.path, methods.join(" "))
    });
    routes.collect()
}

/// Returns a request without parameters to the first route of a path.
///
/// # Panics
/// If the wire does not have this path.
pub fn request(wire: &dyn Wire, path: &str) -> Request<'static> {
    let mut routes = wire.routes().iter();
    let route = routes.find(|route| route.path == path);
    Request {
        routed: Some(Routed {
            route: route.expect("the path is one of the wire"),
            parameters: Vec::new(),
        }),
        ..Request::default()
    }
}
