use serde_json::{Value, json};

use super::Route;

/// The facts that the documentation of a wire needs beyond its routes, their rules and its style.
#[derive(Clone, Debug)]
pub struct Description<'a> {
    /// The rules of every call, in the language of the clients: paragraphs of Markdown.
    pub text: &'a str,
    /// The places of a session's token, the usual place first.
    pub tokens: Vec<Token<'a>>,
    /// The parameters that differ from the parameters of the methods.
    pub parameters: &'static [Parameter],
    /// Returns the JSON schema of a good reply of a route. It is given the schema of the method's data, whose type is `null` if there is no
    /// data.
    pub reply: fn(&Route, Value) -> Value,
    /// Returns the JSON schemas of the same reply in the other forms that a request may choose.
    pub other_replies: fn(&Route, Value) -> Vec<Value>,
    /// Returns the JSON schema of the reply of a call that failed.
    pub refusal: fn() -> Value,
}

/// A place in which a client may send the token of its session.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    /// The part of the request.
    pub place: Place<'a>,
    /// The paths that have the place, with everything below them; empty for all paths.
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

/// A parameter of a wire that differs from the parameter of the method.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// The name of the parameter on the wire.
    pub name: &'static str,
    /// A second name under which the wire accepts the parameter.
    pub also: Option<&'static str>,
    /// The parameter of the method that the wire sets from this one. A route whose method lacks that parameter does not take this one.
    /// `None` if only the wire reads it.
    pub of: Option<&'static str>,
    /// The paths that take the parameter, with everything below them; empty for all paths.
    pub paths: &'static [&'static str],
    /// Whether only routes that need a session take the parameter.
    pub beside_token: bool,
    /// Whether a call needs the parameter; `None` if the method decides this.
    pub required: Option<bool>,
    /// The title and, after an empty line, the description, in the language of the clients. Empty for the text of the method's parameter.
    pub text: &'static str,
    /// Returns the JSON schema of the values; `None` for the schema of the method's parameter.
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
    /// Returns a parameter that is the same as the method's parameter of this name, until fields of it are changed.
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

    /// Returns a parameter that only the wire reads.
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

    /// Returns whether the path of a route is among [`Parameter::paths`].
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
