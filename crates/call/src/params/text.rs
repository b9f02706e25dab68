use std::borrow::Cow;

use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::violation;
use super::visible::without_marks;

/// Reads a text. Clients in loosely typed languages also send an integer instead of a text.
fn text_of<V: IntoValue, E: DeserializeError>(
    value: Value<V>,
    location: ValuePointerRef<'_>,
) -> Result<String, E> {
    match value {
        Value::String(text) => Ok(text),
        Value::Integer(number) => Ok(number.to_string()),
        Value::NegativeInteger(number) => Ok(number.to_string()),
        Value::Null => violation("不能为空".to_owned(), location),
        _ => violation("必须为字符串".to_owned(), location),
    }
}

/// Defines a text type with a rule and its documentation.
macro_rules! text_type {
    ($(#[$doc:meta])* $type:ident, $valid:expr, $rule:literal, $schema:tt) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $type(String);

        impl $type {
            /// Returns the text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the owned text.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl<E: DeserializeError> Deserr<E> for $type {
            fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef<'_>) -> Result<Self, E> {
                let text: String = text_of(value, location)?;
                let valid: fn(&str) -> bool = $valid;
                if valid(&text) { Ok($type(text)) } else { violation($rule.to_owned(), location) }
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

text_type! {
    /// A mobile of mainland China: eleven digits that start with 13 to 19.
    Mobile, is_mobile, "格式不正确",
    {"type": "string", "pattern": "^1[3-9]\\d{9}$", "examples": ["18575202691"]}
}

text_type! {
    /// A password that a user chooses: 6 to 20 letters, digits, `_` and `-`.
    NewPassword, is_password, "必须由6~20位字母、数字、下划线(_)、破折号(-)组成",
    {"type": "string", "pattern": "^[A-Za-z0-9_-]{6,20}$", "examples": ["secret_1"], "writeOnly": true}
}

text_type! {
    /// The code of a short message: six digits.
    Code, is_code, "必须为6位数字",
    {"type": "string", "pattern": "^\\d{6}$", "examples": ["123456"], "writeOnly": true}
}

text_type! {
    /// A name that operators give and programs use: 1 to 30 letters, digits, `_` and `-`.
    Slug, is_slug, "必须由1~30位字母、数字、下划线(_)、破折号(-)组成",
    {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,30}$", "examples": ["APP_START_AD"]}
}

fn is_mobile(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1', b'3'..=b'9', rest @ ..] if rest.len() == 9 && rest.iter().all(u8::is_ascii_digit))
}

fn is_password(text: &str) -> bool {
    (6..=20).contains(&text.len()) && text.bytes().all(is_alpha_dash)
}

fn is_slug(text: &str) -> bool {
    (1..=30).contains(&text.len()) && text.bytes().all(is_alpha_dash)
}

fn is_alpha_dash(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

fn is_code(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A text of `MIN` to `MAX` characters.
#[derive(Clone, PartialEq, Eq)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the owned text.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// If a text may be empty, it may be left out.
impl<const MAX: usize> Default for Text<0, MAX> {
    fn default() -> Self {
        Text(String::new())
    }
}

impl<E: DeserializeError, const MIN: usize, const MAX: usize> Deserr<E> for Text<MIN, MAX> {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let text: String = text_of(value, location)?;
        if (MIN..=MAX).contains(&text.chars().count()) {
            Ok(Text(text))
        } else {
            violation(format!("长度必须在{MIN}~{MAX}之间"), location)
        }
    }
}

impl<const MIN: usize, const MAX: usize> JsonSchema for Text<MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Text_{MIN}_{MAX}").into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "minLength": MIN, "maxLength": MAX, "examples": ["a".repeat(MIN.max(1))]})
    }
}

/// Defines a type for visible text, with the control characters that it accepts.
macro_rules! seen_type {
    ($(#[$doc:meta])* $type:ident, $takes:expr) => {
        $(#[$doc])*
        ///
        /// Invisible formatting characters at both ends are removed, and a text without visible characters counts as
        /// blank. Only a text that may be empty may be blank.
        #[derive(Clone, PartialEq, Eq)]
        pub struct $type<const MIN: usize, const MAX: usize>(String);

        impl<const MIN: usize, const MAX: usize> $type<MIN, MAX> {
            /// Returns the text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the owned text.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        /// If a text may be empty, it may be left out.
        impl<const MAX: usize> Default for $type<0, MAX> {
            fn default() -> Self {
                $type(String::new())
            }
        }

        impl<E: DeserializeError, const MIN: usize, const MAX: usize> Deserr<E> for $type<MIN, MAX> {
            fn deserialize_from_value<V: IntoValue>(
                value: Value<V>,
                location: ValuePointerRef<'_>,
            ) -> Result<Self, E> {
                let text = without_marks(&text_of(value, location)?);
                let takes: fn(char) -> bool = $takes;
                let is_odd = |character: char| breaks_the_line(character) && !takes(character);
                if text.contains(is_odd) || (MIN > 0 && text.is_empty()) {
                    return violation("不能为空白或包含控制字符".to_owned(), location);
                }
                if (MIN..=MAX).contains(&text.chars().count()) {
                    Ok($type(text))
                } else {
                    violation(format!("长度必须在{MIN}~{MAX}之间"), location)
                }
            }
        }

        impl<const MIN: usize, const MAX: usize> JsonSchema for $type<MIN, MAX> {
            fn schema_name() -> Cow<'static, str> {
                format!("{}_{MIN}_{MAX}", stringify!($type)).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                Text::<MIN, MAX>::json_schema(generator)
            }
        }
    };
}

seen_type! {
    /// A visible text of `MIN` to `MAX` characters on one line: a name, a title, a part of an address.
    Line, |_| false
}

seen_type! {
    /// A visible text of `MIN` to `MAX` characters on one or more lines: a message, an article.
    Prose, |character| matches!(character, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}')
}

/// Returns a visible text on one line, by the rule of [`Line`], from any source; `None` if the text has control
/// characters or no visible character.
pub fn seen_line(text: &str) -> Option<String> {
    let text = without_marks(text);
    (!text.is_empty() && !text.contains(breaks_the_line)).then_some(text)
}

/// Returns whether a character is a control character or ends a line.
fn breaks_the_line(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}
