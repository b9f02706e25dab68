use std::fmt::Write;

use serde_json::{Map, Value};
use signet_wire::wire::{Json, Place, Route, Verb, Wire};

use super::parameters::file_of;

/// A call of a pack's wire, as HTTP: the examples show it, and the recorder of examples sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireCall {
    /// The verb.
    pub verb: Verb,
    /// The path with the parameters in it, below the prefix of the wire.
    pub path: String,
    /// The fields of the query.
    pub query: Vec<(String, String)>,
    /// The headers, without those that the body needs.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: CallBody,
}

/// The body of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallBody {
    /// There is no body.
    Empty,
    /// A JSON object, and whether the request needs its content type.
    Json(String, Json),
    /// The fields of a urlencoded form.
    Form(Vec<(String, String)>),
    /// The fields of a multipart form, and the name of the field with the file and the name of the file.
    Multipart(Vec<(String, String)>, Option<(String, String)>),
}

impl WireCall {
    /// Returns a call of a route, with each parameter in the place where the route takes it. The value of a file is its name. `token` is
    /// put in the route's first place of tokens, unless that place is a parameter: then `parameters` already contains the token.
    pub fn new(
        wire: &dyn Wire,
        route: &Route,
        parameters: &Map<String, Value>,
        token: Option<&str>,
    ) -> WireCall {
        let accepts = wire.accepts(route);
        let (path, mut rest) = in_path(route.path, parameters);
        let (mut query, mut body) = (Vec::new(), CallBody::Empty);
        if let (true, Some(json)) = (!accepts.multipart, accepts.json) {
            body = CallBody::Json(Value::Object(rest).to_string(), json);
        } else if accepts.urlencoded {
            body = CallBody::Form(fields(&rest));
        } else if accepts.multipart {
            let file = file_of(accepts).and_then(|name| rest.shift_remove_entry(name));
            let file = file.map(|(field, name)| (field, text(&name)));
            body = CallBody::Multipart(fields(&rest), file);
        } else {
            query = fields(&rest);
        }
        WireCall {
            verb: route.verb,
            path,
            query,
            headers: token
                .and_then(|token| header(wire, route, token))
                .into_iter()
                .collect(),
            body,
        }
    }

    /// Returns a command line that makes the call; `base` is the URL of the wire.
    pub fn curl(&self, base: &str) -> String {
        let url = format!("{base}{}", self.path);
        // `&` and `?` have a meaning in shells.
        let quote = if url.contains(['&', '?']) { "'" } else { "" };
        let mut line = format!("curl -s {quote}{url}{quote}");
        // Writing to a `String` cannot fail.
        let mut add = |option: &str, text: &str| {
            let _ = write!(line, " {option} '{}'", text.replace('\'', r"'\''"));
        };
        let has_body = self.body != CallBody::Empty;
        if self.verb != (if has_body { Verb::Post } else { Verb::Get }) {
            add("-X", self.verb.name());
        }
        for (name, value) in &self.headers {
            add("-H", &format!("{name}: {value}"));
        }
        for (name, value) in &self.query {
            add("--url-query", &format!("{name}={value}"));
        }
        match &self.body {
            CallBody::Empty => {}
            CallBody::Json(text, json) => {
                if *json == Json::Declared {
                    add("-H", "Content-Type: application/json");
                }
                add("-d", text);
            }
            CallBody::Form(fields) => {
                for (name, value) in fields {
                    add("--data-urlencode", &format!("{name}={value}"));
                }
            }
            CallBody::Multipart(fields, file) => {
                for (name, value) in fields {
                    add("--form-string", &format!("{name}={value}"));
                }
                if let Some((field, name)) = file {
                    add("-F", &format!("{field}=@{name}"));
                }
            }
        }
        line
    }
}

/// Returns a path with its parameters filled in, and the other parameters.
fn in_path(path: &str, parameters: &Map<String, Value>) -> (String, Map<String, Value>) {
    let (mut path, mut rest) = (path.to_owned(), Map::new());
    for (name, value) in parameters {
        let place = format!("{{{name}}}");
        match path.contains(&place) {
            true => path = path.replace(&place, &text(value)),
            false => {
                rest.insert(name.clone(), value.clone());
            }
        }
    }
    (path, rest)
}

