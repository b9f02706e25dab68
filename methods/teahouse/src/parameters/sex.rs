use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use schemars::json_schema;
use signet_call::inline_schema;
use signet_call::params::violation;

/// The sex of a member: `0` or 男, `1` or 女.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sex {
    Male,
    Female,
}

impl Sex {
    /// Returns the number in the table.
    pub(crate) const fn number(self) -> i64 {
        match self {
            Sex::Male => 0,
            Sex::Female => 1,
        }
    }

    /// Returns the word for a number of the table; empty if the sex is not known.
    pub(crate) const fn word(number: i64) -> &'static str {
        match number {
            0 => "男",
            1 => "女",
            _ => "",
        }
    }
}

impl<E: DeserializeError> Deserr<E> for Sex {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let sex = match &value {
            Value::Integer(0) => Some(Sex::Male),
            Value::Integer(1) => Some(Sex::Female),
            Value::String(text) => match text.as_str() {
                "0" | "男" => Some(Sex::Male),
                "1" | "女" => Some(Sex::Female),
                _ => None,
            },
            _ => None,
        };
        match sex {
            Some(sex) => Ok(sex),
            None => violation("必须为0、1、男或女", location),
        }
    }
}

inline_schema!(
    Sex; "TeahouseSex",
    json_schema!({"type": "string", "enum": ["0", "1", "男", "女"], "examples": ["男"]})
);
