use serde_json::{Map, Value, json};
use signet_call::Access;

use crate::schemas::{COMPONENTS, Schemas, schemas};
use crate::{Field, Model, Reason};

/// Returns the documentation as OpenAPI 3.1: one path, and a schema for each method's `data`.
pub fn openapi(model: &Model) -> Value {
    let (methods, mut parts) = schemas(model);
    parts.insert("call".to_owned(), call(model));
    parts.insert("fault".to_owned(), fault(model));
    let (mut calls, mut replies) = (Vec::new(), vec![reference("fault")]);
    let mut mapping = Map::new();
    for method in methods {
        calls.push(reference(&method.id));
        for name in names(&method) {
            mapping.insert(name.to_owned(), json!(format!("{COMPONENTS}{}", method.id)));
        }
        let reply = format!("{}.reply", method.id);
        replies.push(reference(&reply));
        parts.insert(reply, envelope(&method));
        parts.insert(method.id.clone(), parameters(method));
    }
    let data = json!({
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {"oneOf": calls, "discriminator": {"propertyName": "method", "mapping": mapping}},
    });
    for (name, field) in [("form", None), ("form_with_image", Some("image"))] {
        parts.insert(name.to_owned(), form(model, &data, field));
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": model.title, "version": model.version, "description": description(model)},
        "servers": [{"url": model.url.trim_end_matches('/')}],
        "paths": {"/": {"post": {
            "operationId": "call",
            "requestBody": {"required": true, "content": {
                "application/x-www-form-urlencoded": {"schema": reference("form"), "examples": examples(model)},
                "multipart/form-data": {"schema": reference("form_with_image")},
            }},
            "responses": responses(model, &replies),
        }}},
        "components": {"schemas": parts},
    })
}

/// Returns the general part as one text.
pub(crate) fn description(model: &Model) -> String {
    let sections = model.general.sections.iter();
    let sections = sections.map(|section| format!("## {}\n\n{}", section.title, section.text));
    sections.collect::<Vec<_>>().join("\n\n")
}

pub(crate) fn reference(part: &str) -> Value {
    json!({"$ref": format!("{COMPONENTS}{part}")})
}

fn names(method: &Schemas) -> impl Iterator<Item = &'static str> {
    let aliases = method.entry.aliases.iter().copied();
    std::iter::once(method.entry.name).chain(aliases)
}

/// Returns the schema of an object with some fields.
fn object(fields: &[Field]) -> Value {
    let schema = |field: &Field| {
        // An integer may be a string of digits.
        let kind = match field.types.first().map(String::as_str) {
            Some("integer") => json!(["integer", "string"]),
            Some("file") => json!("string"),
            other => json!(other),
        };
        let schema = json!({"type": kind, "title": field.label, "description": field.description});
        (field.name.clone(), schema)
    };
    let required = fields.iter().filter(|field| field.required);
    json!({
        "type": "object",
        "properties": fields.iter().map(schema).collect::<Map<_, _>>(),
        "required": required.map(|field| field.name.as_str()).collect::<Vec<_>>(),
    })
}

/// Returns the schema of the fixed parameters.
fn call(model: &Model) -> Value {
    object(&model.general.fixed)
}

/// Returns the schema of the whole `data` of a method: the fixed parameters, its name, its own parameters.
fn parameters(method: Schemas) -> Value {
    let names: Vec<&str> = names(&method).collect();
    let mut schema = method.parameters;
    let token = (method.entry.access == Access::Session).then_some("token");
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("allOf".to_owned(), json!([reference("call")]));
        let properties = schema.entry("properties").or_insert_with(|| json!({}));
        if let Some(properties) = properties.as_object_mut() {
            properties.insert(
                "method".to_owned(),
                json!({"type": "string", "enum": names}),
            );
        }
        let required = schema.entry("required").or_insert_with(|| json!([]));
        if let Some(required) = required.as_array_mut() {
            required.extend(token.into_iter().chain(["method"]).map(Value::from));
        }
    }
    schema
}

/// Returns the schema of a good reply.
fn envelope(method: &Schemas) -> Value {
    let mut properties = json!({
        "code": {"type": "integer", "const": 200},
        "msg": {"type": "string", "examples": [method.entry.done]},
        "request_id": {"type": "string"},
    });
    let mut required = vec!["code", "msg", "request_id"];
    if method.data.get("type") != Some(&json!("null")) {
        required.push("data");
        if let Some(properties) = properties.as_object_mut() {
            properties.insert("data".to_owned(), method.data.clone());
        }
    }
    json!({"type": "object", "properties": properties, "required": required})
}

/// Returns the schema of a bad reply.
fn fault(model: &Model) -> Value {
    let of_faults = model.general.envelope.iter();
    let of_faults = of_faults.filter(|field| field.name != "data");
    let schema = |field: &Field| {
        let schema = match field.name.as_str() {
            "code" => {
                json!({"type": "integer", "enum": distinct(model, |fault| json!(fault.code))})
            }
            "sub_code" => {
                json!({"type": "string", "enum": distinct(model, |fault| json!(fault.sub_code))})
            }
            _ => {
                json!({"type": field.types.first(), "title": field.label, "description": field.description})
            }
        };
        (field.name.clone(), schema)
    };
    json!({
        "type": "object",
        "properties": of_faults.map(schema).collect::<Map<_, _>>(),
        "required": ["code", "msg", "sub_code"],
    })
}

fn distinct(model: &Model, part: fn(&Reason) -> Value) -> Vec<Value> {
    let mut values = Vec::new();
    for value in model.general.faults.iter().map(part) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

fn form(model: &Model, data: &Value, file: Option<&str>) -> Value {
    let mut schema = object(&model.general.form);
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert("data".to_owned(), data.clone());
        properties.insert(
            "sign_type".to_owned(),
            json!({"type": "string", "enum": ["MD5", "HMAC-SHA256"], "default": "MD5"}),
        );
        match file {
            Some(file) => properties.insert(
                file.to_owned(),
                json!({"contentMediaType": "application/octet-stream"}),
            ),
            None => properties.shift_remove("image"),
        };
    }
    schema
}

/// Returns the recorded forms of the methods without a file.
fn examples(model: &Model) -> Map<String, Value> {
    let methods = model.methods().filter(|method| !method.image);
    let shown = methods.filter_map(|method| {
        let example = method.example.as_ref()?;
        let value = json!({"data": example.data, "sign": example.sign});
        Some((
            crate::schemas::id(method.name, &method.version),
            json!({"summary": method.title, "value": value}),
        ))
    });
    shown.collect()
}

/// Returns the responses by HTTP status.
fn responses(model: &Model, replies: &[Value]) -> Map<String, Value> {
    let content = |schema: Value| json!({"application/json": {"schema": schema}});
    let mut responses = Map::new();
    let all = json!({"description": "OK", "content": content(json!({"anyOf": replies}))});
    responses.insert("200".to_owned(), all);
    for fault in &model.general.faults {
        responses
            .entry(fault.http_status.to_string())
            .or_insert_with(|| json!({"description": fault.msg_meaning, "content": content(reference("fault"))}));
    }
    responses
}
