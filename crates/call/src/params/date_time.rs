use std::borrow::Cow;

use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use signet_domain::clock::LocalTime;

use super::violation;

/// A date and time, `Y-m-d H:i:s`, in the zone of the gateway; [`Ctx::seconds`](crate::Ctx::seconds) converts it to unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(LocalTime);

impl DateTime {
    /// Returns the local date and time.
    pub fn local(self) -> LocalTime {
        self.0
    }
}

impl<E: DeserializeError> Deserr<E> for DateTime {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let local = match &value {
            Value::String(text) => LocalTime::parse(text),
            _ => None,
        };
        match local {
            Some(local) => Ok(DateTime(local)),
            None => violation("格式不正确，应为 Y-m-d H:i:s".to_owned(), location),
        }
    }
}

impl JsonSchema for DateTime {
    fn schema_name() -> Cow<'static, str> {
        "DateTime".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}$",
            "examples": ["2026-01-01 00:00:00"]
        })
    }
}
