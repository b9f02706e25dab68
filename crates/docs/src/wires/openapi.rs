use serde_json::{Map, Value, json};
use signet_call::{Access, Entry};
use signet_wire::wire::{Accepts, IDEMPOTENCY_KEY, Place, Route, Token};

use super::parameters::parameters;
use super::refusals::media_type;
use super::replies::forms;
use super::{Operation, OwnWire, Refusal};
use crate::examples::Examples;
use crate::fields::documentation;
use crate::openapi::reference;
use crate::schemas::{id, lift};
use crate::texts::Texts;
use crate::{Error, Lang, Product};

/// The name of the reply to a failed call, among the schemas and the responses.
const REFUSED: &str = "refused";

/// The media type of nearly all replies.
const JSON: &str = "application/json";

/// Returns the wire of a product as OpenAPI 3.1: a path for each route, with recorded calls as examples. `None` if no wire of the
/// product is documented. `url` is the URL of the gateway.
///
/// # Errors
/// The errors of [`model()`](crate::model()).
pub fn wire_openapi(product: &Product<'_>, lang: Lang, url: &str) -> Result<Option<Value>, Error> {
    let Some(own) = OwnWire::open(product)? else {
        return Ok(None);
    };
    let texts = Texts::new(&[product.pack], lang)?;
    let mut document = Document {
        examples: Examples::load(product.pack, url)?,
        texts: &texts,
        own: &own,
        schemas: Map::new(),
    };
    let refused = (own.description().refusal)();
    document.schemas.insert(REFUSED.to_owned(), refused);
    let mut paths: Map<String, Value> = Map::new();
    for operation in own.operations() {
        let verb = operation.route.verb.name().to_lowercase();
        let described = document.operation(&operation)?;
        match paths
            .get_mut(operation.route.path)
            .and_then(Value::as_object_mut)
        {
            Some(verbs) => verbs.insert(verb, described),
            None => paths.insert(operation.route.path.to_owned(), json!({verb: described})),
        };
    }
    let refusals = own.common_refusals(&texts);
    Ok(Some(json!({
        "openapi": "3.1.0",
        "info": {
            "title": texts.get(product.pack.title),
            "version": env!("CARGO_PKG_VERSION"),
            "description": own.text(&texts),
        },
        "servers": [{"url": own.base(url)}],
        "paths": paths,
        "components": {
            "schemas": document.schemas,
            "parameters": {IDEMPOTENCY_KEY: idempotency_key()},
            "responses": {REFUSED: response(&texts, JSON, refusals.iter().map(with_status))},
            "securitySchemes": schemes(&own.description().tokens),
        },
    })))
}

/// A document that is being made.
struct Document<'a> {
    own: &'a OwnWire<'a>,
    texts: &'a Texts,
    examples: Examples,
    schemas: Map<String, Value>,
}

