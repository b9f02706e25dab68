use std::borrow::Cow;

use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use signet_store::PageRequest;
use signet_wire::json::integer_from_text;

use super::violation;

/// The id of a record.
pub type Id = Integer<1, { i64::MAX }>;

/// An integer from `MIN` to `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Integer<const MIN: i64, const MAX: i64>(i64);

impl<const MIN: i64, const MAX: i64> Integer<MIN, MAX> {
    /// Returns the number.
    pub fn value(self) -> i64 {
        self.0
    }
}

impl<E: DeserializeError, const MIN: i64, const MAX: i64> Deserr<E> for Integer<MIN, MAX> {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        match whole_number(value) {
            Some(number) if (MIN..=MAX).contains(&number) => Ok(Integer(number)),
            Some(_) if MAX == i64::MAX => violation(format!("不能小于{MIN}"), location),
            Some(_) => violation(format!("必须在{MIN}到{MAX}之间"), location),
            None => violation("必须为整型".to_owned(), location),
        }
    }
}

impl<const MIN: i64, const MAX: i64> JsonSchema for Integer<MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Integer_{MIN}_{MAX}").into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "integer", "minimum": MIN, "maximum": MAX, "examples": [MIN]})
    }
}

/// The number of a page, from 1. A number below 1 counts as 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page(i64);

impl Page {
    /// The number of entries on a page.
    pub const COUNT: i64 = 20;

    /// Returns the number of the page.
    pub fn number(self) -> i64 {
        self.0
    }

    /// Returns the rows to read for the page.
    pub fn request(self) -> PageRequest {
        self.request_of(Page::COUNT)
    }

    /// Returns the rows to read for the page, in a list with `count` entries on a page.
    pub fn request_of(self, count: i64) -> PageRequest {
        PageRequest {
            offset: self.0.saturating_sub(1).saturating_mul(count),
            limit: count,
        }
    }
}

/// For methods that refuse a page below 1.
impl From<Integer<1, { i64::MAX }>> for Page {
    fn from(number: Integer<1, { i64::MAX }>) -> Page {
        Page(number.value())
    }
}

impl Default for Page {
    fn default() -> Self {
        Page(1)
    }
}

impl<E: DeserializeError> Deserr<E> for Page {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        match whole_number(value) {
            Some(number) => Ok(Page(number.max(1))),
            None => violation("必须为整型".to_owned(), location),
        }
    }
}

impl JsonSchema for Page {
    fn schema_name() -> Cow<'static, str> {
        "Page".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "integer", "minimum": 1, "default": 1, "examples": [1]})
    }
}

fn whole_number<V: IntoValue>(value: Value<V>) -> Option<i64> {
    match value {
        Value::Integer(number) => i64::try_from(number).ok(),
        Value::NegativeInteger(number) => Some(number),
        Value::String(text) => integer_from_text(&text),
        _ => None,
    }
}
