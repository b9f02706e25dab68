//! The examples of the documentation are calls that were made, and their answers.
//!
//! They are in `methods/yaf/examples.json`, which is part of the program. To record them again after a change of the
//! API: `INSTA_UPDATE=always cargo test -p signet-gateway --test suite examples`.

mod script;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use signet_gateway::packs;
use signet_testkit::{Client, TestGateway};

/// Who calls, and the examples that were made.
struct Recorder<'a> {
    app: Client<'a>,
    admin: Client<'a>,
    recorded: Map<String, Value>,
}

impl Recorder<'_> {
    /// A call of the demo app for a guest.
    fn guest(&mut self, method: &str, parameters: Value) -> Value {
        let client = self.app.clone();
        self.record(&client, method, phone(parameters), None)
    }

    /// A call of the demo app for who is logged in.
    fn user(&mut self, token: &str, method: &str, parameters: Value) -> Value {
        let client = self.app.clone().token(token);
        self.record(&client, method, phone(parameters), None)
    }

    /// A call of an operator's tool.
    fn admin(&mut self, method: &str, parameters: Value) -> Value {
        let client = self.admin.clone();
        self.record(&client, method, parameters, None)
    }

    /// Makes a call, which must succeed. The first call of a method is its example.
    fn record(
        &mut self,
        client: &Client<'_>,
        method: &str,
        parameters: Value,
        image: Option<&[u8]>,
    ) -> Value {
        let data = client.data(method, parameters);
        let sign = client.sign(&data);
        let answer = match image {
            None => client.post_data(&data),
            Some(image) => client.post_parts(&[
                ("data", data.as_bytes()),
                ("sign", sign.as_bytes()),
                ("image", image),
            ]),
        };
        assert_eq!(answer.code(), 200, "{method}: {answer:?}");
        let data: Value = serde_json::from_str(&data).unwrap();
        let entry = packs::methods().find(|entry| entry.name == method).unwrap();
        let key = format!("{method} {}", entry.version);
        self.recorded
            .entry(key)
            .or_insert_with(|| json!({"data": data, "reply": answer.body}));
        answer.data().clone()
    }
}

/// Parameters of an app on a phone.
fn phone(parameters: Value) -> Value {
    let mut all = json!({"platform": 1, "app_v": "1.0.0"});
    let own = parameters.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(own);
    all
}

/// A value in which everything that differs from run to run is the same: ids, times, tokens and what else is a long number
/// or hexadecimal.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let shaped = members.iter().map(|(key, value)| {
                let is_id = key.ends_with("id") && value.is_number();
                let shaped = if is_id { json!(0) } else { shape(value) };
                (key.clone(), shaped)
            });
            Value::Object(shaped.collect())
        }
        Value::Array(items) => items.iter().map(shape).collect(),
        Value::String(text) => json!(shape_of_text(text)),
        other => other.clone(),
    }
}

fn shape_of_text(text: &str) -> String {
    let is_word = |character: char| character.is_ascii_hexdigit() && !character.is_uppercase();
    let mut shaped = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(length.max(first.len_utf8()));
        let is_made = word.len() >= 8 && word.contains(|c: char| c.is_ascii_digit());
        shaped.push_str(if is_made { "#" } else { word });
        rest = after;
    }
    // A date and time.
    let digits = text.replace(|c: char| c.is_ascii_digit(), "0");
    if digits == "0000-00-00 00:00:00" {
        digits
    } else {
        shaped
    }
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../methods/yaf/examples.json")
}

#[test]
fn the_examples_are_as_recorded() {
    let gateway = TestGateway::builder()
        .with(|settings| settings.upload.base_url = "https://files.example.com".to_owned())
        .start();
    let mut recorder = Recorder {
        app: gateway.client(),
        admin: gateway.admin(),
        recorded: Map::new(),
    };
    script::run(&mut recorder);
    let mut before: Map<String, Value> =
        serde_json::from_str(&fs::read_to_string(file()).unwrap()).unwrap();
    let mut after = Map::new();
    let mut changed = Vec::new();
    for entry in packs::methods() {
        let key = format!("{} {}", entry.name, entry.version);
        let now = recorder.recorded.remove(&key);
        let now = now.unwrap_or_else(|| panic!("examples/script.rs does not call {key}"));
        match before.remove(&key) {
            Some(before) if shape(&before) == shape(&now) => after.insert(key, before),
            _ => {
                changed.push(key.clone());
                after.insert(key, now)
            }
        };
    }
    changed.extend(before.into_iter().map(|(key, _)| key));
    if changed.is_empty() {
        return;
    }
    let accept = std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always");
    assert!(
        accept,
        "INSTA_UPDATE=always records anew what is answered otherwise now: {changed:?}"
    );
    fs::write(file(), format!("{:#}\n", Value::Object(after))).unwrap();
}

#[test]
fn a_shape_is_what_does_not_change() {
    let token = |token: &str| json!({"token": token, "adid": 7, "at": "2026-01-02 03:04:05"});
    assert_eq!(
        shape(&token("b5a6ff4719eae157f0af837f94f915ca")),
        json!({"token": "#", "adid": 0, "at": "0000-00-00 00:00:00"})
    );
    assert_eq!(shape(&json!("SN20260101000001 is added")), "SN# is added");
    assert_ne!(
        shape(&token("")),
        shape(&token("b5a6ff4719eae157f0af837f94f915ca"))
    );
}
