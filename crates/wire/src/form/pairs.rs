use std::borrow::Cow;

use super::FormError;
use crate::json::{Object, Value};

/// The fields of a form, and its limits.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The names of known fields, with their kinds. An error shows no other name, because the caller can choose it.
    pub known: &'static [(&'static str, Kind)],
    /// The kind of every other field.
    pub others: Kind,
    /// The maximum number of fields, repeated and ignored fields included. Each field is compared with all others.
    pub max_fields: usize,
    /// The maximum number of bytes of a decoded text.
    pub max_text: usize,
}

/// The way in which a field is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text that may be given at most once.
    Text,
    /// A text that may be repeated.
    Texts,
    /// A file that may be given at most once. In a urlencoded form it has no bytes.
    File,
    /// A field that is skipped, though its syntax is checked.
    Ignored,
}

/// The content of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content<'a> {
    /// A text, decoded.
    Text(Cow<'a, str>),
    /// The bytes of a file.
    File(&'a [u8]),
}

/// The names and contents of the fields of a form, in their order, without ignored fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs<'a>(Vec<(Cow<'a, str>, Content<'a>)>);

/// The rules for a field.
#[derive(Clone, Copy)]
pub(super) struct Field {
    /// The name of the field in errors.
    pub(super) shown: &'static str,
    pub(super) kind: Kind,
}

impl Rules {
    /// Returns the rules for the field with a name.
    pub(super) fn field(&self, name: &str) -> Field {
        let known = self.known.iter().find(|(known, _)| *known == name);
        let (shown, kind) = known.copied().unwrap_or(("another field", self.others));
        Field { shown, kind }
    }
}

impl<'a> Pairs<'a> {
    /// Returns the fields in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Content<'a>)> {
        self.0
            .iter()
            .map(|(name, content)| (name.as_ref(), content))
    }

    /// Returns the first text with a name.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.iter().find_map(|(known, content)| match content {
            Content::Text(text) if known == name => Some(text.as_ref()),
            _ => None,
        })
    }

    /// Returns the first file.
    pub fn file(&self) -> Option<&'a [u8]> {
        self.0.iter().find_map(|(_, content)| match content {
            Content::File(bytes) => Some(*bytes),
            Content::Text(_) => None,
        })
    }

    /// Returns the texts as the members of an object, without the file. The texts of a name that ends with `[]` become a list, without
    /// the empty texts, under the name without `[]`.
    ///
    /// # Errors
    /// [`FormError::RepeatedField`] if a name appears with and without `[]`, or if a name without `[]` appears twice;
    /// [`FormError::Nul`] if a text has a NUL character.
    pub fn to_object(&self) -> Result<Object<'_>, FormError> {
        let mut object = Object::default();
        for (name, content) in self.iter() {
            let Content::Text(text) = content else {
                continue;
            };
            if text.contains('\0') {
                return Err(FormError::Nul);
            }
            let given = (!text.is_empty()).then(|| Value::from(text.as_ref()));
            let list = name.strip_suffix("[]");
            match (list, object.get_mut(list.unwrap_or(name))) {
                (Some(_), Some(Value::List(texts))) => texts.extend(given),
                (Some(list), None) => object.set(list, Value::List(given.into_iter().collect())),
                (None, None) => object.set(name, Value::from(text.as_ref())),
                (_, Some(_)) => return Err(FormError::RepeatedField("another field")),
            }
        }
        Ok(object)
    }

    /// Adds a field, unless it is ignored.
    pub(super) fn put(
        &mut self,
        rules: &Rules,
        field: Field,
        name: Cow<'a, str>,
        content: Content<'a>,
    ) -> Result<(), FormError> {
        let Field { shown, kind } = field;
        if kind == Kind::Ignored {
            return Ok(());
        }
        let max = rules.max_text;
        if matches!(&content, Content::Text(text) if text.len() > max) {
            return Err(FormError::LongText { field: shown, max });
        }
        if kind != Kind::Texts && self.0.iter().any(|(known, _)| *known == name) {
            return Err(FormError::RepeatedField(shown));
        }
        self.0.push((name, content));
        Ok(())
    }
}

