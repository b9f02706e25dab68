//! The JSON schemas of methods, as parts of one document.

use serde_json::{Map, Value, json};
use signet_call::Entry;

use crate::Model;
use crate::fields::documentation;
use crate::texts::Texts;

/// The path of the parts of a document.
pub(crate) const COMPONENTS: &str = "#/components/schemas/";

/// The schemas of a method. The definitions to which they refer are among the parts.
pub(crate) struct Schemas {
    pub(crate) entry: &'static Entry,
    /// The name of the method in the document. The names of its parts start with it.
    pub(crate) id: String,
    pub(crate) parameters: Value,
    /// The schema of `data`. Its type is `null` if there is no `data`.
    pub(crate) data: Value,
}

/// Returns the schemas of every method, and the parts.
pub(crate) fn schemas(model: &Model) -> (Vec<Schemas>, Map<String, Value>) {
    let mut parts = Map::new();
    let texts = &*model.texts;
    let of_methods = model.entries.iter().map(|entry| {
        let id = id(entry.name, &entry.version.to_string());
        let data = format!("{id}.data");
        Schemas {
            entry,
            parameters: lift(&id, texts, entry.parameters_schema().into(), &mut parts),
            data: lift(&data, texts, entry.reply_schema().into(), &mut parts),
            id,
        }
    });
    (of_methods.collect(), parts)
}

/// Returns the name of a method in a document: its name on the wire, followed by the version unless that is the first version.
pub(crate) fn id(name: &str, version: &str) -> String {
    match version {
        "1.0.0" => name.to_owned(),
        _ => format!("{name}-{version}"),
    }
}

/// Returns a schema for use inside a document with other schemas. Its definitions move to `parts`, under names that start with
/// `name`.
pub(crate) fn lift(
    name: &str,
    texts: &Texts,
    schema: Value,
    parts: &mut Map<String, Value>,
) -> Value {
    Lift { name, texts }.root(schema, parts)
}

/// Takes a schema out of its document, in which references point to `#/$defs/…`.
struct Lift<'a> {
    name: &'a str,
    texts: &'a Texts,
}

impl Lift<'_> {
    fn root(&self, schema: Value, parts: &mut Map<String, Value>) -> Value {
        let Value::Object(mut schema) = schema else {
            return schema;
        };
        for key in ["$schema", "description"] {
            schema.shift_remove(key);
        }
        if let Some(Value::Object(definitions)) = schema.shift_remove("$defs") {
            for (name, mut part) in definitions {
                // The doc comments of types are for the authors of methods.
                if let Some(part) = part.as_object_mut() {
                    part.shift_remove("description");
                }
                parts.insert(format!("{}.{name}", self.name), self.schema(part));
            }
        }
        self.schema(Value::Object(schema))
    }

    fn schema(&self, schema: Value) -> Value {
        let (label, description) = documentation(&schema, self.texts);
        let Value::Object(schema) = schema else {
            return schema;
        };
        let mut lifted = Map::new();
        for (key, value) in schema {
            let value = match (key.as_str(), value) {
                ("$ref", Value::String(target)) => {
                    let definition = target.trim_start_matches("#/$defs/");
                    json!(format!("{COMPONENTS}{}.{definition}", self.name))
                }
                ("properties" | "patternProperties", Value::Object(members)) => members
                    .into_iter()
                    .map(|(name, member)| (name, self.schema(member)))
                    .collect(),
                ("items" | "additionalProperties", value) => self.schema(value),
                ("anyOf" | "oneOf", Value::Array(choices)) => choices
                    .into_iter()
                    .map(|choice| self.schema(choice))
                    .collect(),
                ("description", _) => continue,
                (_, value) => value,
            };
            lifted.insert(key, value);
        }
        let texts = [("title", label), ("description", description)];
        for (key, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
            lifted.insert(key.to_owned(), json!(text));
        }
        Value::Object(lifted)
    }
}
