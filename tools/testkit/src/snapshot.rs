#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use serde_json::{Map, Value};

/// Returns JSON as indented text for an inline snapshot, with sorted members. Tokens and times are redacted, and also members whose name is
/// in `varying`, unless they are null.
pub fn snapshot(value: &Value, varying: &[&str]) -> String {
    let mut redacted = redacted(value, varying);
    redacted.sort_all_objects();
    format!("{redacted:#}")
}

/// Returns the members of an object that are new or changed since an earlier version of it.
pub fn changed(before: &Value, after: &Value) -> Value {
    let after = after.as_object().expect("an object");
    let differs = |(name, value): &(&String, &Value)| before.get(*name) != Some(*value);
    let changed = after.iter().filter(differs);
    Value::Object(changed.map(owned).collect())
}

fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

fn redacted(value: &Value, varying: &[&str]) -> Value {
    let member = |(name, value): (&String, &Value)| {
        let is_hidden = varying.contains(&name.as_str()) && !value.is_null();
        let value = match is_hidden {
            true => Value::from(format!("[{name}]")),
            false => redacted(value, varying),
        };
        (name.clone(), value)
    };
    match value {
        Value::Object(members) => Value::Object(members.iter().map(member).collect::<Map<_, _>>()),
        Value::Array(items) => items.iter().map(|item| redacted(item, varying)).collect(),
        Value::String(text) if is_token(text) => Value::from("[token]"),
        Value::String(text) if is_time(text) => Value::from("[time]"),
        other => other.clone(),
    }
}

/// Returns whether a text has the form of a token or an open id.
fn is_token(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Returns whether a text has the form of `2019-04-19 16:18:04`.
fn is_time(text: &str) -> bool {
    let digit = |c: char| if c.is_ascii_digit() { '0' } else { c };
    text.chars().map(digit).eq("0000-00-00 00:00:00".chars())
}