impl<'a> IntoIterator for Pairs<'a> {
    type Item = (Cow<'a, str>, Content<'a>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{Boundary, Broken, read_multipart, read_urlencoded};

    const RULES: Rules = Rules {
        known: &[
            ("tag_id[]", Kind::Texts),
            ("file", Kind::File),
            ("act", Kind::Ignored),
        ],
        others: Kind::Text,
        max_fields: 5,
        max_text: 4,
    };

    fn urlencoded(body: &str) -> Result<Vec<(String, String)>, FormError> {
        read_urlencoded(body.as_bytes(), &RULES).map(shown)
    }

    fn multipart(parts: &[(&str, &str)]) -> Result<Vec<(String, String)>, FormError> {
        let part = |(name, content): &(&str, &str)| {
            format!("--B\r\nContent-Disposition: form-data; name={name}\r\n\r\n{content}\r\n")
        };
        let body = parts.iter().map(part).collect::<String>() + "--B--";
        let boundary = Boundary::of_content_type("multipart/form-data; boundary=B").unwrap();
        read_multipart(body.as_bytes(), &boundary, &RULES).map(shown)
    }

    fn shown(pairs: Pairs<'_>) -> Vec<(String, String)> {
        let content = |content| match content {
            Content::Text(text) => text.into_owned(),
            Content::File(bytes) => format!("{} bytes", bytes.len()),
        };
        let pairs = pairs.into_iter();
        pairs
            .map(|(name, found)| (name.into_owned(), content(found)))
            .collect()
    }

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let pairs = pairs.iter();
        pairs
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn fields_of_any_name_keep_their_order_and_some_may_repeat() {
        let expected = owned(&[("tag_id[]", "3"), ("city", "a b"), ("tag_id[]", "7")]);
        let body = "tag_id[]=3&act=x&city=a+b&tag_id%5B%5D=7&act=y";
        assert_eq!(urlencoded(body), Ok(expected));
        let parts = [
            ("act", "x"),
            ("tag_id[]", "3"),
            ("\"file\"; filename=x", "12345"),
            ("tag_id[]", "7"),
        ];
        let expected = owned(&[("tag_id[]", "3"), ("file", "5 bytes"), ("tag_id[]", "7")]);
        assert_eq!(multipart(&parts), Ok(expected));
    }

    #[test]
    fn a_name_that_may_not_repeat_is_refused_and_shown_if_it_is_known() {
        let repeated = |shown| Err(FormError::RepeatedField(shown));
        assert_eq!(urlencoded("a=1&b=2&%61=1"), repeated("another field"));
        assert_eq!(urlencoded("file=&file="), repeated("file"));
        assert_eq!(
            multipart(&[("a", "1"), ("a", "1")]),
            repeated("another field")
        );
    }

    #[test]
    fn the_sizes_are_those_of_the_rules() {
        assert_eq!(urlencoded("a=%E4%BD%A0b&b=1&c&d&e").unwrap().len(), 5);
        let too_many = FormError::TooManyFields(5);
        assert_eq!(urlencoded("a&b&c&d&e&f"), Err(too_many));
        assert_eq!(multipart(&[("act", ""); 6]), Err(too_many));
        let long = |field| Err(FormError::LongText { field, max: 4 });
        assert_eq!(urlencoded("tag_id[]=12345"), long("tag_id[]"));
        assert_eq!(multipart(&[("x", "12345")]), long("another field"));
    }

    #[test]
    fn fields_become_members_and_lists() {
        let object = |body: &str| {
            let pairs = read_urlencoded(body.as_bytes(), &RULES).unwrap();
            pairs
                .to_object()
                .map(|object| format!("{:?}", object.iter().collect::<Vec<_>>()))
        };
        let expected = r#"[("tag_id", List([Text("3"), Text("7")])), ("city", Text("a b"))]"#;
        assert_eq!(
            object("tag_id[]=3&city=a+b&tag_id[]=7"),
            Ok(expected.to_owned())
        );
        let one = r#"[("tag_id", List([Text("3")]))]"#;
        assert_eq!(object("tag_id[]=3"), Ok(one.to_owned()));
        assert_eq!(object("tag_id[]=&tag_id[]=3"), Ok(one.to_owned()));
        let none = r#"[("tag_id", List([])), ("city", Text(""))]"#;
        assert_eq!(object("tag_id[]=&city="), Ok(none.to_owned()));
        let repeated = Err(FormError::RepeatedField("another field"));
        assert_eq!(object("tag_id[]=3&tag_id=7"), repeated);
        assert_eq!(object("tag_id=7&tag_id[]=3"), repeated);
        assert_eq!(object("tag_id[]=&tag_id=7"), repeated);
        assert_eq!(object("city=%00"), Err(FormError::Nul));
    }

    #[test]
    fn a_text_has_no_file_name_and_a_skipped_field_may_have_one() {
        let rule = Broken::TextWithFileName;
        let broken = FormError::Multipart { part: 1, rule };
        assert_eq!(multipart(&[("x; filename=x", "1")]), Err(broken));
        assert_eq!(multipart(&[("act; filename=x", "12345")]), Ok(Vec::new()));
    }
}
