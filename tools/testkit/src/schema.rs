//! JSON Schema: the validation of documents.

use serde_json::Value;

/// Returns what is wrong with a document according to a schema.
///
/// # Panics
/// If the schema is none.
pub fn violations(schema: &Value, document: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).unwrap_or_else(|error| panic!("{error}"));
    let errors = validator.iter_errors(document);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// Returns whether a document is a schema.
pub fn is_schema(document: &Value) -> bool {
    jsonschema::meta::is_valid(document)
}
