//! The parameters of an action as the audit log keeps them: short, and without secrets and mobiles.

use serde_json::{Map, Value};

use crate::masked;

/// The longest text that is kept whole, in characters, and the longest list.
const MAX_TEXT: usize = 200;
const MAX_LIST: usize = 100;
/// The longest row, in bytes.
const MAX_BYTES: usize = 8 * 1024;

/// Parts of the names of what is never kept.
const SECRETS: &[&str] = &["password", "pwd", "secret", "token"];
/// What stands for a secret.
pub const HIDDEN: &str = "***";
/// What stands for something that was left out.
const LEFT_OUT: &str = "…";

/// The JSON text of some parameters: what is called like a secret hidden, mobiles masked, long texts and lists cut; if it is
/// still too long, its largest members are left out. A caller can make a row long, but hide nothing short with it, and the
/// order of keys is not the caller's.
pub fn detail(parameters: Map<String, Value>) -> String {
    let mut shown = Value::Object(shown(parameters));
    shown.sort_all_objects();
    loop {
        let text = shown.to_string();
        let members = shown.as_object_mut().filter(|_| text.len() > MAX_BYTES);
        let largest = members.and_then(|members| {
            let left = members.values_mut().filter(|value| *value != LEFT_OUT);
            left.max_by_key(|value| value.to_string().len())
        });
        match largest {
            Some(value) => *value = Value::from(LEFT_OUT),
            None => return text,
        }
    }
}

fn shown(members: Map<String, Value>) -> Map<String, Value> {
    let member = |(name, value): (String, Value)| {
        let lower = name.to_lowercase();
        let is_secret = lower == "sign" || SECRETS.iter().any(|part| lower.contains(part));
        let value = if is_secret {
            Value::from(HIDDEN)
        } else {
            show(value)
        };
        (name, value)
    };
    members.into_iter().map(member).collect()
}

fn show(value: Value) -> Value {
    match value {
        Value::String(text) => Value::from(cut(&without_mobiles(&text))),
        Value::Number(number) => match number.to_string() {
            digits if is_mobile(&digits) => Value::from(masked::mobile(&digits)),
            _ => Value::Number(number),
        },
        Value::Array(items) => {
            let left_out = items.len().saturating_sub(MAX_LIST);
            let mut kept: Vec<Value> = items.into_iter().take(MAX_LIST).map(show).collect();
            if left_out > 0 {
                kept.push(Value::from(format!("… {left_out} more")));
            }
            Value::Array(kept)
        }
        Value::Object(members) => Value::Object(shown(members)),
        other => other,
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The text with every run of digits that looks like a mobile masked, also with the code of the country.
fn without_mobiles(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, digits) = rest.split_at(start);
        let end = digits.find(|c: char| !c.is_ascii_digit());
        let (digits, after) = digits.split_at(end.unwrap_or(digits.len()));
        masked.push_str(before);
        let (prefix, number) = digits.split_at(digits.len().saturating_sub(11));
        masked.push_str(prefix);
        if is_mobile(number) && ["", "86", "0086"].contains(&prefix) {
            masked.push_str(&masked::mobile(number));
        } else {
            masked.push_str(number);
        }
        rest = after;
    }
    masked.push_str(rest);
    masked
}

fn is_mobile(digits: &str) -> bool {
    matches!(digits.as_bytes(), [b'1', b'3'..=b'9', rest @ ..] if rest.len() == 9)
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(value: Value) -> Value {
        let Value::Object(members) = value else {
            panic!("no object")
        };
        serde_json::from_str(&detail(members)).unwrap()
    }

    #[test]
    fn secrets_and_mobiles_are_not_in_it() {
        let parameters = json!({
            "userid": 7, "password": "secret_1", "newPwd": 1, "request_token": ["a"], "app": {"secret": "s", "sign": null, "min_sign_type": "MD5"},
            "mobile": "13912341111", "mobiles": [13912341111_i64, "13912341112"],
            "text": "打13912341111，或 139123411112、1391234111，+8613912341113", "code": "APP_START"
        });
        let expected = json!({
            "userid": 7, "password": "***", "newPwd": "***", "request_token": "***", "app": {"secret": "***", "sign": "***", "min_sign_type": "MD5"},
            "mobile": "139****1111", "mobiles": ["139****1111", "139****1112"],
            "text": "打139****1111，或 139123411112、1391234111，+86139****1113", "code": "APP_START"
        });
        assert_eq!(of(parameters), expected);
    }

    #[test]
    fn it_is_short_and_hides_nothing_short() {
        let long = "长".repeat(201);
        let ids: Vec<i64> = (0..500).collect();
        let shown = of(json!({"title": long, "ids": ids, "exact": "长".repeat(200)}));
        assert_eq!(shown["title"], json!(format!("{}…", "长".repeat(200))));
        assert_eq!(shown["exact"], json!("长".repeat(200)));
        assert_eq!(shown["ids"][99], json!(99));
        assert_eq!(shown["ids"][100], json!("… 400 more"));

        let texts: Vec<String> = (0..100).map(|_| long.clone()).collect();
        let mut many = json!({"userid": 7, "a": texts.clone(), "b": texts});
        for n in 0..10 {
            many[format!("n{n}")] = json!(long);
        }
        let Value::Object(members) = many else {
            panic!()
        };
        let text = detail(members);
        assert!(text.len() <= MAX_BYTES, "{}", text.len());
        let shown: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&shown["userid"], &shown["a"]), (&json!(7), &json!("…")));
        assert_eq!(shown["n9"], json!(format!("{}…", "长".repeat(200))));
    }
}
