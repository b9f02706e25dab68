use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use schemars::json_schema;
use signet_call::inline_schema;
use signet_call::params::violation;
use signet_domain::platform::Platform;

/// The kind of client that logs in: `android`, `ios`, `wap` or `wechat`, and also `web` if `WEB` is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Client<const WEB: bool>(Platform);

/// The names, and their platforms.
const NAMES: [(&str, Platform); 5] = [
    ("android", Platform::ANDROID),
    ("ios", Platform::IOS),
    ("wap", Platform::H5),
    ("wechat", Platform::H5),
    ("web", Platform::WEB),
];

impl<const WEB: bool> Client<WEB> {
    pub(crate) fn platform(self) -> Platform {
        self.0
    }

    fn named(text: &str) -> Option<Client<WEB>> {
        let mut names = NAMES.into_iter().filter(|(name, _)| WEB || *name != "web");
        let found = names.find(|(name, _)| *name == text);
        found.map(|(_, platform)| Client(platform))
    }
}

impl<E: DeserializeError, const WEB: bool> Deserr<E> for Client<WEB> {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let client = match &value {
            Value::String(text) => Client::named(text),
            _ => None,
        };
        match client {
            Some(client) => Ok(client),
            None if WEB => violation("必须为android、ios、wap、wechat或web", location),
            None => violation("必须为android、ios、wap或wechat", location),
        }
    }
}

inline_schema!(
    Client<WEB>, for [const WEB: bool]; "TeahouseClient",
    match WEB {
        true => json_schema!({"type": "string", "enum": ["android", "ios", "wap", "wechat", "web"], "examples": ["android"]}),
        false => json_schema!({"type": "string", "enum": ["android", "ios", "wap", "wechat"], "examples": ["android"]}),
    }
);
