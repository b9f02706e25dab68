//! The sections of packs, `[<pack>]`, which the packs read themselves.

use std::collections::BTreeMap;

use anyhow::{anyhow, bail};
use config::{Config, File, FileFormat, Map, Value, ValueKind};
use signet_call::Pack;
use signet_domain::pack_settings::{Error, SettingsOfPacks};

use super::sources::reason;
use crate::packs::PACKS;

/// The sections of packs, as the file and the environment have them.
#[derive(Clone, Debug, Default)]
pub struct OfPacks(BTreeMap<String, Value>);

impl OfPacks {
    /// Takes the sections of packs out of a configuration.
    pub(super) fn take(config: &mut Config) -> OfPacks {
        let ValueKind::Table(sections) = &mut config.cache.kind else {
            return OfPacks::default();
        };
        let names = PACKS.iter().map(|pack| pack.name);
        let taken = names.filter_map(|name| sections.remove_entry(name));
        OfPacks(taken.collect())
    }

    /// Sets a key of a pack.
    pub fn set(&mut self, pack: &str, key: &str, value: impl Into<ValueKind>) {
        let empty = || Value::new(None, ValueKind::Table(Map::new()));
        let section = self.0.entry(pack.to_owned()).or_insert_with(empty);
        if let ValueKind::Table(keys) = &mut section.kind {
            keys.insert(key.to_owned(), Value::new(None, value));
        }
    }

    /// Reads the sections of enabled packs. The section of a pack that is not enabled is ignored.
    ///
    /// # Errors
    /// One line that names the key.
    pub(crate) fn read(&self, packs: &[&'static Pack]) -> anyhow::Result<SettingsOfPacks> {
        let mut all = Vec::new();
        for pack in packs {
            let section = self.0.get(pack.name);
            let Some(settings) = pack.settings else {
                if section.is_some() {
                    let name = pack.name;
                    bail!("{name}: the pack {name} has no keys of its own; remove the section");
                }
                continue;
            };
            let mut set = Config::default();
            if let Some(section) = section {
                let sections = Map::from([(pack.name.to_owned(), section.clone())]);
                set.cache = Value::new(None, ValueKind::Table(sections));
            }
            let built = Config::builder()
                .add_source(File::from_str(settings.defaults(), FileFormat::Toml))
                .add_source(set)
                .build();
            let read = built.map_err(Error::from);
            let read = read.and_then(|built| settings.read(&built));
            all.push(read.map_err(|error| match error {
                Error::Config(error) => anyhow!("{}", reason(&error)),
                Error::Invalid(error) => anyhow!("{error}"),
            })?);
        }
        Ok(all.into_iter().collect())
    }
}
