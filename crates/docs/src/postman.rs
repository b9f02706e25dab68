use serde_json::{Map, Value, json};

use crate::apps::CONSOLE;
use crate::openapi::description;
use crate::{Method, Model};

/// The script that runs before each request of the collection.
const SIGN: &str = include_str!("postman_sign.js");

/// The script that runs after each reply.
const REMEMBER: &str = include_str!("postman_remember.js");

/// Returns the documentation as a Postman collection 2.1: a request for each method, signed by a script.
pub fn postman(model: &Model) -> Value {
    let folder = |group: &crate::Group| {
        let requests = group.methods.iter().map(request);
        json!({"name": group.title, "item": requests.collect::<Vec<_>>()})
    };
    let signing = &model.general.signing;
    json!({
        "info": {
            "name": model.title,
            "description": description(model),
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "variable": [
            {"key": "base_url", "value": model.url},
            {"key": "appid", "value": signing.appid},
            {"key": "secret", "value": signing.secret},
            {"key": "token", "value": ""},
            {"key": "admin_appid", "value": CONSOLE.appid},
            {"key": "admin_secret", "value": CONSOLE.secret},
        ],
        "event": [event("prerequest", SIGN), event("test", REMEMBER)],
        "item": model.groups.iter().map(folder).collect::<Vec<_>>(),
    })
}

fn event(listen: &str, script: &str) -> Value {
    let lines: Vec<&str> = script.lines().collect();
    json!({"listen": listen, "script": {"type": "text/javascript", "exec": lines}})
}

fn request(method: &Method) -> Value {
    let mut fields = vec![
        json!({"key": "data", "value": data(method).to_string(), "type": "text"}),
        json!({"key": "sign", "value": "{{sign}}", "type": "text"}),
    ];
    let mode = if method.image {
        "formdata"
    } else {
        "urlencoded"
    };
    if method.image {
        fields.push(json!({"key": "image", "type": "file", "src": null}));
    }
    let text = format!("{}\n\n{}", method.title, method.description);
    json!({
        "name": format!("{} {}", method.name, method.title),
        "request": {
            "method": "POST",
            "url": "{{base_url}}",
            "description": text.trim_end(),
            "body": {"mode": mode, mode: fields},
        },
    })
}

/// Returns the `data` of the example with variables. Users can edit it, because the script signs the text that is sent.
fn data(method: &Method) -> Value {
    let is_admin = method.classes == ["admin"];
    let mut data = Map::new();
    data.insert("method".to_owned(), json!(method.name));
    data.insert("v".to_owned(), json!(method.version));
    let appid = if is_admin {
        "{{admin_appid}}"
    } else {
        "{{appid}}"
    };
    data.insert("appid".to_owned(), json!(appid));
    data.insert("timestamp".to_owned(), json!("{{timestamp}}"));
    if method.session != "open" {
        data.insert("token".to_owned(), json!("{{token}}"));
    }
    let example = method.example.as_ref();
    let parameters = example.and_then(|example| example.parameters.as_object());
    for (name, value) in parameters.into_iter().flatten() {
        data.entry(name.as_str()).or_insert_with(|| value.clone());
    }
    Value::Object(data)
}
