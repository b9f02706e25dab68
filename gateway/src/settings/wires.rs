//! The keys of `[wire.<pack>]`: three keys that every wire has, and the keys that a pack adds.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::{anyhow, bail};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

/// The keys that every wire has.
const COMMON: [&str; 3] = ["enabled", "prefix", "app"];

/// `[wire]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Wires(BTreeMap<String, Keys>);

/// `[wire.<pack>]`, without defaults.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Keys(BTreeMap<String, Text>);

/// A value as text, whatever its type in the file.
#[derive(Clone, Debug)]
struct Text(String);

impl Wires {
    /// Sets a key.
    pub fn set(&mut self, pack: &str, key: &str, value: &str) {
        let keys = self.0.entry(pack.to_owned()).or_default();
        keys.0.insert(key.to_owned(), Text(value.to_owned()));
    }

    /// Returns the packs that have keys.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Returns the keys of a pack.
    pub(crate) fn of(&self, pack: &str) -> Keys {
        self.0.get(pack).cloned().unwrap_or_default()
    }

    /// Refuses a key of a pack that its wire does not have.
    pub(crate) fn check_keys(
        &self,
        pack: &str,
        own: &[(&'static str, &'static str)],
    ) -> anyhow::Result<()> {
        let own = own.iter().map(|(key, _)| *key);
        let known: Vec<&str> = COMMON.into_iter().chain(own).collect();
        for key in self.of(pack).0.keys() {
            if !known.contains(&key.as_str()) {
                let known = known.join(", ");
                bail!("wire.{pack}.{key}: there is no such key; there are {known}");
            }
        }
        Ok(())
    }
}

impl Keys {
    /// Returns the value of a key, if it is set.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(|Text(value)| value.as_str())
    }

    /// Returns whether the wire is enabled; `None` if that is not set.
    pub(crate) fn enabled(&self) -> anyhow::Result<Option<bool>> {
        let enabled = self.get("enabled").map(str::parse);
        enabled
            .transpose()
            .map_err(|_| anyhow!("enabled takes true or false"))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        struct AnyScalar;

        impl Visitor<'_> for AnyScalar {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number, true or false")
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Text, E> {
                Ok(Text(value.to_string()))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Text, E> {
                Ok(Text(value.to_string()))
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Text, E> {
                Ok(Text(value.to_owned()))
            }
        }

        deserializer.deserialize_any(AnyScalar)
    }
}
