//! Calls of operators' tools, and the rows that they leave in the audit log.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use serde_json::{Value, json};
use signet_store::audit_log::{self, Action, Filter};

use crate::{Answer, Client, TestGateway, unique};

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
                assert_eq!(time.as_str().unwrap().len(), "2026-01-01 00:00:00".len());
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

/// Returns the parameters in a row of the audit log, without their digest, which must be present and valid.
pub fn without_digest(action: &Action) -> Value {
    let mut detail: Value = serde_json::from_str(&action.detail).unwrap();
    let digest = detail.as_object_mut().unwrap().remove("sha256").unwrap();
    assert_eq!(digest.as_str().unwrap().len(), 64, "{digest}");
    detail
}