/// Returns parameters as the fields of a form. A list whose name ends with `[]` becomes one field for each of its items.
fn fields(parameters: &Map<String, Value>) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (name, value) in parameters {
        let items = match value {
            Value::Array(items) if name.ends_with("[]") => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        fields.extend(items.iter().map(|item| (name.clone(), text(item))));
    }
    fields
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Returns the header for a token; `None` if the token is a parameter or the route has no place for it.
fn header(wire: &dyn Wire, route: &Route, token: &str) -> Option<(String, String)> {
    let description = wire.description();
    let mut places = description.tokens.iter().filter(|place| place.is_on(route));
    match places.next()?.place {
        Place::Parameter(_) => None,
        Place::Bearer => Some(("Authorization".to_owned(), format!("Bearer {token}"))),
        Place::Header(name) => Some((name.to_owned(), token.to_owned())),
        Place::Cookie(name) => Some(("Cookie".to_owned(), format!("{name}={token}"))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use signet_fault::{Code, Fault};
    use signet_wire::Answer;
    use signet_wire::form::{Kind, Rules};
    use signet_wire::wire::{Accepts, Description, Incoming, Rendered, Request, Token};

    use super::*;

    const LISTS: Rules = Rules {
        known: &[("tag[]", Kind::Texts)],
        others: Kind::Text,
        max_fields: 9,
        max_text: 99,
    };
    const UPLOAD: Rules = Rules {
        known: &[("file", Kind::File)],
        ..LISTS
    };

    /// A wire that accepts a body of each kind, depending on verb and path.
    struct Wires(Place<'static>);

    impl Wire for Wires {
        fn routes(&self) -> &'static [Route] {
            &[]
        }

        fn accepts(&self, route: &Route) -> &'static Accepts {
            match (route.verb, route.path) {
                (Verb::Get, _) => &const { Accepts::query(&LISTS) },
                (Verb::Put, _) => &const { Accepts::json(Json::Declared) },
                (_, "/picture") => &const { Accepts::upload(&UPLOAD, 99) },
                _ => &const { Accepts::urlencoded(&LISTS, 99) },
            }
        }

        fn description(&self) -> Description<'_> {
            Description {
                tokens: match self.0 {
                    Place::Bearer => vec![Token {
                        place: Place::Bearer,
                        paths: &[],
                    }],
                    _ => vec![Token {
                        place: Place::Cookie("key"),
                        paths: &["/orders"],
                    }],
                },
                ..Description::default()
            }
        }

        fn read<'a>(&self, _: &'a Request<'a>) -> Result<Incoming<'a>, Fault> {
            Err(Code::NotFound.into())
        }

        fn write(&self, _: &Request<'_>, _: Result<&Answer, &Fault>, _: &str) -> Rendered {
            Rendered::json(200, Vec::new())
        }
    }

    fn curl(wire: &Wires, verb: Verb, path: &'static str, parameters: &Value) -> String {
        let route = Route {
            verb,
            path,
            methods: &[],
        };
        let parameters = parameters.as_object().unwrap();
        let call = WireCall::new(wire, &route, parameters, Some("abc"));
        call.curl("http://a/v1")
    }

    #[test]
    fn parameters_are_where_the_route_takes_them() {
        let wire = Wires(Place::Bearer);
        let parameters = json!({"id": 7, "tag[]": [1, "b"], "text": "it's"});
        let authorization = "-H 'Authorization: Bearer abc'";
        assert_eq!(
            curl(&wire, Verb::Get, "/goods/{id}", &parameters),
            format!(
                "curl -s http://a/v1/goods/7 {authorization} --url-query 'tag[]=1' --url-query 'tag[]=b' --url-query 'text=it'\\''s'"
            )
        );
        assert_eq!(
            curl(&wire, Verb::Put, "/goods/{id}", &json!({"id": 7, "n": [1]})),
            format!(
                "curl -s http://a/v1/goods/7 -X 'PUT' {authorization} -H 'Content-Type: application/json' -d '{{\"n\":[1]}}'"
            )
        );
        assert_eq!(
            curl(&wire, Verb::Delete, "/goods", &json!({"id": 7})),
            format!(
                "curl -s http://a/v1/goods -X 'DELETE' {authorization} --data-urlencode 'id=7'"
            )
        );
        assert_eq!(
            curl(
                &wire,
                Verb::Delete,
                "/index.php?act=goods&op=del",
                &json!({})
            ),
            format!("curl -s 'http://a/v1/index.php?act=goods&op=del' -X 'DELETE' {authorization}")
        );
        assert_eq!(
            curl(
                &wire,
                Verb::Post,
                "/picture",
                &json!({"n": 1, "file": "a.png"})
            ),
            format!(
                "curl -s http://a/v1/picture {authorization} --form-string 'n=1' -F 'file=@a.png'"
            )
        );
    }

    #[test]
    fn a_token_is_only_where_the_route_has_its_place() {
        let wire = Wires(Place::Cookie("key"));
        let of_order = curl(&wire, Verb::Get, "/orders/{id}", &json!({"id": 1}));
        assert_eq!(
            of_order,
            "curl -s http://a/v1/orders/1 -H 'Cookie: key=abc'"
        );
        let of_goods = curl(&wire, Verb::Get, "/goods", &json!({}));
        assert_eq!(of_goods, "curl -s http://a/v1/goods");
    }
}
