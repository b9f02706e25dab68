//! The keys `<pack>.*` of the configuration, which a pack owns.
//!
//! A [`PackSettings`] has the keys with their defaults as TOML, and reads them as a type of the pack. A method reads the value
//! with `ctx.settings(&SETTINGS)`.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use config::Config;
use serde::de::DeserializeOwned;
use signet_fault::Fault;

use crate::invalid::Invalid;

/// The keys of a pack, as a `T` that denies unknown fields.
pub struct PackSettings<T> {
    /// The name of the pack, and of the section.
    pub pack: &'static str,
    /// The section in TOML, with every key, its default and an explanation.
    pub defaults: &'static str,
    /// Refuses values that would fail later.
    pub check: fn(&T) -> Result<(), Invalid>,
}

/// A [`PackSettings`] of any type.
pub trait AnyPackSettings: Sync {
    /// Returns [`PackSettings::defaults`].
    fn defaults(&self) -> &'static str;

    /// Reads the section of the pack.
    ///
    /// # Errors
    /// An error that names the key.
    fn read(&self, config: &Config) -> Result<Value, Error>;
}

/// The reason why a section cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A key is unknown, or its value has another type.
    #[error(transparent)]
    Config(#[from] config::ConfigError),
    /// The pack refuses a value.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

/// The settings of a pack, as its type.
pub struct Value {
    pack: &'static str,
    settings: Box<dyn Any + Send + Sync>,
}

impl<T: DeserializeOwned + Send + Sync + 'static> AnyPackSettings for PackSettings<T> {
    fn defaults(&self) -> &'static str {
        self.defaults
    }

    fn read(&self, config: &Config) -> Result<Value, Error> {
        let settings: T = config.get(self.pack)?;
        (self.check)(&settings)?;
        Ok(Value {
            pack: self.pack,
            settings: Box::new(settings),
        })
    }
}

/// The settings of all enabled packs.
#[derive(Clone, Default)]
pub struct SettingsOfPacks(Arc<HashMap<&'static str, Value>>);

impl SettingsOfPacks {
    /// Returns the settings of a pack.
    ///
    /// # Errors
    /// [`Fault::internal`] if no enabled pack has them.
    pub fn get<T: 'static>(&self, settings: &'static PackSettings<T>) -> Result<&T, Fault> {
        let value = self.0.get(settings.pack);
        let value = value.and_then(|value| value.settings.downcast_ref());
        value.ok_or_else(|| Fault::internal(format!("the pack {} has no settings", settings.pack)))
    }
}

impl FromIterator<Value> for SettingsOfPacks {
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> SettingsOfPacks {
        let by_pack = values.into_iter().map(|value| (value.pack, value));
        SettingsOfPacks(Arc::new(by_pack.collect()))
    }
}
