//! The strict JSON reader, compared with the stock reader: it returns the same values, and refuses more only by its own rules.
#![no_main]

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;
use serde_json::Value as Stock;
use signet_wire::MAX_DATA;
use signet_wire::json::{MAX_DEPTH, MAX_KEYS, Object, Value};

fuzz_target!(|text: &str| {
    match (Object::parse(text), serde_json::from_str::<Stock>(text)) {
        (Ok(object), Ok(stock)) => {
            assert!(same_object(&object, &stock));
            assert_eq!(Facts::of(text).broken_rule(), None);
        }
        (Ok(_), Err(error)) => panic!("taken, but the stock reader says: {error}"),
        (Err(error), Ok(stock)) => {
            let rule = Facts::of(text).broken_rule();
            assert!(!stock.is_object() || rule.is_some(), "refused: {error}");
        }
        (Err(_), Err(_)) => {}
    }
});

fn same_object(ours: &Object<'_>, stock: &Stock) -> bool {
    let Stock::Object(stock) = stock else {
        return false;
    };
    ours.iter().count() == stock.len()
        && ours
            .iter()
            .all(|(key, value)| stock.get(key).is_some_and(|stock| same(value, stock)))
}

fn same(ours: &Value<'_>, stock: &Stock) -> bool {
    match (ours, stock) {
        (Value::Null, Stock::Null) => true,
        (Value::Bool(ours), Stock::Bool(stock)) => ours == stock,
        (Value::Unsigned(ours), Stock::Number(stock)) => stock.as_u64() == Some(*ours),
        (Value::Negative(ours), Stock::Number(stock)) => *ours < 0 && stock.as_i64() == Some(*ours),
        (Value::Float(ours), Stock::Number(stock)) => {
            let exact = stock.is_f64() && stock.as_f64().map(f64::to_bits) == Some(ours.to_bits());
            exact && ours.is_finite()
        }
        (Value::Text(ours), Stock::String(stock)) => ours == stock,
        (Value::List(ours), Stock::Array(stock)) => {
            ours.len() == stock.len()
                && ours
                    .iter()
                    .zip(stock)
                    .all(|(ours, stock)| same(ours, stock))
        }
        (Value::Object(ours), stock) => same_object(ours, stock),
        _ => false,
    }
}

/// The properties that the rules limit, counted in the text itself, which is valid JSON.
#[derive(Default)]
struct Facts {
    length: usize,
    depth: usize,
    keys: usize,
    has_nul: bool,
    has_duplicate: bool,
}

impl Facts {
    fn of(text: &str) -> Facts {
        let mut facts = Facts {
            length: text.len(),
            ..Facts::default()
        };
        let mut open: Vec<HashSet<String>> = Vec::new();
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'{' | b'[' => open.push(HashSet::new()),
                b'}' | b']' => drop(open.pop()),
                b'"' => {
                    let start = at;
                    at += 1;
                    while bytes[at] != b'"' {
                        at += if bytes[at] == b'\\' { 2 } else { 1 };
                    }
                    let content: String = serde_json::from_str(&text[start..=at]).unwrap();
                    facts.has_nul |= content.contains('\0');
                    if text[at + 1..].trim_start().starts_with(':') {
                        facts.keys += 1;
                        facts.has_duplicate |= !open.last_mut().unwrap().insert(content);
                    }
                }
                _ => {}
            }
            facts.depth = facts.depth.max(open.len());
            at += 1;
        }
        facts
    }

    fn broken_rule(&self) -> Option<&'static str> {
        [
            (self.length > MAX_DATA, "length"),
            (self.depth > MAX_DEPTH, "depth"),
            (self.keys > MAX_KEYS, "keys"),
            (self.has_nul, "NUL"),
            (self.has_duplicate, "duplicate"),
        ]
        .into_iter()
        .find_map(|(broken, rule)| broken.then_some(rule))
    }
}
