use std::borrow::Cow;

use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use signet_store::State;

use super::Flag;

/// The state that an operator gives a record: hidden, unless the parameter is `0`.
///
/// A parameter of this type is optional and needs no doc comment: `#[deserr(default)] hidden: Option<Hidden>`.
#[derive(Clone, Copy, Debug)]
pub struct Hidden(State);

impl Hidden {
    /// Returns the new state of the record.
    pub fn state(self) -> State {
        self.0
    }
}

impl Default for Hidden {
    fn default() -> Hidden {
        Hidden(State::Hidden)
    }
}

impl<E: DeserializeError> Deserr<E> for Hidden {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let hidden = Flag::deserialize_from_value(value, location)?;
        Ok(Hidden(match hidden.is_set() {
            true => State::Hidden,
            false => State::Live,
        }))
    }
}

impl JsonSchema for Hidden {
    fn schema_name() -> Cow<'static, str> {
        "Hidden".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "是否隐藏\n\n1 - 隐藏（默认）、0 - 恢复。", "type": "integer", "enum": [0, 1], "examples": [1]
        })
    }
}
