//! The types of parameters that only this product has.

use std::collections::BTreeSet;

use deserr::{DeserializeError, Deserr, IntoValue, Sequence, Value, ValuePointerRef};
use schemars::json_schema;
use signet_call::inline_schema;
use signet_call::params::{Id, Integer, Line, Prose, Text, violation};

/// The largest price: 100 000 yuan.
pub(crate) const MAX_PRICE: i64 = 10_000_000;

/// A price in fen. The product's own wire has it in yuan.
pub(crate) type Price = Integer<0, MAX_PRICE>;

/// The title of a post.
pub(crate) type Title = Line<1, 64>;

/// The text of a post, or an answer to it.
pub(crate) type Content = Prose<1, 5000>;

/// The number of an order.
pub(crate) type OrderNo = Line<1, 32>;

/// The name of a state.
pub(crate) type Status = Text<1, 16>;

/// A password that is compared with the stored password.
pub(crate) type Password = Text<1, 128>;

/// The name that an account logs in with: a letter, then 3 to 19 letters, digits and `_`; in lower case.
#[derive(Clone)]
pub(crate) struct Username(String);

/// A ticket that proves a mobile: 32 lower-case hexadecimal digits.
#[derive(Clone)]
pub(crate) struct Ticket(String);

/// An e-mail address: at most 64 characters with one `@` among them.
#[derive(Clone)]
pub(crate) struct Email(String);

/// One to five different tags: a list, or one number.
#[derive(Clone)]
pub(crate) struct Tags(Vec<i64>);

/// The maximum number of tags of a post.
const MAX_TAGS: usize = 5;

impl Username {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Ticket {
    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

impl Email {
    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

impl Tags {
    /// Returns the ids in their order, each once.
    pub(crate) fn into_vec(self) -> Vec<i64> {
        self.0
    }
}

impl<E: DeserializeError> Deserr<E> for Username {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let rule = "必须以字母开头，由4~20位字母、数字、下划线(_)组成";
        let text = match value {
            Value::String(text) => text,
            _ => return violation(rule, location),
        };
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let is_letter_first = text.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
        match (4..=20).contains(&text.len()) && is_letter_first && text.bytes().all(is_name) {
            true => Ok(Username(text.to_ascii_lowercase())),
            false => violation(rule, location),
        }
    }
}

impl<E: DeserializeError> Deserr<E> for Ticket {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        match value {
            Value::String(text) if text.len() == 32 && text.bytes().all(is_digit) => {
                Ok(Ticket(text))
            }
            _ => violation("必须为32位小写十六进制字符串", location),
        }
    }
}

impl<E: DeserializeError> Deserr<E> for Email {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let email = Line::<1, 64>::deserialize_from_value(value, location)?.into_string();
        let is_email = match email.split_once('@') {
            Some((name, host)) => !name.is_empty() && !host.is_empty() && !host.contains('@'),
            None => false,
        };
        match is_email {
            true => Ok(Email(email)),
            false => violation("必须为邮箱地址", location),
        }
    }
}

impl<E: DeserializeError> Deserr<E> for Tags {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let ids: Vec<Id> = match value {
            Value::Sequence(items) if items.len() > MAX_TAGS => {
                return violation("必须有1~5个不同的标签", location);
            }
            Value::Sequence(_) => Vec::deserialize_from_value(value, location)?,
            one => vec![Id::deserialize_from_value(one, location)?],
        };
        let different: BTreeSet<i64> = ids.iter().map(|id| id.value()).collect();
        match !ids.is_empty() && different.len() == ids.len() {
            true => Ok(Tags(different.into_iter().collect())),
            false => violation("必须有1~5个不同的标签", location),
        }
    }
}

inline_schema!(Username; "ConsultingUsername", json_schema!({
    "type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]{3,19}$", "examples": ["buyer_one"]
}));
inline_schema!(Ticket; "ConsultingTicket", json_schema!({
    "type": "string", "pattern": "^[0-9a-f]{32}$", "examples": ["0123456789abcdef0123456789abcdef"]
}));
inline_schema!(Email; "ConsultingEmail", json_schema!({"type": "string", "maxLength": 64, "examples": ["buyer_one@example.com"]}));
inline_schema!(Tags; "ConsultingTags", json_schema!({
    "type": ["array", "integer"], "items": {"type": "integer", "minimum": 1}, "minItems": 1, "maxItems": MAX_TAGS,
    "uniqueItems": true, "minimum": 1, "examples": [[1, 2]]
}));
