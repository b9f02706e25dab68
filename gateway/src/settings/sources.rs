//! The sources of the configuration. Errors about an unreadable source never contain the text of a value, which
//! may be a secret.

use std::collections::HashMap;
use std::env;
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use config::{Config, ConfigError, Environment, File, FileFormat};

use super::clean;

const DEFAULTS: &str = include_str!("../../../config/default.toml");

/// The prefix of environment variables that are settings.
const PREFIX: &str = "GATEWAY__";

/// Reads the defaults, the file if there is one, and the environment.
pub(super) fn read(file: Option<&Path>) -> anyhow::Result<Config> {
    let mut builder = Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
    if let Some(path) = file {
        let text = text_of(path)?;
        builder = builder.add_source(File::from_str(&text, FileFormat::Toml));
    }
    let environment = Environment::with_prefix("GATEWAY")
        .prefix_separator("__")
        .separator("__")
        .source(Some(variables()?));
    builder
        .add_source(environment)
        .build()
        .map_err(|error| explain(&error))
}

/// Returns the text of a configuration file that is valid TOML.
fn text_of(path: &Path) -> anyhow::Result<String> {
    let shown = path.display();
    if let Some(flaw) = path.to_str().and_then(|text| clean::flaw(text, false)) {
        bail!("--config: the name of the file {flaw}; remove it");
    }
    let bytes = std::fs::read(path)
        .with_context(|| format!("the configuration file {shown} cannot be read"))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| anyhow!("the configuration file {shown} is not UTF-8; save it as UTF-8"))?;
    // The byte order mark that editors on Windows write.
    let text = text.trim_start_matches('\u{feff}');
    if let Err(error) = toml::from_str::<toml::Table>(text) {
        let (line, column) = place(text, error.span().map_or(0, |span| span.start));
        // The library quotes the line with its text, which may be a secret.
        bail!(
            "the configuration file {shown} is wrong at line {line}, column {column}: {}",
            error.message().lines().next().unwrap_or("it is no TOML")
        );
    }
    Ok(text.to_owned())
}

/// Returns the line and the column of a byte, from one.
fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (line, column)
}

/// Returns the environment variables that are settings.
fn variables() -> anyhow::Result<HashMap<String, String>> {
    let mut found = HashMap::new();
    for (name, value) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if !name.to_uppercase().starts_with(PREFIX) {
            continue;
        }
        let value = value
            .into_string()
            .map_err(|_| anyhow!("the variable {} is not UTF-8", name.escape_debug()))?;
        found.insert(name, value);
    }
    Ok(found)
}

/// Returns an error that names the wrong key and its accepted values.
pub(super) fn explain(error: &ConfigError) -> anyhow::Error {
    anyhow!("{} (config/default.toml lists every key)", reason(error))
}

/// Returns the text of [`explain`] for keys that are not in `config/default.toml`.
pub(super) fn reason(error: &ConfigError) -> String {
    match error {
        ConfigError::Type { key, expected, .. } => {
            let key = key.as_deref().unwrap_or("a key");
            format!("{key} has a value of another kind: it takes {expected}")
        }
        ConfigError::At { error, key, .. } => {
            let key = key.as_deref().unwrap_or("the configuration");
            format!("{key}: {error}")
        }
        other => format!("the configuration is wrong: {other}"),
    }
}
