//! Functions to read JSON schemas.

use serde_json::{Map, Value};

use crate::Entry;

/// Returns the members of a schema under a key, such as its `properties` or `$defs`; no members if there is no such key.
pub fn members<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let members = schema.get(key).and_then(Value::as_object);
    members.into_iter().flatten()
}

/// Returns whether an object must have a property.
pub fn is_required(schema: &Value, name: &str) -> bool {
    let required = schema.get("required").and_then(Value::as_array);
    required.is_some_and(|required| required.iter().any(|one| one == name))
}

impl Entry {
    /// Returns the parameters of the example: every parameter that has examples, with its first example.
    pub fn example(&self) -> Map<String, Value> {
        let schema = self.parameters_schema();
        let example = members(schema.as_value(), "properties").filter_map(|(name, property)| {
            let value = property.pointer("/examples/0")?;
            Some((name.clone(), value.clone()))
        });
        example.collect()
    }
}
