use deserr::{Deserr, ErrorKind, IntoValue, Map, Value, ValuePointerRef, take_cf_content};

use super::Id;
use crate::Violations;

/// Defines the parameters of a method that edits a record: the id of the record, and the parameters of the method that
/// creates it.
///
/// ```text
/// edit! {
///     /// 修改公告
///     pub(crate) struct NoticeEdit {
///         /// 公告 ID
///         noticeid: Id,
///         fields: NoticeCreate,
///     }
/// }
/// ```
///
/// If the name of the record is among those parameters, there is no other id: `pub(crate) struct ConfigEdit { fields: ConfigCreate }`.
#[macro_export]
macro_rules! edit {
    (
        $(#[$doc:meta])*
        pub(crate) struct $type:ident {
            $(#[$id_doc:meta])*
            $id:ident: Id,
            fields: $fields:ty $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, schemars::JsonSchema)]
        pub(crate) struct $type {
            $(#[$id_doc])*
            $id: $crate::params::Id,
            #[schemars(flatten)]
            fields: $fields,
        }

        impl deserr::Deserr<$crate::Violations> for $type {
            fn deserialize_from_value<V: deserr::IntoValue>(
                value: deserr::Value<V>,
                location: deserr::ValuePointerRef<'_>,
            ) -> Result<Self, $crate::Violations> {
                let (id, fields) = $crate::params::id_and_fields(stringify!($id), value, location)?;
                Ok($type { $id: id, fields })
            }
        }
    };
    (
        $(#[$doc:meta])*
        pub(crate) struct $type:ident {
            fields: $fields:ty $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, schemars::JsonSchema)]
        pub(crate) struct $type {
            #[schemars(flatten)]
            fields: $fields,
        }

        impl deserr::Deserr<$crate::Violations> for $type {
            fn deserialize_from_value<V: deserr::IntoValue>(
                value: deserr::Value<V>,
                location: deserr::ValuePointerRef<'_>,
            ) -> Result<Self, $crate::Violations> {
                let fields = deserr::Deserr::deserialize_from_value(value, location)?;
                Ok($type { fields })
            }
        }
    };
}

/// Reads the id under its key, and the rest as `T`. The error has every violation of both.
#[doc(hidden)]
pub fn id_and_fields<V: IntoValue, T: Deserr<Violations>>(
    key: &str,
    value: Value<V>,
    location: ValuePointerRef<'_>,
) -> Result<(Id, T), Violations> {
    let Value::Map(mut map) = value else {
        let kind: ErrorKind<'_, std::convert::Infallible> = ErrorKind::Unexpected {
            msg: "类型不正确".to_owned(),
        };
        return Err(take_cf_content(deserr::DeserializeError::error(
            None, kind, location,
        )));
    };
    let id = match map.remove(key) {
        Some(id) => Id::deserialize_from_value(id.into_value(), location.push_key(key)),
        None => Err(Violations::missing(key)),
    };
    match (
        id,
        T::deserialize_from_value(Value::<V>::Map(map), location),
    ) {
        (Ok(id), Ok(fields)) => Ok((id, fields)),
        (Err(violations), Ok(_)) | (Ok(_), Err(violations)) => Err(violations),
        (Err(of_id), Err(of_fields)) => Err(of_id.and(of_fields)),
    }
}
