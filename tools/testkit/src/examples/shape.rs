use serde_json::{Value, json};

/// The smallest number that counts as a time in unix seconds.
const LONG: i64 = 1_000_000_000;

/// The formats of dates and times, with a `0` for each digit.
const TIMES: [&str; 3] = [
    "0000-00-00 00:00:00",
    "0000-00-00 00:00:00+00:00",
    "0000-00-00T00:00:00.000Z",
];

/// Returns a value in which the parts that differ between runs are replaced by fixed ones: ids, times, tokens, and other long numbers and
/// hexadecimal words.
pub(super) fn shape(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let shaped = members.iter().map(|(key, value)| {
                let is_id = key.ends_with("id") && value.is_number();
                let shaped = match key.as_str() {
                    _ if is_id => json!(0),
                    "invite_code" | "codes" => json!("#"),
                    _ => shape(value),
                };
                (key.clone(), shaped)
            });
            Value::Object(shaped.collect())
        }
        Value::Array(items) => items.iter().map(shape).collect(),
        Value::String(text) => json!(shape_of_text(text)),
        Value::Number(number) if number.as_i64() >= Some(LONG) => json!(0),
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
    // A text that is a date and time keeps its format.
    let digits = text.replace(|c: char| c.is_ascii_digit(), "0");
    if TIMES.contains(&digits.as_str()) {
        digits
    } else {
        shaped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_what_does_not_change() {
        let token = |token: &str| json!({"token": token, "adid": 7, "at": "2026-01-02 03:04:05"});
        assert_eq!(
            shape(&token("b5a6ff4719eae157f0af837f94f915ca")),
            json!({"token": "#", "adid": 0, "at": "0000-00-00 00:00:00"})
        );
        assert_eq!(shape(&json!(1_795_872_174)), 0);
        assert_eq!(
            shape(&json!("2026-01-02T03:04:05.000Z")),
            "0000-00-00T00:00:00.000Z"
        );
        assert_eq!(shape(&json!("SN20260101000001 is added")), "SN# is added");
        assert_ne!(
            shape(&token("")),
            shape(&token("b5a6ff4719eae157f0af837f94f915ca"))
        );
    }
}
