//! Lists, which an environment variable can only contain as one text.

use ipnet::IpNet;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use signet_domain::comma_list::{list_or_text, texts};
use signet_domain::{networks, web_origin};

use super::MethodLimit;

/// The help for writing `limit.methods` as one text.
const METHODS: &str = r#"write a JSON array such as [{"pattern": "sms.*", "per_ip": 10}], or the text that a file has after `methods =`"#;

/// Reads a list of networks.
pub(super) fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    let items = texts(deserializer)?.into_iter();
    let parsed: Result<_, _> = items.map(|item| networks::parse(&item)).collect();
    parsed.map_err(Error::custom)
}

/// Reads a list of names of hosts, as browsers send them.
pub(super) fn hosts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let items = texts(deserializer)?.into_iter();
    let parsed: Result<_, _> = items.map(|item| web_origin::host(&item)).collect();
    parsed.map_err(Error::custom)
}

/// Reads the lines of `limit.methods`. A text contains them as JSON, or as TOML like in the file.
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
