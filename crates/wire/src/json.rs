//! Strict JSON: reads the object of a call as a tree that borrows from its text.
//!
//! `serde_json` reads the grammar; this module refuses what a signed protocol must not accept: duplicate keys
//! (also when spelled with escapes), NUL characters, deep nesting and floods of keys. Numbers keep their kind,
//! so that nothing is rounded on the way to a parameter.

mod error;
mod read;
mod values;

use std::borrow::Cow;

pub use error::{JsonError, Strict};

/// The maximum depth of nesting; the outer object is level 1.
pub const MAX_DEPTH: usize = 16;

/// The maximum number of keys in all objects of a text together.
pub const MAX_KEYS: usize = 256;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer from 0 to 2^64 - 1.
    Unsigned(u64),
    /// An integer from -2^63 to -1.
    Negative(i64),
    /// A number with a fraction or an exponent, or an integer outside 64 bits.
    Float(f64),
    /// A string. It is borrowed unless it has escapes.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Value<'a>>),
    /// An object.
    Object(Object<'a>),
}

/// A JSON object: its members in the order of the text. Each key appears once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

impl<'a> Object<'a> {
    /// Reads a text that is one JSON object.
    ///
    /// # Errors
    /// If the text is anything else, or breaks a limit of this module.
    pub fn parse(text: &'a str) -> Result<Object<'a>, JsonError> {
        if text.len() > crate::MAX_DATA {
            return Err(JsonError::TooLong);
        }
        read::object(text)
    }

    /// Returns the members in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// Returns the owned members in the order of the text.
    pub fn into_members(self) -> impl Iterator<Item = (Cow<'a, str>, Value<'a>)> {
        self.0.into_iter()
    }

    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// Returns the value of a key for changing it.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Value<'a>> {
        let found = self.0.iter_mut().find(|(name, _)| name == key);
        found.map(|(_, value)| value)
    }

    /// Returns the text of a key; `None` if the key is absent or its value is not a string.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Returns the integer of a key, given as a number or as a string of digits.
    pub fn integer(&self, key: &str) -> Option<i64> {
        self.get(key)?.integer()
    }

    /// Drops the members whose value is `null` or an empty string: clients of this protocol send these for values that
    /// they do not have.
    pub fn drop_empty(&mut self) {
        self.0.retain(|(_, value)| !value.is_empty());
    }

    /// Drops the members for whose key `keep` returns false.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|(key, _)| keep(key));
    }

    /// Sets the value of a key. Adds the key if it is absent.
    pub fn set(&mut self, key: &'a str, value: Value<'a>) {
        match self.0.iter_mut().find(|(name, _)| name == key) {
            Some((_, former)) => *former = value,
            None => self.0.push((key.into(), value)),
        }
    }

    /// Takes the value of a key, and leaves `null` in its place.
    pub fn take(&mut self, key: &str) -> Option<Value<'a>> {
        let (_, value) = self.0.iter_mut().find(|(name, _)| name == key)?;
        Some(std::mem::replace(value, Value::Null))
    }

    /// Takes the value of a key; `None` if the value is absent or is one that [`Object::drop_empty`] drops.
    pub fn take_given(&mut self, key: &str) -> Option<Value<'a>> {
        self.take(key).filter(|value| !value.is_empty())
    }
}

impl<'a> FromIterator<(Cow<'a, str>, Value<'a>)> for Object<'a> {
    /// Returns an object of the members, whose keys must differ.
    fn from_iter<I: IntoIterator<Item = (Cow<'a, str>, Value<'a>)>>(members: I) -> Self {
        Object(members.into_iter().collect())
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Value<'a> {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Value::Unsigned(number)
    }
}

impl Value<'_> {
    /// Returns whether the value is `null` or an empty string.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Text(text) => text.is_empty(),
            _ => false,
        }
    }

    /// Returns the kind of the value, for messages.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Unsigned(_) | Value::Negative(_) | Value::Float(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        }
    }

    /// Returns the value as an integer, if it is a JSON integer or a string of decimal digits with an optional minus sign.
    /// Never rounds: a number with a fraction, an exponent or more than 64 bits is not an integer.
    pub fn integer(&self) -> Option<i64> {
        match self {
            Value::Unsigned(number) => i64::try_from(*number).ok(),
            Value::Negative(number) => Some(*number),
            Value::Text(text) => integer_from_text(text),
            _ => None,
        }
    }
}

impl<'a> Value<'a> {
    /// Returns the value as a text, if it is a text or an integer that is not below zero.
    pub fn to_text(&self) -> Option<Cow<'a, str>> {
        match self {
            Value::Text(text) => Some(text.clone()),
            Value::Unsigned(number) => Some(number.to_string().into()),
            _ => None,
        }
    }

    /// Returns the value as yes or no, if it is `true`, `false`, `1` or `0`, or one of these as a text.
    pub fn flag(&self) -> Option<bool> {
        match (self, self.to_text().as_deref()) {
            (Value::Bool(flag), _) => Some(*flag),
            (_, Some("1" | "true")) => Some(true),
            (_, Some("0" | "false")) => Some(false),
            _ => None,
        }
    }
}

/// Reads decimal digits with an optional minus sign. `None` if there is a plus sign or a space, or if the number has more than 64 bits.
pub fn integer_from_text(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_a_text_or_a_flag_in_several_forms() {
        let text = r#"{"a":"x","b":7,"c":-7,"d":1.0,"e":true,"f":"true","g":0,"h":"1","i":2,"j":"yes","k":[]}"#;
        let object = Object::parse(text).unwrap();
        let texts = object.iter().map(|(_, value)| value.to_text());
        let texts: Vec<_> = texts.map(|text| text.unwrap_or_default()).collect();
        assert_eq!(
            texts,
            ["x", "7", "", "", "", "true", "0", "1", "2", "yes", ""]
        );
        let flags = object
            .iter()
            .filter_map(|(key, value)| Some((key, value.flag()?)));
        let expected = [("e", true), ("f", true), ("g", false), ("h", true)];
        assert_eq!(flags.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_left_out_is_taken_as_none() {
        let mut object = Object::parse(r#"{"a":null,"b":"","c":0}"#).unwrap();
        for key in ["a", "b", "d"] {
            assert_eq!(object.take_given(key), None);
        }
        assert_eq!(object.take_given("c"), Some(Value::Unsigned(0)));
        assert_eq!(object.take_given("c"), None);
    }
}
