use serde_json::{Map, Value, json};
use signet_call::{Access, Entry, is_required, members};
use signet_wire::form::Kind;
use signet_wire::wire::{Accepts, Parameter, Place, RESERVED};

use super::{Operation, OwnWire, style};

/// The parameters of a route, with the names and types that its wire uses.
pub(super) struct Parameters {
    /// The JSON schema of an object with all parameters, in the language of the doc comments.
    pub(super) schema: Value,
    /// The parameters that have two names.
    pub(super) pairs: Vec<Pair>,
}

/// A parameter with two names.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub(super) names: [&'static str; 2],
    /// Whether a call needs the parameter, under one of the names.
    pub(super) required: bool,
}

/// Returns the parameters of a route, including those of its path and query.
pub(super) fn parameters(own: &OwnWire<'_>, operation: &Operation) -> Parameters {
    let accepts = own.wire.accepts(operation.route);
    let methods = of_methods(&operation.entries);
    let mut taken = Taken::default();
    let description = own.description();
    let is_here = |parameter: &&Parameter| {
        parameter.is_on(operation.route)
            && (!parameter.beside_token || operation.access() == Access::Session)
    };
    let described = description.parameters.iter().filter(is_here);
    for (name, schema) in members(&methods, "properties") {
        let required = is_required(&methods, name);
        let mut own = described
            .clone()
            .filter(|known| known.of == Some(name.as_str()));
        match own.next() {
            Some(parameter) => taken.add_described(parameter, schema.clone(), required),
            None if RESERVED.contains(&name.as_str()) => {}
            None => taken.add(&in_form(name, accepts), schema.clone(), required),
        }
    }
    for parameter in described.filter(|known| known.of.is_none()) {
        taken.add_described(parameter, json!({}), false);
    }
    for token in &description.tokens {
        if let (true, Place::Parameter(name)) = (token.is_on(operation.route), token.place) {
            taken.add_token(name, operation.access());
        }
    }
    if operation.takes_image()
        && let Some(name) = file_of(accepts)
    {
        let file = json!({"type": "string", "contentMediaType": "application/octet-stream", "description": "图片文件"});
        taken.add(name, file, true);
    }
    let mut parameters = taken.into_parameters(methods.get("$defs"));
    style::read(
        &mut parameters.schema,
        own.wire.style(),
        accepts.json.is_some(),
    );
    parameters
}

/// Returns the name of the field for the file, if there is one.
pub(super) fn file_of(accepts: &Accepts) -> Option<&'static str> {
    let mut fields = accepts.form.known.iter();
    fields.find_map(|(name, kind)| (*kind == Kind::File).then_some(*name))
}

/// Returns the parameters of several methods together. A parameter is required if all methods require it.
fn of_methods(entries: &[&Entry]) -> Value {
    let schemas: Vec<Value> = entries
        .iter()
        .map(|entry| entry.parameters_schema().into())
        .collect();
    let mut merged = [("properties", Map::new()), ("$defs", Map::new())];
    for schema in &schemas {
        for (key, all) in &mut merged {
            let own = members(schema, key).map(|(name, part)| (name.clone(), part.clone()));
            all.extend(own);
        }
    }
    let [(_, properties), (_, definitions)] = merged;
    let is_needed = |name: &&String| schemas.iter().all(|schema| is_required(schema, name));
    let required: Vec<&String> = properties.keys().filter(is_needed).collect();
    json!({"required": required, "properties": properties, "$defs": definitions})
}

/// Returns the name of a parameter in a form. The name of a field that may be repeated ends with `[]`.
fn in_form(name: &str, accepts: &Accepts) -> String {
    let rules = [Some(accepts.form), accepts.query];
    let mut known = rules.into_iter().flatten().flat_map(|rules| rules.known);
    let is_list = |(known, kind): &&(&str, Kind)| {
        *kind == Kind::Texts && known.strip_suffix("[]") == Some(name)
    };
    match known.find(is_list) {
        Some((list, _)) => (*list).to_owned(),
        None => name.to_owned(),
    }
}

#[derive(Default)]
struct Taken {
    properties: Map<String, Value>,
    required: Vec<String>,
    pairs: Vec<Pair>,
}

impl Taken {
    fn add(&mut self, name: &str, schema: Value, required: bool) {
        if self.properties.contains_key(name) {
            return;
        }
        self.properties.insert(name.to_owned(), schema);
        if required {
            self.required.push(name.to_owned());
        }
    }

    /// Adds a parameter that the wire describes. `of_method` is the schema of the method's parameter.
    fn add_described(&mut self, parameter: &Parameter, of_method: Value, required: bool) {
        let mut schema = of_method;
        if let Some(own) = parameter.schema {
            let text = schema.get("description").cloned();
            schema = own();
            if let (Some(text), Some(schema)) = (text, schema.as_object_mut()) {
                schema.insert("description".to_owned(), text);
            }
        }
        if let (false, Some(schema)) = (parameter.text.is_empty(), schema.as_object_mut()) {
            schema.insert("description".to_owned(), json!(parameter.text));
        }
        let required = parameter.required.unwrap_or(required);
        let Some(also) = parameter.also else {
            return self.add(parameter.name, schema, required);
        };
        let names = [parameter.name, also];
        self.pairs.push(Pair { names, required });
        for name in names {
            self.add(name, schema.clone(), false);
        }
    }

    fn add_token(&mut self, name: &str, access: Access) {
        let text = "用户会话令牌\n\n登录后取得。";
        let schema = json!({"type": "string", "writeOnly": true, "description": text});
        match access {
            Access::Session => self.add(name, schema, true),
            Access::Optional => self.add(name, schema, false),
            Access::Open => {}
        }
    }

    fn into_parameters(self, definitions: Option<&Value>) -> Parameters {
        let mut schema = json!({
            "type": "object",
            "properties": self.properties,
            "required": self.required,
        });
        if let Some(members) = schema.as_object_mut() {
            let required = self.pairs.iter().filter(|pair| pair.required);
            let either = required.map(|pair| {
                let one = pair.names.map(|name| json!({"required": [name]}));
                json!({"anyOf": one})
            });
            let either: Vec<Value> = either.collect();
            if !either.is_empty() {
                members.insert("allOf".to_owned(), either.into());
            }
            members.extend(definitions.map(|parts| ("$defs".to_owned(), parts.clone())));
        }
        Parameters {
            schema,
            pairs: self.pairs,
        }
    }
}
