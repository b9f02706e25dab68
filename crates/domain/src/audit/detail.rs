//! The parameters of an action as the audit log stores them: short, without secrets and mobiles, and with a digest of the
//! full text.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::masked;

/// The longest text that is kept whole, in characters, and the longest list.
const MAX_TEXT: usize = 200;
const MAX_LIST: usize = 100;
/// The longest row, in bytes.
const MAX_BYTES: usize = 8 * 1024;

/// Parts of the names of members that are never kept.
const SECRETS: &[&str] = &["password", "pwd", "secret", "token"];
/// The replacement of a secret.
pub const HIDDEN: &str = "***";
/// The names of the member with the SHA-256 of the parameters and of the member with the number of records that were read.
const DIGEST: &str = "sha256";
const COUNT: &str = "count";
/// The replacement of a value that was left out.
const LEFT_OUT: &str = "…";

/// Returns the JSON text of some parameters. Members that are named like a secret are hidden, mobiles are masked, long texts and
/// lists are cut. If the text is still too long, its largest members are left out: a caller can make a row long, but cannot hide
/// a short member this way. The keys are sorted, so that the caller does not choose their order.
///
/// The member `sha256` is the SHA-256 of the JSON text before anything was cut, with sorted keys: the full text can be
/// checked against it. Secrets and mobiles are hidden in that text too, because short ones could be found by guessing.
pub fn detail(parameters: Map<String, Value>) -> String {
    let mut whole = Value::Object(without_secrets(parameters));
    whole.sort_all_objects();
    let digest = hex::encode(Sha256::digest(whole.to_string()));
    let mut shown = cut(whole);
    if let Some(members) = shown.as_object_mut() {
        members.insert(DIGEST.to_owned(), Value::from(digest));
    }
    shown.sort_all_objects();
    loop {
        let text = shown.to_string();
        let members = shown.as_object_mut().filter(|_| text.len() > MAX_BYTES);
        let largest = members.and_then(|members| {
            let left = members
                .iter_mut()
                .filter(|(name, value)| *name != DIGEST && *value != LEFT_OUT);
            let largest = left.max_by_key(|(_, value)| value.to_string().len());
            largest.map(|(_, value)| value)
        });
        match largest {
            Some(value) => *value = Value::from(LEFT_OUT),
            None => return text,
        }
    }
}

/// Returns the JSON text of [`detail`] with the number of records that were read.
pub(super) fn with_count(detail: &str, count: usize) -> String {
    let mut members: Map<String, Value> = serde_json::from_str(detail).unwrap_or_default();
    members.insert(COUNT.to_owned(), Value::from(count));
    members.sort_keys();
    Value::Object(members).to_string()
}

fn without_secrets(members: Map<String, Value>) -> Map<String, Value> {
    let member = |(name, value): (String, Value)| {
        let lower = name.to_lowercase();
        let is_secret = lower == "sign" || SECRETS.iter().any(|part| lower.contains(part));
        let value = if is_secret {
            Value::from(HIDDEN)
        } else {
            masked(value)
        };
        (name, value)
    };
    members.into_iter().map(member).collect()
}

fn masked(value: Value) -> Value {
    match value {
        Value::String(text) => Value::from(without_mobiles(&text)),
        Value::Number(number) => match number.to_string() {
            digits if is_mobile(&digits) => Value::from(masked::mobile(&digits)),
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(masked).collect(),
        Value::Object(members) => Value::Object(without_secrets(members)),
        other => other,
    }
}

/// Returns the value with its long texts and lists cut.
fn cut(value: Value) -> Value {
    match value {
        Value::String(text) => match text.char_indices().nth(MAX_TEXT) {
            Some((end, _)) => Value::from(format!("{}…", text.get(..end).unwrap_or_default())),
            None => Value::String(text),
        },
        Value::Array(items) => {
            let left_out = items.len().saturating_sub(MAX_LIST);
            let mut kept: Vec<Value> = items.into_iter().take(MAX_LIST).map(cut).collect();
            if left_out > 0 {
                kept.push(Value::from(format!("… {left_out} more")));
            }
            Value::Array(kept)
        }
        Value::Object(members) => {
            let members = members.into_iter();
            Value::Object(members.map(|(name, value)| (name, cut(value))).collect())
        }
        other => other,
    }
}

/// Returns the text with every run of digits that looks like a mobile masked, also with the code of the country.
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

    fn with_digest(value: Value) -> (Value, String) {
        let Value::Object(members) = value else {
            panic!("no object")
        };
        let mut kept: Map<String, Value> = serde_json::from_str(&detail(members)).unwrap();
        let digest = kept.remove(DIGEST).unwrap();
        (Value::Object(kept), digest.as_str().unwrap().to_owned())
    }

    fn of(value: Value) -> Value {
        with_digest(value).0
    }

    #[test]
    fn the_digest_identifies_what_was_cut() {
        let url = |end: &str| format!("https://www.example.com/{}{end}", "a".repeat(200));
        let one = with_digest(json!({"url": url("@one.example"), "id": 1}));
        let other = with_digest(json!({"id": 1, "url": url("@other.example")}));
        assert_eq!(one.0, other.0, "the ends are cut");
        assert_ne!(one.1, other.1);
        let whole = json!({"id": 1, "url": url("@one.example")}).to_string();
        assert_eq!(one.1, hex::encode(Sha256::digest(whole)));
        // A secret or a mobile cannot be found by guessing.
        for (one, other) in [
            (json!({"password": "a"}), json!({"password": "b"})),
            (
                json!({"mobile": "13912341111"}),
                json!({"mobile": "13956781111"}),
            ),
        ] {
            assert_eq!(with_digest(one), with_digest(other));
        }
    }

    #[test]
    fn a_row_says_how_many_records_were_read() {
        assert_eq!(
            with_count(r#"{"a":1,"sha256":"x"}"#, 3),
            r#"{"a":1,"count":3,"sha256":"x"}"#
        );
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
