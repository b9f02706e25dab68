use std::borrow::Cow;

use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::violation;

/// A list of `MIN` to `MAX` items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Items<T, const MIN: usize, const MAX: usize>(Vec<T>);

impl<T, const MIN: usize, const MAX: usize> Items<T, MIN, MAX> {
    /// Returns the items, in the order of the call.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T, const MAX: usize> Default for Items<T, 0, MAX> {
    fn default() -> Self {
        Items(Vec::new())
    }
}

impl<E: DeserializeError, T: Deserr<E>, const MIN: usize, const MAX: usize> Deserr<E>
    for Items<T, MIN, MAX>
{
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        match &value {
            Value::Sequence(items) if !(MIN..=MAX).contains(&deserr::Sequence::len(items)) => {
                violation(format!("必须有{MIN}~{MAX}项"), location)
            }
            Value::Sequence(_) => Vec::<T>::deserialize_from_value(value, location).map(Items),
            _ => violation("必须为列表".to_owned(), location),
        }
    }
}

impl<T: JsonSchema, const MIN: usize, const MAX: usize> JsonSchema for Items<T, MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Items_{MIN}_{MAX}_{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "array", "minItems": MIN, "maxItems": MAX, "items": generator.subschema_for::<T>()
        })
    }
}
