//! Passwords that users choose.

use std::borrow::Cow;

use deserr::{DeserializeError, Deserr, ErrorKind, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use signet_call::params::Text;

/// A new password: 6 to 64 visible ASCII characters. The shipped apps may send a digest in hexadecimal digits.
pub(crate) struct NewPassword(Text<6, 64>);

/// A password that is compared.
pub(crate) type Password = Text<1, 64>;

impl NewPassword {
    /// Returns the text.
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl<E: DeserializeError> Deserr<E> for NewPassword {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let text = Text::deserialize_from_value(value, location)?;
        let is_visible = |byte: u8| byte.is_ascii_graphic();
        if Text::as_str(&text).bytes().all(is_visible) {
            return Ok(NewPassword(text));
        }
        let kind: ErrorKind<'_, V> = ErrorKind::Unexpected {
            msg: "必须由6~64位可见的ASCII字符组成".to_owned(),
        };
        Err(deserr::take_cf_content(E::error(None, kind, location)))
    }
}

impl JsonSchema for NewPassword {
    fn schema_name() -> Cow<'static, str> {
        "HomecareNewPassword".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[!-~]{6,64}$", "examples": ["123456"], "writeOnly": true})
    }
}
