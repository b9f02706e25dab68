//! Converts JSON schemas to rows of a table.

use serde_json::Value;
use signet_call::{is_required, members};

use crate::texts::Texts;
use crate::{Field, Rules};

/// Returns the label and the description in a doc comment: its first line, and the rest.
pub(crate) fn documentation(schema: &Value, texts: &Texts) -> (String, String) {
    let text = schema.get("description").and_then(Value::as_str);
    let text = text.unwrap_or_default();
    let (label, description) = text.split_once("\n\n").unwrap_or((text, ""));
    (texts.get(label), texts.get(description))
}

/// Returns every field of an object by its dotted name, in the order of the struct.
pub(crate) fn flatten(schema: &Value, texts: &Texts) -> Vec<Field> {
    let mut flat = Flat {
        root: schema,
        texts,
        fields: Vec::new(),
        above: Vec::new(),
    };
    flat.inside(schema, "");
    flat.fields
}

struct Flat<'a> {
    root: &'a Value,
    texts: &'a Texts,
    fields: Vec<Field>,
    /// The definitions that contain the current one. They are not entered again, so that a recursive type ends.
    above: Vec<&'a str>,
}

impl<'a> Flat<'a> {
    /// Adds the fields inside a value: the members of an object, or of the items of an array.
    fn inside(&mut self, schema: &'a Value, prefix: &str) {
        if let Some(definition) = schema.get("$ref").and_then(Value::as_str) {
            if !self.above.contains(&definition) {
                self.above.push(definition);
                self.inside(self.resolve(schema), prefix);
                self.above.pop();
            }
            return;
        }
        for (name, property) in members(schema, "properties") {
            let required = is_required(schema, name);
            self.field(format!("{prefix}{name}"), property, required);
        }
        if let Some(items) = schema.get("items") {
            self.inside(items, prefix);
        }
        let of_maps = members(schema, "patternProperties").map(|(_, values)| values);
        let values = schema
            .get("additionalProperties")
            .into_iter()
            .chain(of_maps);
        for values in values {
            self.inside(values, &format!("{prefix}*."));
        }
        for choice in choices(schema) {
            self.inside(choice, prefix);
        }
    }

    fn field(&mut self, name: String, schema: &'a Value, required: bool) {
        let target = self.resolve(schema);
        let (label, description) = documentation(schema, self.texts);
        let types = self.types(target);
        let item_types = self.item_types(target);
        let rules = rules(target, &types);
        let item_rules = match target.get("items") {
            Some(items) => self::rules(self.resolve(items), &item_types),
            None => Rules::default(),
        };
        let rule = self.in_words(&rules, &item_rules);
        let inside = format!("{name}.");
        self.fields.push(Field {
            name,
            label,
            description,
            required,
            nullable: types.iter().any(|name| name == "null"),
            item_types,
            types: types.into_iter().filter(|name| name != "null").collect(),
            rule,
            rules,
            item_rules,
            example: schema
                .get("examples")
                .or_else(|| target.get("examples"))
                .and_then(|examples| examples.get(0))
                .cloned(),
        });
        self.inside(schema, &inside);
    }

    /// Returns the rules of a value and of its items in words.
    fn in_words(&self, rules: &Rules, item_rules: &Rules) -> String {
        let of_items = in_words(item_rules, self.texts);
        let of_items = match of_items.is_empty() {
            true => of_items,
            false => self.texts.format("每项：{}", &of_items),
        };
        let both = [in_words(rules, self.texts), of_items];
        both.join(" ").trim().to_owned()
    }

    /// Returns the target of a reference, or the schema itself.
    fn resolve(&self, schema: &'a Value) -> &'a Value {
        let target = schema.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|target| self.root.pointer(target.strip_prefix('#')?));
        target.unwrap_or(schema)
    }

    fn types(&self, schema: &'a Value) -> Vec<String> {
        let mut types: Vec<String> = Vec::new();
        let own = strings(schema.get("type")).map(str::to_owned);
        let of_choices = choices(schema).flat_map(|choice| self.types(self.resolve(choice)));
        for name in own.chain(of_choices) {
            if !types.contains(&name) {
                types.push(name);
            }
        }
        types
    }

    fn item_types(&self, schema: &'a Value) -> Vec<String> {
        let own = schema.get("items").into_iter();
        let of_choices = choices(schema).filter_map(|choice| choice.get("items"));
        own.chain(of_choices)
            .flat_map(|items| self.types(self.resolve(items)))
            .collect()
    }
}

fn choices(schema: &Value) -> impl Iterator<Item = &Value> {
    let choices = schema.get("anyOf").or_else(|| schema.get("oneOf"));
    choices.and_then(Value::as_array).into_iter().flatten()
}

/// Returns a string, or the strings of an array.
fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let one = value.and_then(Value::as_str);
    let many = value.and_then(Value::as_array).into_iter().flatten();
    one.into_iter().chain(many.filter_map(Value::as_str))
}

fn rules(schema: &Value, types: &[String]) -> Rules {
    let integer = |key: &str| schema.get(key).and_then(Value::as_i64);
    let count = |key: &str| schema.get(key).and_then(Value::as_u64);
    let values = schema.get("enum").and_then(Value::as_array);
    let is_list = types.iter().any(|name| name == "array");
    // A list that only replaces an empty map has no rules for lists.
    let is_map = types.iter().any(|name| name == "object");
    Rules {
        minimum: integer("minimum"),
        maximum: integer("maximum").filter(|maximum| *maximum != i64::MAX),
        min_length: count("minLength"),
        max_length: count("maxLength"),
        min_items: count("minItems").filter(|_| is_list && !is_map),
        max_items: count("maxItems").filter(|_| is_list && !is_map),
        pattern: schema
            .get("pattern")
            .and_then(Value::as_str)
            .map(str::to_owned),
        values: values
            .into_iter()
            .flatten()
            .filter(|value| !value.is_null())
            .cloned()
            .collect(),
        default: schema
            .get("default")
            .filter(|value| !value.is_null())
            .cloned(),
        secret: schema.get("writeOnly") == Some(&Value::Bool(true)),
    }
}

fn in_words(rules: &Rules, texts: &Texts) -> String {
    let mut words = Vec::new();
    let mut say = |chinese: &str, value: Option<String>| {
        words.extend(value.map(|value| texts.format(chinese, &value)));
    };
    say("取值 {}。", range(rules.minimum, rules.maximum));
    say("长度 {}。", range(rules.min_length, rules.max_length));
    say("{} 项。", range(rules.min_items, rules.max_items));
    let values: Vec<String> = rules.values.iter().map(Value::to_string).collect();
    say(
        "可选值 {}。",
        Some(values.join(" / ")).filter(|values| !values.is_empty()),
    );
    say("格式 `{}`。", rules.pattern.clone());
    say("默认 {}。", rules.default.as_ref().map(Value::to_string));
    words.join(" ")
}

/// Returns a range as a text: `1-5`, `≥ 1`, `≤ 5`, or the number itself if both bounds are equal.
fn range<T: PartialEq + std::fmt::Display>(least: Option<T>, most: Option<T>) -> Option<String> {
    match (least, most) {
        (Some(least), Some(most)) if least == most => Some(least.to_string()),
        (Some(least), Some(most)) => Some(format!("{least}-{most}")),
        (Some(least), None) => Some(format!("≥ {least}")),
        (None, Some(most)) => Some(format!("≤ {most}")),
        (None, None) => None,
    }
}
