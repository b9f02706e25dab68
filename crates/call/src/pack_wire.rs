use std::collections::BTreeMap;

use signet_wire::wire::{MethodId, Route, Verb, Wire};

use crate::Method;

/// The wire of a pack, for apps that do not sign their calls.
pub struct PackWire {
    /// The prefix of its paths, unless the configuration has another prefix; it may be empty.
    pub prefix: &'static str,
    /// Its own keys in the configuration, `wire.<pack>.<name>`, each with its default.
    pub keys: &'static [(&'static str, &'static str)],
    /// Creates the wire from its configuration. The error is one line that names the wrong key and the cure.
    pub open: fn(&WireConfig) -> Result<Box<dyn Wire>, String>,
}

/// The configuration of the wire of a pack.
#[derive(Clone, Debug)]
pub struct WireConfig {
    /// The prefix of its paths; empty for none.
    pub prefix: String,
    /// Whether the gateway is run for development.
    pub is_development: bool,
    /// The values of its own keys.
    pub keys: BTreeMap<&'static str, String>,
}

impl PackWire {
    /// Returns the configuration with the defaults of all keys of the wire, in production.
    pub fn defaults(&self) -> WireConfig {
        let owned = |(name, value): &(&'static str, &str)| (*name, (*value).to_owned());
        WireConfig {
            prefix: self.prefix.to_owned(),
            is_development: false,
            keys: self.keys.iter().map(owned).collect(),
        }
    }
}

impl WireConfig {
    /// Returns the value of a key of the wire; empty if the wire has no such key.
    pub fn key(&self, name: &str) -> &str {
        self.keys.get(name).map_or("", String::as_str)
    }
}

/// Defines the routes of a wire: `routes![POST "/consumer/login" => consumer::login::Login, …]`. If the request decides between
/// several methods, the methods are separated by `|`, the usual method first. A type that is not a method does not compile, nor does
/// a verb that no route can have.
#[macro_export]
macro_rules! routes {
    ($($verb:ident $path:literal => $($method:ty)|+),+ $(,)?) => {
        &[$($crate::route(
            stringify!($verb),
            $path,
            const { &[$($crate::method_id::<$method>()),+] },
        )),+]
    };
}

/// Returns a route; for [`routes!`].
///
/// # Panics
/// If no route can have the verb. In a constant this is an error of the compiler.
pub const fn route(verb: &str, path: &'static str, methods: &'static [MethodId]) -> Route {
    match Verb::parse(verb) {
        Some(verb) => Route {
            verb,
            path,
            methods,
        },
        None => panic!("a verb is GET, HEAD, POST, PUT or DELETE"),
    }
}

/// Returns the name and the version of a method.
pub const fn method_id<M: Method>() -> MethodId {
    MethodId {
        name: M::NAME,
        version: M::VERSION,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "a verb is GET")]
    fn a_verb_that_no_route_can_have_is_refused() {
        route("PATCH", "/login", &[]);
    }
}
