use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{JsonError, MAX_DEPTH, MAX_KEYS, Object, Strict, Value};

/// If an object has this many keys or more, duplicates are looked up in a set instead of by comparing all keys.
const MANY_KEYS: usize = 16;

pub(super) fn object(text: &str) -> Result<Object<'_>, JsonError> {
    let mut seen = Seen::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let reader = Reader {
        seen: &mut seen,
        depth: 0,
    };
    let value = reader.deserialize(&mut deserializer);
    let value = value.and_then(|value| deserializer.end().map(|()| value));
    match (value, seen.broken) {
        (Ok(Value::Object(object)), _) => Ok(object),
        (Ok(_), _) => Err(JsonError::NoObject),
        (Err(error), Some(rule)) => Err(JsonError::Strict {
            rule,
            line: error.line(),
            column: error.column(),
        }),
        (Err(error), None) => Err(JsonError::of_syntax(text, error)),
    }
}

/// State that the readers of one text share.
#[derive(Default)]
struct Seen {
    /// The number of keys so far.
    keys: usize,
    /// The rule that the text breaks.
    broken: Option<Strict>,
}

impl Seen {
    /// Stops reading, because a rule is broken.
    fn refuse<T, E: de::Error>(&mut self, rule: Strict) -> Result<T, E> {
        self.broken = Some(rule);
        Err(E::custom("it breaks a rule"))
    }
}

/// Reads one value at a depth.
struct Reader<'k> {
    seen: &'k mut Seen,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Reader<'_> {
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        match self.depth {
            MAX_DEPTH => self.seen.refuse(Strict::TooDeep),
            depth => Ok(Reader {
                depth: depth + 1,
                ..self
            }),
        }
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value<'de>, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value<'de>, E> {
        Ok(Value::Unsigned(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value<'de>, E> {
        Ok(u64::try_from(value).map_or(Value::Negative(value), Value::Unsigned))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value<'de>, E> {
        Ok(Value::Float(value))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value<'de>, E> {
        without_nul(value, self.seen).map(Value::Text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value<'de>, A::Error> {
        let reader = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Reader {
            seen: reader.seen,
            depth: reader.depth,
        })? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'de>, A::Error> {
        let reader = self.deeper()?;
        // Only the outer object gets capacity in advance: thousands of empty objects inside it must not cost memory.
        let room = if reader.depth == 1 { MANY_KEYS } else { 0 };
        let mut members: Vec<(Cow<'de, str>, Value<'de>)> = Vec::with_capacity(room);
        let mut names = HashSet::new();
        while let Some(key) = map.next_key_seed(Key(reader.seen))? {
            reader.seen.keys += 1;
            if reader.seen.keys > MAX_KEYS {
                return reader.seen.refuse(Strict::TooManyKeys);
            }
            let repeated = if members.len() < MANY_KEYS {
                members.iter().any(|(name, _)| *name == key)
            } else {
                if names.is_empty() {
                    names.extend(members.iter().map(|(name, _)| name.clone()));
                }
                !names.insert(key.clone())
            };
            if repeated {
                return reader.seen.refuse(Strict::repeated(&key));
            }
            let value = map.next_value_seed(Reader {
                seen: reader.seen,
                depth: reader.depth,
            })?;
            members.push((key, value));
        }
        Ok(Value::Object(Object(members)))
    }
}

/// Reads a key. The key is borrowed unless it has escapes.
struct Key<'k>(&'k mut Seen);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'_> {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<Cow<'de, str>, E> {
        without_nul(key, self.0)
    }
}

