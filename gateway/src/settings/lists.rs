//! Lists, which an environment variable can only contain as one text.

use std::fmt;
use std::marker::PhantomData;

use ipnet::IpNet;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use signet_domain::{comma_list, networks, web_origin};

use super::MethodLimit;

/// How to write `limit.methods` as one text.
const METHODS: &str = r#"write a JSON array such as [{"pattern": "sms.*", "per_ip": 10}], or what stands in a file after `methods =`"#;

/// Reads a list, or a text that `parse` turns into one.
fn list_or_text<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
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
pub(super) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    list_or_text(deserializer, |text| {
        let items: Vec<String> = comma_list::items(text).map(str::to_owned).collect();
        match items.is_empty() && !text.is_empty() {
            true => Err("the list has commas or blanks and nothing else in it".to_owned()),
            false => Ok(items),
        }
    })
}

/// Networks.
pub(super) fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    let items = texts(deserializer)?.into_iter();
    let parsed: Result<_, _> = items.map(|item| networks::parse(&item)).collect();
    parsed.map_err(Error::custom)
}

/// Names of hosts, as browsers send them.
pub(super) fn hosts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let items = texts(deserializer)?.into_iter();
    let parsed: Result<_, _> = items.map(|item| web_origin::host(&item)).collect();
    parsed.map_err(Error::custom)
}

/// The lines of `limit.methods`; as a text they are JSON, or the TOML of the file.
pub(super) fn method_limits<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<MethodLimit>, D::Error> {
    #[derive(Deserialize)]
    struct File {
        methods: Vec<MethodLimit>,
    }

    list_or_text(deserializer, |text| {
        if text.trim().is_empty() {
            return Ok(Vec::new());
        }
        serde_json::from_str(text).or_else(|json| {
            let file = toml::from_str::<File>(&format!("methods = {text}"));
            // Report the error of the notation that was used.
            file.map(|file| file.methods)
                .map_err(|toml| match json.is_data() {
                    true => format!("{json}; {METHODS}"),
                    false => format!("{}; {METHODS}", toml.message()),
                })
        })
    })
}
