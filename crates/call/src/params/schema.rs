/// Implements the JSON schema of a type of parameters: its name among all schemas, and the schema, which is repeated at each use.
#[macro_export]
macro_rules! inline_schema {
    ($type:ty $(, for [$($generics:tt)+])?; $name:expr, $schema:expr) => {
        impl $(<$($generics)+>)? ::schemars::JsonSchema for $type {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                $schema
            }
        }
    };
}
