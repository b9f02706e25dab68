//! The JSON schemas of values in the forms that a wire writes and reads.

use serde_json::{Map, Value, json};
use signet_wire::{FEN, Integers, Money, Style};

/// The keys of a schema whose values are not schemas.
const VALUES: [&str; 4] = ["examples", "enum", "const", "default"];

/// The start of a text about an amount: on the signed wire, and on a wire that writes yuan.
const UNITS: [&str; 2] = ["单位：分", "单位：元"];

/// Changes the schema of an answer's data to the forms that a wire writes.
pub(super) fn written(schema: &mut Value, style: Style) {
    each(schema, &mut |schema| {
        let is_text = style.integers == Integers::Texts;
        match is_money(schema) {
            true => money(schema, style.money, is_text),
            false if is_text && replace_type(schema, "integer", "string") => {
                forget_numbers(schema);
                // In this case all values are integers.
                let values = schema.get_mut("enum").and_then(Value::as_array_mut);
                for value in values
                    .into_iter()
                    .flatten()
                    .filter(|value| !value.is_null())
                {
                    *value = json!(value.to_string());
                }
            }
            false => {}
        }
    });
}

/// Changes the schema of a method's parameters to the forms that a wire reads. In JSON an integer may be a text of its digits, and a
/// flag may be a boolean.
pub(super) fn read(schema: &mut Value, style: Style, is_json: bool) {
    each(schema, &mut |schema| {
        if is_money(schema) {
            money(schema, style.money, false);
        } else if is_json && schema.get("enum") == Some(&json!([0, 1])) {
            replace_type(schema, "integer", "boolean");
            add_type(schema, "integer");
            schema.insert("enum".to_owned(), json!([true, false, 0, 1]));
        } else if is_json && has_type(schema, "integer") && !schema.contains_key("enum") {
            add_type(schema, "string");
        }
    });
}

/// Calls a function for a schema and all schemas in it.
fn each(schema: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match schema {
        Value::Array(schemas) => schemas.iter_mut().for_each(|schema| each(schema, change)),
        Value::Object(members) => {
            change(members);
            for (key, value) in members {
                if !VALUES.contains(&key.as_str()) {
                    each(value, change);
                }
            }
        }
        _ => {}
    }
}

fn is_money(schema: &Map<String, Value>) -> bool {
    schema.get("format").and_then(Value::as_str) == Some(FEN)
}

fn money(schema: &mut Map<String, Value>, money: Money, is_text: bool) {
    let kind = match money {
        Money::Fen if is_text => "string",
        Money::Fen => return,
        Money::Yuan => "number",
        Money::YuanText => "string",
    };
    replace_type(schema, "integer", kind);
    forget_numbers(schema);
    if money != Money::Fen
        && let Some(Value::String(text)) = schema.get_mut("description")
    {
        let [fen, yuan] = UNITS;
        *text = text.replace(fen, yuan);
    }
}

/// Removes the keywords that apply only to integers.
fn forget_numbers(schema: &mut Map<String, Value>) {
    for key in ["format", "minimum", "maximum", "examples", "default"] {
        schema.shift_remove(key);
    }
}

fn has_type(schema: &Map<String, Value>, kind: &str) -> bool {
    match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(|known| known == kind),
        Some(known) => known == kind,
        None => false,
    }
}

/// Replaces a type with another type. Returns whether the schema had the type.
fn replace_type(schema: &mut Map<String, Value>, kind: &str, other: &str) -> bool {
    let had = has_type(schema, kind);
    if let (true, Some(kinds)) = (had, schema.get_mut("type")) {
        match kinds {
            Value::Array(kinds) => {
                kinds.retain(|known| known != kind);
                kinds.insert(0, json!(other));
            }
            one => *one = json!(other),
        }
    }
    had
}

fn add_type(schema: &mut Map<String, Value>, kind: &str) {
    if let Some(kinds) = schema.get_mut("type") {
        match kinds {
            Value::Array(kinds) => kinds.insert(1, json!(kind)),
            one => *one = json!([one.take(), kind]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply() -> Value {
        json!({
            "type": "object",
            "properties": {
                "id": {"type": "integer", "format": "int64"},
                "state": {"type": ["integer", "null"], "enum": [1, 2, null]},
                "price": {"type": "integer", "format": FEN, "description": "价格\n\n单位：分，下单时的价格。"},
            },
            "$defs": {"Line": {"type": "object", "properties": {"value": {"type": "integer", "format": FEN}}}},
        })
    }

    #[test]
    fn money_and_integers_look_as_the_wire_writes_them() {
        let mut yuan = reply();
        let style = Style {
            money: Money::Yuan,
            ..Style::default()
        };
        written(&mut yuan, style);
        let properties = &yuan["properties"];
        assert_eq!(properties["id"], reply()["properties"]["id"]);
        let price = json!({"type": "number", "description": "价格\n\n单位：元，下单时的价格。"});
        assert_eq!(properties["price"], price);
        assert_eq!(
            yuan["$defs"]["Line"]["properties"]["value"],
            json!({"type": "number"})
        );

        let mut texts = reply();
        let style = Style {
            integers: Integers::Texts,
            money: Money::YuanText,
        };
        written(&mut texts, style);
        let properties = &texts["properties"];
        assert_eq!(properties["id"], json!({"type": "string"}));
        assert_eq!(
            properties["state"],
            json!({"type": ["string", "null"], "enum": ["1", "2", null]})
        );
        assert_eq!(properties["price"]["type"], "string");
    }

    #[test]
    fn parameters_in_json_may_have_other_types() {
        let parameters = json!({"properties": {
            "id": {"type": "integer", "minimum": 1},
            "page": {"type": ["integer", "null"]},
            "is_new": {"type": "integer", "enum": [0, 1]},
            "kind": {"type": "integer", "enum": [1, 2]},
        }});
        let mut in_json = parameters.clone();
        read(&mut in_json, Style::default(), true);
        let expected = json!({"properties": {
            "id": {"type": ["integer", "string"], "minimum": 1},
            "page": {"type": ["integer", "string", "null"]},
            "is_new": {"type": ["boolean", "integer"], "enum": [true, false, 0, 1]},
            "kind": {"type": "integer", "enum": [1, 2]},
        }});
        assert_eq!(in_json, expected);
        let mut in_form = parameters.clone();
        read(&mut in_form, Style::default(), false);
        assert_eq!(in_form, parameters);
    }
}
