//! JSON Schema: the validation of documents.

use jsonschema::{Validator, ValidatorMap};
use serde_json::{Map, Value, json};

/// Returns what is wrong with a document according to a schema.
///
/// # Panics
/// If the schema is none.
pub fn violations(schema: &Value, document: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).unwrap_or_else(|error| panic!("{error}"));
    errors(&validator, document)
}

fn errors(validator: &Validator, document: &Value) -> Vec<String> {
    let errors = validator.iter_errors(document);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// The schemas of an OpenAPI document, compiled once for many documents.
pub struct Components(ValidatorMap);

impl Components {
    /// Compiles the schemas of a document.
    ///
    /// # Panics
    /// If it has none, or one is no schema.
    pub fn of(openapi: &Value) -> Components {
        let schemas = openapi.pointer("/components/schemas");
        let names = schemas.and_then(Value::as_object).into_iter().flatten();
        // A part of a schema is compiled if it is where JSON Schema has parts.
        let parts = names.map(|(name, _)| {
            let reference = format!("#/components/schemas/{name}");
            (name.clone(), json!({"$ref": reference}))
        });
        let schema = json!({
            "components": openapi.get("components"),
            "$defs": parts.collect::<Map<_, _>>(),
        });
        let compiled = jsonschema::validator_map_for(&schema);
        Components(compiled.unwrap_or_else(|error| panic!("{error}")))
    }

    /// Returns what is wrong with a document according to the schema of a name.
    ///
    /// # Panics
    /// If there is no such schema.
    pub fn violations(&self, name: &str, document: &Value) -> Vec<String> {
        let schema = self.0.get(&format!("#/$defs/{name}"));
        let schema = schema.unwrap_or_else(|| panic!("there is no schema {name}"));
        errors(schema, document)
    }
}

/// Returns whether a document is a schema.
pub fn is_schema(document: &Value) -> bool {
    jsonschema::meta::is_valid(document)
}
