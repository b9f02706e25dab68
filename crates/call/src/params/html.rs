use std::borrow::Cow;

use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use signet_domain::html;

use super::{Prose, violation};

/// A [cleaned](html::clean) fragment of HTML, of `MIN` to `MAX` characters before it is cleaned. The result of [`Html::into_string`] is
/// stored and shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Html<const MIN: usize, const MAX: usize>(String);

/// The maximum number of bytes of a cleaned fragment: the size of a `TEXT` of MySQL.
const MOST_BYTES: usize = 65_535;

impl<const MIN: usize, const MAX: usize> Html<MIN, MAX> {
    /// Returns the cleaned fragment.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<E: DeserializeError, const MIN: usize, const MAX: usize> Deserr<E> for Html<MIN, MAX> {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let fragment = Prose::<MIN, MAX>::deserialize_from_value(value, location)?;
        let Some(cleaned) = html::clean(fragment.as_str()) else {
            return violation(format!("最多有{}个标签", html::MOST_TAGS), location);
        };
        if MIN > 0 && cleaned.trim().is_empty() {
            return violation("去除不允许的内容后不能为空", location);
        }
        if cleaned.len() > MOST_BYTES {
            return violation(format!("清理后不能超过{MOST_BYTES}字节"), location);
        }
        Ok(Html(cleaned))
    }
}

impl<const MIN: usize, const MAX: usize> JsonSchema for Html<MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Html_{MIN}_{MAX}").into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Prose::<MIN, MAX>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use signet_fault::Fault;

    use super::*;
    use crate::Violations;

    fn read(text: &str) -> Result<String, String> {
        let html = deserr::deserialize::<Html<1, 60_000>, _, Violations>(json!(text));
        html.map(Html::into_string)
            .map_err(|violations| Fault::from(violations).message().to_owned())
    }

    #[test]
    fn a_fragment_is_clean_and_has_a_length_after_it_too() {
        assert_eq!(read("<p onclick=a()>茶").unwrap(), "<p>茶</p>");
        for (hostile, rule) in [
            (
                "<script>alert(1)</script>".to_owned(),
                "去除不允许的内容后不能为空",
            ),
            ("&".repeat(20_000), "清理后不能超过65535字节"),
            ("<b>".repeat(20_000), "最多有5000个标签"),
            ("a".repeat(60_001), "长度必须在1~60000之间"),
        ] {
            let message = read(&hostile).unwrap_err();
            assert!(message.contains(rule), "{message}");
        }
    }
}