impl Document<'_> {
    fn operation(&mut self, operation: &Operation) -> Result<Value, Error> {
        let id = self.own.id(operation);
        let (title, description) = match operation.entries.first() {
            Some(entry) => documentation(entry.parameters_schema().as_value(), self.texts),
            None => Default::default(),
        };
        let example = self.own.example(operation.route, &self.examples)?;
        let mut described = Map::new();
        let mut add = |key: &str, value: Value| {
            if !matches!(value.as_array().map(Vec::len), Some(0)) && value != json!("") {
                described.insert(key.to_owned(), value);
            }
        };
        add("operationId", json!(id));
        add("summary", json!(title));
        add("description", json!(description));
        let mut schema = self.parameters(&id, operation);
        let sent = example.as_ref().map(|example| &example.parameters);
        add("parameters", self.outside(operation, &mut schema, sent));
        let accepts = self.own.wire.accepts(operation.route);
        if accepts.has_body() {
            add("requestBody", body(accepts, &id, &schema, sent));
            self.schemas.insert(id.clone(), schema);
        }
        let reply = example.as_ref().map(|example| &example.reply);
        add("responses", self.responses(&id, operation, reply));
        let tokens = self.own.description().tokens;
        add("security", security(&tokens, operation));
        Ok(described.into())
    }

    /// Returns the schema of all parameters of an operation.
    fn parameters(&mut self, id: &str, operation: &Operation) -> Value {
        let schema = parameters(self.own, operation).schema;
        lift(id, self.texts, schema, &mut self.schemas)
    }

    /// Removes the parameters of the path and of the query from a schema, and returns them together with the headers.
    fn outside(&self, operation: &Operation, schema: &mut Value, sent: Option<&Value>) -> Value {
        let accepts = self.own.wire.accepts(operation.route);
        let mut listed = Vec::new();
        let mut rest = Map::new();
        let required = schema.get("required").cloned().unwrap_or_default();
        let is_required = |name: &str| {
            let names = required.as_array().into_iter().flatten();
            names.into_iter().any(|known| known == name)
        };
        let properties = schema.get_mut("properties").map(Value::take);
        let Some(Value::Object(properties)) = properties else {
            return Value::Array(listed);
        };
        for (name, part) in properties {
            let in_path = operation.route.path.contains(&format!("{{{name}}}"));
            if !in_path && accepts.has_body() {
                rest.insert(name, part);
                continue;
            }
            let place = if in_path { "path" } else { "query" };
            let needed = in_path || is_required(&name);
            let mut parameter =
                json!({"name": name, "in": place, "required": needed, "schema": part});
            if let Some(example) = sent.and_then(|sent| sent.get(&name)) {
                insert(&mut parameter, "example", example.clone());
            }
            listed.push(parameter);
        }
        let in_body = required.as_array().into_iter().flatten();
        let in_body =
            in_body.filter(|name| name.as_str().is_some_and(|name| rest.contains_key(name)));
        insert(schema, "required", in_body.cloned().collect());
        insert(schema, "properties", rest.into());
        if operation.is_once() {
            listed.push(json!({"$ref": format!("#/components/parameters/{IDEMPOTENCY_KEY}")}));
        }
        listed.into()
    }

    fn responses(&mut self, id: &str, operation: &Operation, reply: Option<&Value>) -> Value {
        let good = self.good(id, operation);
        let media_type = media_type(self.own.wire.as_ref(), operation.route);
        let refusals = self.own.refusals(operation, self.texts);
        let (usual, others): (Vec<_>, Vec<_>) = refusals
            .iter()
            .partition(|refusal| refusal.http_status == 200);
        let recorded = reply.map(|reply| ("recorded".to_owned(), json!({"value": reply})));
        let examples: Map<String, Value> = recorded
            .into_iter()
            .chain(usual.into_iter().map(example))
            .collect();
        let schema = match media_type {
            JSON => json!({"anyOf": [good, reference(REFUSED)]}),
            _ => good,
        };
        let mut content = json!({"schema": schema});
        if !examples.is_empty() {
            insert(&mut content, "examples", examples.into());
        }
        let mut responses = json!({"200": {
            "description": "OK",
            "content": {media_type: content},
        }});
        for status in others.iter().map(|refusal| refusal.http_status) {
            let same = others
                .iter()
                .filter(|refusal| refusal.http_status == status);
            let examples = same.map(|refusal| example(refusal));
            let refused = response(self.texts, media_type, examples);
            insert(&mut responses, &status.to_string(), refused);
        }
        let common = match media_type {
            JSON => json!({"$ref": format!("#/components/responses/{REFUSED}")}),
            _ => response(self.texts, media_type, std::iter::empty()),
        };
        insert(&mut responses, "default", common);
        responses
    }

    /// Adds the schema of a good reply, and returns a reference to it.
    fn good(&mut self, id: &str, operation: &Operation) -> Value {
        let mut lifted = Vec::new();
        for entry in &operation.entries {
            let name = format!("{}.reply", method_id(entry));
            for reply in forms(self.own, operation, entry) {
                lifted.push(lift(&name, self.texts, reply, &mut self.schemas));
            }
        }
        let reply = match <[Value; 1]>::try_from(lifted) {
            Ok([reply]) => reply,
            Err(lifted) => json!({"anyOf": lifted}),
        };
        let name = format!("{id}.reply");
        let good = reference(&name);
        self.schemas.insert(name, reply);
        good
    }
}

impl OwnWire<'_> {
    /// Returns the name of an operation: the name of its usual method, followed by the verb unless it is the first route of the method.
    fn id(&self, operation: &Operation) -> String {
        let route = operation.route;
        let name = operation.entries.first().map(|entry| method_id(entry));
        let name = name.unwrap_or_else(|| route.path.to_owned());
        let usual = |route: &Route| route.methods.first().copied();
        let mut routes = self.operations().map(|operation| operation.route);
        match routes.find(|other| usual(other) == usual(route)) {
            Some(first) if first == route => name,
            _ => format!("{name}.{}", route.verb.name().to_lowercase()),
        }
    }
}

