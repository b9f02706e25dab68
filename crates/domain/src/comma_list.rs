//! Lists that are written as one text: an environment variable cannot contain a list in another form.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// Returns the items of a text with commas between them, without blanks around them and without empty items.
pub fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

/// Reads a list, or a text that `parse` turns into a list.
///
/// # Errors
/// The errors of `parse` and of the items.
pub fn list_or_text<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
    parse: fn(&str) -> Result<Vec<T>, String>,
) -> Result<Vec<T>, D::Error> {
    struct ListOrText<T>(fn(&str) -> Result<Vec<T>, String>, PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for ListOrText<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list, or a text that holds one")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Vec<T>, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(items))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
            (self.0)(text).map_err(E::custom)
        }
    }

    deserializer.deserialize_any(ListOrText(parse, PhantomData))
}

/// Reads a list of texts, or one text with commas. Only an empty text is an empty list.
///
/// # Errors
/// An error if the value is anything else.
pub fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    list_or_text(deserializer, |text| {
        let items: Vec<String> = items(text).map(str::to_owned).collect();
        match items.is_empty() && !text.is_empty() {
            true => Err("the list has commas or blanks and nothing else in it".to_owned()),
            false => Ok(items),
        }
    })
}
