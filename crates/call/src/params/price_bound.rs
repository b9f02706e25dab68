use std::borrow::Cow;

use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::violation;

/// A bound of a price search, 0 or higher; `-1` means no bound, as in the API document.
///
/// Prices are whole numbers, so a bound with a fraction becomes the next whole number inside the bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceBound(Option<f64>);

impl PriceBound {
    /// Returns the lowest price that this bound allows as a minimum.
    pub fn at_least(self) -> Option<i64> {
        self.0.map(|bound| whole(bound.ceil()))
    }

    /// Returns the highest price that this bound allows as a maximum.
    pub fn at_most(self) -> Option<i64> {
        self.0.map(|bound| whole(bound.floor()))
    }
}

/// Returns a whole float as an integer; a price beyond 64 bits becomes the largest integer.
#[expect(
    clippy::as_conversions,
    reason = "the only way from a float to an integer, and it saturates"
)]
fn whole(number: f64) -> i64 {
    number as i64
}

impl<E: DeserializeError> Deserr<E> for PriceBound {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        match number(value) {
            Some(-1.0) => Ok(PriceBound(None)),
            Some(bound) if bound >= 0.0 => Ok(PriceBound(Some(bound))),
            Some(_) => violation("必须为-1或不小于0".to_owned(), location),
            None => violation("必须为数字".to_owned(), location),
        }
    }
}

impl JsonSchema for PriceBound {
    fn schema_name() -> Cow<'static, str> {
        "PriceBound".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "number", "minimum": -1, "examples": [-1]})
    }
}

#[expect(
    clippy::as_conversions,
    reason = "the only way from an integer to a float; prices beyond 2^53 do not exist"
)]
fn number<V: IntoValue>(value: Value<V>) -> Option<f64> {
    let number = match value {
        Value::Integer(number) => number as f64,
        Value::NegativeInteger(number) => number as f64,
        Value::Float(number) => number,
        // Digits, a point, a sign: not `inf`, `nan` or hexadecimal.
        Value::String(text)
            if text
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-')) =>
        {
            text.parse().ok()?
        }
        _ => return None,
    };
    number.is_finite().then_some(number)
}
