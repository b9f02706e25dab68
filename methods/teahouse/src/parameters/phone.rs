use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use schemars::json_schema;
use signet_call::inline_schema;
use signet_call::params::Text;
use signet_call::params::violation;

/// The number of a landline: 5 to 20 digits, `+`, `-`, parentheses and spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phone(String);

impl Phone {
    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

impl<E: DeserializeError> Deserr<E> for Phone {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let text = Text::<5, 20>::deserialize_from_value(value, location)?.into_string();
        let is_of_number = |byte: u8| byte.is_ascii_digit() || b"+-() ".contains(&byte);
        match text.bytes().all(is_of_number) {
            true => Ok(Phone(text)),
            false => violation("必须由5~20位数字、+、-、括号组成", location),
        }
    }
}

inline_schema!(
    Phone; "TeahousePhone",
    json_schema!({"type": "string", "pattern": "^[0-9+() -]{5,20}$", "examples": ["022-12345678"]})
);
