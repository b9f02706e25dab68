use serde_json::{Value, json};
use signet_call::members;

use crate::openapi::description;
use crate::schemas::{Schemas, schemas};
use crate::{Method, Model};

/// Returns the documentation as OpenRPC 1.3: methods, their parameters by name, results and errors. Calls over HTTP are not JSON-RPC,
/// so its description explains them.
pub fn openrpc(model: &Model) -> Value {
    let (mut schemas, parts) = schemas(model);
    let mut methods = Vec::new();
    for group in &model.groups {
        for method in &group.methods {
            let is_own = |schemas: &Schemas| {
                schemas.entry.name == method.name
                    && schemas.entry.version.to_string() == method.version
            };
            let own = schemas
                .iter()
                .position(is_own)
                .map(|at| schemas.swap_remove(at));
            methods.extend(own.map(|own| describe(&group.title, method, own)));
        }
    }
    json!({
        "openrpc": "1.3.2",
        "info": {"title": model.title, "version": model.version, "description": description(model)},
        "servers": [{"name": "gateway", "url": model.url}],
        "methods": methods,
        "components": {"schemas": parts},
    })
}

fn describe(group: &str, method: &Method, schemas: Schemas) -> Value {
    let parameters: Vec<Value> = members(&schemas.parameters, "properties")
        .map(|(name, schema)| {
            let field = method.parameters.iter().find(|field| field.name == *name);
            json!({
                "name": name,
                "summary": field.map(|field| field.label.as_str()).unwrap_or_default(),
                "description": field.map(|field| field.description.as_str()).unwrap_or_default(),
                "required": field.is_some_and(|field| field.required),
                "schema": schema,
            })
        })
        .collect();
    let errors = method.faults.iter().map(|fault| {
        json!({"code": fault.code, "message": fault.msg, "data": {"sub_code": fault.sub_code, "cure": fault.cure}})
    });
    json!({
        "name": schemas.id,
        "summary": method.title,
        "description": method.description,
        "tags": [{"name": group}],
        "paramStructure": "by-name",
        "params": parameters,
        "result": {"name": "data", "schema": schemas.data},
        "errors": errors.collect::<Vec<_>>(),
        "examples": example(method).into_iter().collect::<Vec<_>>(),
    })
}

fn example(method: &Method) -> Option<Value> {
    let example = method.example.as_ref()?;
    let own = method.parameters.iter().filter_map(|field| {
        let value = example.parameters.get(&field.name)?;
        Some(json!({"name": field.name, "value": value}))
    });
    let result = example.reply.get("data").unwrap_or(&Value::Null);
    Some(json!({
        "name": method.title,
        "params": own.collect::<Vec<_>>(),
        "result": {"name": "data", "value": result},
    }))
}
