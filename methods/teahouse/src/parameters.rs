//! The types of parameters that only this product has.

mod client;
mod labels;
mod phone;
mod sex;

use deserr::{DeserializeError, ErrorKind, ValuePointerRef};
use signet_call::params::Text;

pub(crate) use client::Client;
pub(crate) use labels::Labels;
pub(crate) use phone::Phone;
pub(crate) use sex::Sex;

/// A password that is compared.
pub(crate) type Password = Text<1, 128>;

pub(crate) fn refuse<T, E: DeserializeError>(
    rule: &'static str,
    location: ValuePointerRef<'_>,
) -> Result<T, E> {
    let kind: ErrorKind<'_, std::convert::Infallible> = ErrorKind::Unexpected {
        msg: rule.to_owned(),
    };
    Err(deserr::take_cf_content(E::error(None, kind, location)))
}

/// Writes the schema of a type.
macro_rules! schema {
    ($type:ident $(<const $parameter:ident: bool>)?, $schema:expr) => {
        impl $(<const $parameter: bool>)? schemars::JsonSchema for $type $(<$parameter>)? {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                concat!("Teahouse", stringify!($type)).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $schema
            }
        }
    };
}

pub(crate) use schema;
