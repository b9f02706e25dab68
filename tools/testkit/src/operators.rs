//! Calls of operators' tools, and the rows that they leave in the audit log.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use serde_json::{Map, Value, json};
use signet_call::{Entry, Pack};
use signet_store::audit_log::{self, Action, Filter};

use crate::examples::PICTURE;
use crate::{Answer, Client, TestGateway, is_date_time, unique};

/// Makes a call of an operator's tool that is different from every earlier call.
pub fn operate(admin: &Client<'_>, method: &str, mut parameters: Value) -> Answer {
    parameters["n"] = json!(unique("n"));
    admin.call(method, parameters)
}

/// Makes a call of an operator's tool, which must succeed. Returns its `data`.
pub fn done(admin: &Client<'_>, method: &str, parameters: Value) -> Value {
    operate(admin, method, parameters).good()
}

/// Checks that each of the wrong values is refused in place of the right value, and that the refusal names the parameter.
pub fn refuses(admin: &Client<'_>, method: &str, right: &Value, wrong: &[(&str, Value)]) {
    for (parameter, value) in wrong {
        let mut parameters = right.clone();
        parameters[*parameter] = value.clone();
        let answer = operate(admin, method, parameters);
        let named = answer.msg().contains(parameter);
        assert_eq!(
            (answer.fault(), named),
            ((503, "bad_params"), true),
            "{method} {parameter} {value}: {answer:?}"
        );
    }
}

/// Checks that it is refused to edit and to hide something that does not exist.
pub fn refuses_unknown(admin: &Client<'_>, thing: &str, id: &Value, right: &Value) {
    let mut edit = right.clone();
    for (name, value) in id.as_object().unwrap() {
        edit[name] = value.clone();
    }
    for (verb, parameters) in [("edit", edit), ("hide", id.clone())] {
        let answer = operate(admin, &format!("admin.{thing}.{verb}"), parameters);
        assert_eq!(answer.fault(), (503, "record_not_found"), "{thing} {verb}");
        assert_eq!(answer.msg(), "记录不存在");
    }
}

/// Returns the rows of a list without their times. Checks that these are times.
pub fn rows(admin: &Client<'_>, method: &str, parameters: Value) -> Vec<Value> {
    let data = done(admin, method, parameters);
    let mut rows = data["list"].as_array().unwrap().clone();
    for row in rows.iter_mut().filter_map(Value::as_object_mut) {
        for name in ["c_time", "u_time"] {
            if let Some(time) = row.remove(name) {
                assert!(is_date_time(time.as_str().unwrap()), "{name}: {time}");
            }
        }
    }
    rows
}

impl TestGateway {
    /// Returns the rows of the audit log whose action matches a pattern, such as `admin.news.*`, the oldest first.
    pub fn audited(&self, actions: &str) -> Vec<Action> {
        let filter = Filter {
            actor: None,
            action: Some(actions.to_owned()),
        };
        let mut rows = self.read(|connection| audit_log::newest(connection, 1000, &filter));
        rows.reverse();
        rows
    }
}

/// Calls each action of a product with the parameters of its example, those that `own` returns for it, and the ids that earlier
/// calls returned. Checks that each call leaves one row in the audit log. Returns the number of calls.
pub fn audits_every_action(
    gateway: &TestGateway,
    pack: &Pack,
    own: impl Fn(&Entry) -> Value,
) -> usize {
    let admin = gateway.admin();
    let mut made = Map::new();
    let mut expected = Vec::new();
    for entry in pack.methods.iter().filter(|entry| entry.is_action()) {
        let mut parameters = entry.example();
        parameters.extend(made.clone());
        parameters.extend(own(entry).as_object().unwrap().clone());
        if parameters.contains_key("hidden") {
            parameters.insert("hidden".to_owned(), json!(0));
        }
        let answer = match entry.image {
            true => admin.upload(entry.name, json!({}), PICTURE),
            false => operate(&admin, entry.name, Value::Object(parameters)),
        };
        assert_eq!(answer.code(), 200, "{}: {answer:?}", entry.name);
        if let Value::Object(data) = answer.data() {
            made.extend(data.clone());
        }
        let id = answer.body["request_id"].as_str().unwrap().to_owned();
        expected.push((entry.name.to_owned(), id));
    }
    let actions = gateway.audited("admin.*");
    for action in &actions {
        assert_eq!(action.actor, "app:console");
        assert_eq!(action.source, "127.0.0.1");
        assert!((gateway.clock.now() - action.created_at).abs() < 60);
    }
    let left: Vec<_> = actions
        .into_iter()
        .map(|action| (action.action, action.request_id))
        .collect();
    assert_eq!(left, expected);
    expected.len()
}

/// Returns the parameters in a row of the audit log, without their digest, which must be present and valid.
pub fn without_digest(action: &Action) -> Value {
    let mut detail: Value = serde_json::from_str(&action.detail).unwrap();
    let digest = detail.as_object_mut().unwrap().remove("sha256").unwrap();
    assert_eq!(digest.as_str().unwrap().len(), 64, "{digest}");
    detail
}