/// Returns a text that had escapes, if it has no NUL. Only such texts can have a NUL: the grammar does not allow an unescaped one.
fn without_nul<E: de::Error>(text: &str, seen: &mut Seen) -> Result<Cow<'static, str>, E> {
    match text.contains('\0') {
        false => Ok(Cow::Owned(text.to_owned())),
        true => seen.refuse(Strict::Nul),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Object::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn keeps_the_kind_of_a_number() {
        let object = Object::parse(
            r#"{"a":1,"b":-1,"c":1.0,"d":18446744073709551615,"e":18446744073709551616}"#,
        )
        .unwrap();
        assert_eq!(object.get("a"), Some(&Value::Unsigned(1)));
        assert_eq!(object.get("b"), Some(&Value::Negative(-1)));
        assert_eq!(object.get("c"), Some(&Value::Float(1.0)));
        assert_eq!(object.get("d"), Some(&Value::Unsigned(u64::MAX)));
        assert!(matches!(object.get("e"), Some(Value::Float(_))));
        assert_eq!(object.integer("c"), None);
        assert_eq!(object.integer("d"), None);
        assert_eq!(object.integer("e"), None);
    }

    #[test]
    fn reads_integers_from_strings_of_digits_only() {
        for (text, expected) in [
            ("0", Some(0)),
            ("-5", Some(-5)),
            ("007", Some(7)),
            ("9223372036854775807", Some(i64::MAX)),
            ("9223372036854775808", None),
            ("+1", None),
            (" 1", None),
            ("1.0", None),
            ("", None),
            ("-", None),
            ("1e3", None),
            ("１", None),
        ] {
            assert_eq!(crate::json::integer_from_text(text), expected, "{text}");
        }
    }

    #[test]
    fn decodes_escapes_and_borrows_without_them() {
        let object = Object::parse(r#"{"a":"plain","b":"\u4f60\ud83d\ude00\/"}"#).unwrap();
        assert!(matches!(
            object.get("a"),
            Some(Value::Text(Cow::Borrowed("plain")))
        ));
        assert_eq!(object.text("b"), Some("你😀/"));
    }

    #[test]
    fn refuses_duplicate_keys_also_when_escaped_or_deep_or_many() {
        assert!(refused(r#"{"method":"a","method":"b"}"#).contains("twice"));
        assert!(refused(r#"{"method":"a","\u006dethod":"b"}"#).contains("twice"));
        assert!(refused(r#"{"a":[{"b":1,"b":1}]}"#).contains("twice"));
        let many: Vec<String> = (0..40).map(|n| format!("\"k{n}\":1")).collect();
        assert!(Object::parse(&format!("{{{}}}", many.join(","))).is_ok());
        assert!(refused(&format!("{{{},\"k3\":1}}", many.join(","))).contains("twice"));
        assert!(refused(&format!("{{{},\"k39\":1}}", many.join(","))).contains("twice"));
    }

    #[test]
    fn refuses_nul_in_keys_and_texts() {
        assert!(refused(r#"{"a":"\u0000"}"#).contains("NUL"));
        assert!(refused(r#"{"a\u0000":1}"#).contains("NUL"));
        assert!(Object::parse("{\"a\":\"\0\"}").is_err());
    }

    #[test]
    fn refuses_more_than_sixteen_levels() {
        let nested = |levels: usize| {
            format!(
                "{}{}",
                "{\"a\":".repeat(levels - 1) + "{}",
                "}".repeat(levels - 1)
            )
        };
        assert!(Object::parse(&nested(16)).is_ok());
        assert!(refused(&nested(17)).contains("deep"));
        assert!(
            refused(&format!(
                "{{\"a\":{}{}}}",
                "[".repeat(60_000 / 2),
                "]".repeat(60_000 / 2)
            ))
            .contains("deep")
        );
    }

    #[test]
    fn refuses_more_than_256_keys() {
        let keys = |count: usize| {
            format!(
                "{{{}}}",
                (0..count)
                    .map(|n| format!("\"k{n}\":1"))
                    .collect::<Vec<_>>()
                    .join(",")
            )
        };
        assert!(Object::parse(&keys(256)).is_ok());
        assert!(refused(&keys(257)).contains("keys"));
    }

    #[test]
    fn says_which_rule_is_broken_and_where() {
        let said = |text: &str| refused(text).replace("data, ", "");
        for (text, expected) in [
            (
                "{\"a\":1,\n\"a\":2}",
                "line 2, column 3: the key \"a\" appears twice",
            ),
            ("{\"a\":{\"b\\u0000\":1}}", "NUL"),
            ("", "data is empty"),
            ("  ", "data is empty"),
            ("\u{feff}{}", "byte order mark"),
            ("%7B%22a%22%3A1%7D", "encoded twice"),
            ("{&quot;a&quot;:1}", "HTML"),
            ("[]", "not an object"),
            ("{\"a\":01}", "not JSON: invalid number at line 1 column 7"),
            ("{\"a\":1,}", "trailing comma"),
            ("{\"a\":1", "EOF while parsing an object"),
        ] {
            assert!(said(text).contains(expected), "{text}: {}", said(text));
        }
        let long = "k".repeat(5000);
        let twice = refused(&format!("{{\"{long}\":1,\"{long}\":2}}"));
        assert!(twice.len() < 200, "{twice}");
    }

    #[test]
    fn refuses_what_is_not_one_object() {
        for text in [
            "",
            " ",
            "[]",
            "1",
            "null",
            "\"x\"",
            "{}{}",
            "{} x",
            "{",
            "{\"a\":}",
            "{'a':1}",
            "{\"a\":1,}",
            "{\"a\":NaN}",
            "{\"a\":01}",
            "{\"a\":1e999}",
            "\u{feff}{}",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":\"\n\"}",
            "{/**/}",
        ] {
            assert!(Object::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn refuses_a_text_over_64_kib() {
        let text = format!("{{\"a\":\"{}\"}}", "x".repeat(crate::MAX_DATA));
        assert!(matches!(Object::parse(&text), Err(JsonError::TooLong)));
        let text = format!("{{\"a\":\"{}\"}}", "x".repeat(crate::MAX_DATA - 8));
        assert_eq!(text.len(), crate::MAX_DATA);
        assert!(Object::parse(&text).is_ok());
    }
}