fn method_id(entry: &Entry) -> String {
    id(entry.name, &entry.version.to_string())
}

/// Adds a member to an object.
fn insert(object: &mut Value, key: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(key.to_owned(), value);
    }
}

/// Returns the request body of an operation, with the recorded body as its example.
fn body(accepts: &Accepts, id: &str, schema: &Value, sent: Option<&Value>) -> Value {
    let mut content = json!({"schema": reference(id)});
    let members = sent.and_then(Value::as_object);
    if let Some(members) = members {
        let is_in_body = |(name, _): &(&String, &Value)| {
            let properties = schema.get("properties");
            properties.is_some_and(|properties| properties.get(name.as_str()).is_some())
        };
        let members = members.iter().filter(is_in_body);
        let example: Map<String, Value> = members
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        insert(&mut content, "example", example.into());
    }
    let media_types = [
        (accepts.json.is_some(), "application/json"),
        (accepts.urlencoded, "application/x-www-form-urlencoded"),
        (accepts.multipart, "multipart/form-data"),
    ];
    let media_types = media_types.into_iter().filter(|(accepted, _)| *accepted);
    let content: Map<String, Value> = media_types
        .map(|(_, media_type)| (media_type.to_owned(), content.clone()))
        .collect();
    json!({"required": !accepts.empty, "content": content})
}

/// Returns a response whose examples are replies to faults.
fn response(
    texts: &Texts,
    media_type: &str,
    examples: impl Iterator<Item = (String, Value)>,
) -> Value {
    let examples: Map<String, Value> = examples.collect();
    let schema = match media_type {
        JSON => reference(REFUSED),
        _ => json!({"type": "string"}),
    };
    let mut content = json!({"schema": schema});
    if !examples.is_empty() {
        insert(&mut content, "examples", examples.into());
    }
    json!({"description": texts.get("错误"), "content": {media_type: content}})
}

fn example(refusal: &Refusal) -> (String, Value) {
    let body = serde_json::from_str(&refusal.body);
    let body = body.unwrap_or_else(|_| json!(refusal.body));
    let shown = json!({"summary": refusal.meaning, "value": body});
    (refusal.sub_code.to_owned(), shown)
}

fn with_status(refusal: &Refusal) -> (String, Value) {
    let (name, mut shown) = example(refusal);
    let summary = format!("HTTP {}: {}", refusal.http_status, refusal.meaning);
    insert(&mut shown, "summary", summary.into());
    (name, shown)
}

fn idempotency_key() -> Value {
    json!({
        "name": "Idempotency-Key",
        "in": "header",
        "schema": {"type": "string", "pattern": "^[!-~]{1,64}$"},
    })
}

/// Returns the security schemes: the places of tokens that are not parameters.
fn schemes(tokens: &[Token<'_>]) -> Map<String, Value> {
    let scheme = |token: &Token<'_>| match token.place {
        Place::Parameter(_) => None,
        Place::Bearer => Some((
            "bearer".to_owned(),
            json!({"type": "http", "scheme": "bearer"}),
        )),
        Place::Header(name) => Some((
            name.to_owned(),
            json!({"type": "apiKey", "in": "header", "name": name}),
        )),
        Place::Cookie(name) => Some((
            name.to_owned(),
            json!({"type": "apiKey", "in": "cookie", "name": name}),
        )),
    };
    tokens.iter().filter_map(scheme).collect()
}

/// Returns the security schemes of an operation; empty if it takes no token.
fn security(tokens: &[Token<'_>], operation: &Operation) -> Value {
    let own: Vec<Token<'_>> = tokens
        .iter()
        .filter(|token| token.is_on(operation.route))
        .copied()
        .collect();
    let places = schemes(&own);
    let one = |(name, _): (String, Value)| json!({name: []});
    let mut places: Vec<Value> = places.into_iter().map(one).collect();
    match operation.access() {
        Access::Open => places.clear(),
        Access::Optional if !places.is_empty() => places.push(json!({})),
        Access::Optional | Access::Session => {}
    }
    places.into()
}
