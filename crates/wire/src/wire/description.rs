use serde_json::{Value, json};

use super::Route;

/// The facts about a wire for its documentation, beyond its routes, their rules and its style.
#[derive(Clone, Debug)]
pub struct Description<'a> {
    /// The rules of every call, in the language of the clients: paragraphs of Markdown.
    pub text: &'a str,
    /// The places of a session's token, the usual one first.
    pub tokens: Vec<Token<'a>>,
    /// The parameters that differ from those of the methods.
    pub parameters: &'static [Parameter],
    /// Returns the JSON schema of a good reply of a route, given that of the method's data; its type is `null` if there is no data.
    pub reply: fn(&Route, Value) -> Value,
    /// Returns the JSON schemas of the same reply in the other forms that a request may name.
    pub other_replies: fn(&Route, Value) -> Vec<Value>,
    /// Returns the JSON schema of the reply of a call that failed.
    pub refusal: fn() -> Value,
}

/// A place in which a client may send the token of its session.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    /// The part of the request.
    pub place: Place<'a>,
    /// The paths that have it, with everything below them; empty for all.
    pub paths: &'static [&'static str],
}

/// A place of a token in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// A parameter of this name.
    Parameter(&'a str),
    /// The header `Authorization`, after `Bearer`.
    Bearer,
    /// A header of this name.
    Header(&'a str),
    /// A cookie of this name.
    Cookie(&'a str),
}

/// A parameter that differs on a wire from that of the method.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: &'static str,
    /// A second name under which the wire takes it.
    pub also: Option<&'static str>,
    /// The parameter of the method that the wire sets from it: routes whose method has none do not take it. `None` if the wire alone
    /// reads it.
    pub of: Option<&'static str>,
    /// The paths that take it, with everything below them; empty for all.
    pub paths: &'static [&'static str],
    /// Whether only routes that need a session take it.
    pub beside_token: bool,
    /// Whether a call needs it; `None` if the method says so.
    pub required: Option<bool>,
    /// Its title and, after an empty line, more, in the language of the clients; empty for those of the method's parameter.
    pub text: &'static str,
    /// Returns the JSON schema of its values, if that is not the schema of the method's parameter.
    pub schema: Option<fn() -> Value>,
}

impl Default for Description<'_> {
    /// Returns the description of a wire without sessions, whose replies are the data without an envelope.
    fn default() -> Self {
        Description {
            text: "",
            tokens: Vec::new(),
            parameters: &[],
            reply: |_, data| data,
            other_replies: |_, _| Vec::new(),
            refusal: || json!({"type": "object"}),
        }
    }
}

impl Parameter {
    /// Returns a parameter that differs from the method's of this name; by default in nothing.
    pub const fn of(name: &'static str) -> Parameter {
        Parameter {
            name,
            also: None,
            of: Some(name),
            paths: &[],
            beside_token: false,
            required: None,
            text: "",
            schema: None,
        }
    }

    /// Returns a parameter that the wire alone reads.
    pub const fn of_wire(
        name: &'static str,
        text: &'static str,
        schema: fn() -> Value,
    ) -> Parameter {
        Parameter {
            of: None,
            text,
            schema: Some(schema),
            ..Parameter::of(name)
        }
    }

    /// Returns whether a route whose path is among [`Parameter::paths`] has it.
    pub fn is_on(&self, route: &Route) -> bool {
        covers(self.paths, route)
    }
}

impl Token<'_> {
    /// Returns whether a route has the place.
    pub fn is_on(&self, route: &Route) -> bool {
        covers(self.paths, route)
    }
}

fn covers(paths: &[&str], route: &Route) -> bool {
    let is_below = |path: &&str| {
        let rest = route.path.strip_prefix(*path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '&']))
    };
    paths.is_empty() || paths.iter().any(is_below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Verb;

    #[test]
    fn a_path_covers_itself_and_what_is_below_it() {
        let route = |path| Route {
            verb: Verb::Get,
            path,
            methods: &[],
        };
        let orders = Parameter {
            paths: &["/orders", "/pay"],
            ..Parameter::of("id")
        };
        for (path, expected) in [
            ("/orders", true),
            ("/orders/{id}", true),
            ("/orders2", false),
            ("/pay", true),
            ("/orders&page={page}", true),
            ("/goods", false),
        ] {
            assert_eq!(orders.is_on(&route(path)), expected, "{path}");
            assert!(Parameter::of("id").is_on(&route(path)), "{path}");
        }
    }
}
