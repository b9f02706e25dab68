//! The types of parameters.
//!
//! A value of one of these types obeys the rule of the type: a [`Mobile`] is a mobile. Integers may be sent as JSON numbers
//! or as strings of digits, and texts also as integers. Nothing is ever rounded.

mod birthday;
mod date_time;
mod edit;
mod flag;
mod hidden;
mod html;
mod integer;
mod items;
mod price_bound;
mod schema;
mod text;
mod visible;

use deserr::{DeserializeError, ErrorKind, ValuePointerRef, take_cf_content};

pub use birthday::check_birthday;
pub use date_time::DateTime;
#[doc(hidden)]
pub use edit::id_and_fields;
pub use flag::Flag;
pub use hidden::Hidden;
pub use html::Html;
pub use integer::{Id, Integer, Page};
pub use items::Items;
pub use price_bound::PriceBound;
pub use text::{Code, Line, Mobile, NewPassword, Prose, Slug, Text, seen_line};

/// Reports that a value breaks a rule. The rule is in the language of the clients.
///
/// # Errors
/// Always returns an error, with the rule and the location.
pub fn violation<T, E: DeserializeError>(
    rule: impl Into<String>,
    location: ValuePointerRef<'_>,
) -> Result<T, E> {
    let msg = rule.into();
    let kind: ErrorKind<'_, std::convert::Infallible> = ErrorKind::Unexpected { msg };
    Err(take_cf_content(E::error(None, kind, location)))
}

#[cfg(test)]
mod tests {
    use deserr::Deserr;
    use schemars::JsonSchema;
    use signet_fault::Fault;
    use signet_wire::json::{Object, Value};

    use super::*;
    use crate::{Violations, edit};

    /// Makes a thing
    #[derive(Clone, Deserr, JsonSchema)]
    struct Create {
        name: Text<1, 4>,
        #[deserr(default)]
        note: Text<0, 4>,
        shown: Flag,
        at: DateTime,
        price: PriceBound,
        parts: Items<Id, 1, 2>,
    }

    edit! {
        /// Edits a thing
        pub(crate) struct Edit {
            /// Which
            thing_id: Id,
            fields: Create,
        }
    }

    fn read<T: Deserr<Violations>>(text: &str) -> Result<T, String> {
        let mut object = Object::parse(text).unwrap();
        object.drop_empty();
        deserr::deserialize::<T, _, Violations>(Value::Object(object))
            .map_err(|violations| Fault::from(violations).message().to_owned())
    }

    #[test]
    fn an_edit_is_an_id_and_what_the_making_takes() {
        let edit: Edit = read(
            r#"{"thing_id":"7","name":"a","note":"","shown":"1","at":"2026-01-02 03:04:05","price":"9.5","parts":[1,"2"]}"#,
        )
        .unwrap();
        assert_eq!(edit.thing_id.value(), 7);
        let fields = edit.fields;
        assert_eq!((fields.name.as_str(), fields.note.as_str()), ("a", ""));
        assert!(fields.shown.is_set());
        assert_eq!(
            (fields.price.at_least(), fields.price.at_most()),
            (Some(10), Some(9))
        );
        assert_eq!(fields.parts.into_vec().len(), 2);
        assert!(
            signet_domain::clock::LocalTime::parse("2026-01-02 03:04:05")
                == Some(fields.at.local())
        );
    }

    #[test]
    fn every_violation_is_named_those_of_the_id_too() {
        let message = read::<Edit>(
            r#"{"thing_id":0,"shown":2,"at":"2026-02-30 00:00:00","price":-2,"parts":[1,2,3]}"#,
        )
        .map(|_| ())
        .unwrap_err();
        for part in [
            "thing_id 不能小于1",
            "name 不能为空",
            "shown 必须为0或1",
            "at 格式不正确",
            "price 必须为-1或不小于0",
            "parts 必须有1~2项",
        ] {
            assert!(message.contains(part), "{part}: {message}");
        }
        let message = read::<Edit>(r#"{"name":"a","shown":true,"at":1,"price":"1e3","parts":"x"}"#)
            .map(|_| ())
            .unwrap_err();
        for part in [
            "thing_id 不能为空",
            "at 格式不正确",
            "price 必须为数字",
            "parts 必须为列表",
        ] {
            assert!(message.contains(part), "{part}: {message}");
        }
    }

    #[test]
    fn what_people_see_is_not_blank_and_has_no_marks_at_its_ends() {
        #[derive(Deserr)]
        struct Seen {
            line: Line<2, 4>,
            prose: Prose<1, 9>,
            #[deserr(default)]
            note: Prose<0, 9>,
        }
        let seen: Seen =
            read(r#"{"line":"\u200b张三\u202c","prose":"a\nb\t\u2060","note":"\u2800"}"#).unwrap();
        assert_eq!(
            (seen.line.as_str(), seen.prose.as_str()),
            ("张三", "a\nb\t")
        );
        assert_eq!(seen.note.into_string(), "");
        for (text, rule) in [
            (r#"{"line":"\u200b\u200b","prose":"a"}"#, "line 不能为空白"),
            (
                r#"{"line":"a\nb","prose":"a"}"#,
                "line 不能为空白或包含控制字符",
            ),
            (
                r#"{"line":"a\u2028b","prose":"a"}"#,
                "line 不能为空白或包含控制字符",
            ),
            (
                r#"{"line":"a\u200b","prose":"a"}"#,
                "line 长度必须在2~4之间",
            ),
            (r#"{"line":"ab","prose":"\n\t "}"#, "prose 不能为空白"),
            (
                r#"{"line":"ab","prose":"a\u0007b"}"#,
                "prose 不能为空白或包含控制字符",
            ),
        ] {
            let message = read::<Seen>(text).map(|_| ()).unwrap_err();
            assert!(message.contains(rule), "{text}: {message}");
        }
    }

    #[test]
    fn no_bound_is_minus_one() {
        #[derive(Deserr)]
        struct Search {
            price: PriceBound,
        }
        for text in [r#"{"price":-1}"#, r#"{"price":"-1"}"#, r#"{"price":-1.0}"#] {
            assert_eq!(
                read::<Search>(text).unwrap().price.at_least(),
                None,
                "{text}"
            );
        }
    }
}
