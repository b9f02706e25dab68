use std::env;
use std::io::{Read, stdin};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use signet_wire::sign::Secret;

use crate::misconfigured::Misconfigured;
use crate::settings::clean;

/// The variable that holds the secret of an app.
const VARIABLE: &str = "GATEWAY_SECRET";

/// The largest accepted size of a secret file.
const MAX_FILE: u64 = 4096;

/// The source of an app's secret.
#[derive(Args)]
pub(super) struct SecretOption {
    /// The app's secret. Other users of this machine can see it in the list of processes: better use --secret-file or the variable
    /// GATEWAY_SECRET
    #[arg(long)]
    secret: Option<String>,
    /// A file with the secret, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "secret")]
    secret_file: Option<PathBuf>,
}

impl SecretOption {
    /// Returns the secret, from the options or from the variable.
    ///
    /// # Errors
    /// One line, if there is none or it is invalid.
    pub(super) fn required(&self) -> anyhow::Result<Secret> {
        let Some(text) = self.text()? else {
            return Err(Misconfigured::error(
                "the app's secret is missing: set GATEWAY_SECRET, or give --secret-file FILE or --secret",
            ));
        };
        Ok(Secret::new(text)?)
    }

    /// As [`SecretOption::required`], for commands that read something else from standard input.
    pub(super) fn required_beside_data(&self) -> anyhow::Result<Secret> {
        if self.secret_file.as_deref() == Some(Path::new("-")) {
            return Err(Misconfigured::error(
                "--secret-file: standard input has the data already; name a file, or set GATEWAY_SECRET",
            ));
        }
        self.required()
    }

    /// Returns the given secret, if there is one.
    pub(super) fn text(&self) -> anyhow::Result<Option<String>> {
        let (source, text) = if let Some(secret) = &self.secret {
            ("--secret", secret.clone())
        } else if let Some(path) = &self.secret_file {
            ("--secret-file", read(path)?)
        } else {
            match env::var(VARIABLE) {
                Ok(text) => (VARIABLE, text),
                Err(env::VarError::NotPresent) => return Ok(None),
                Err(env::VarError::NotUnicode(_)) => bail!("{VARIABLE} is not UTF-8"),
            }
        };
        if let Some(flaw) = clean::flaw(&text, false) {
            return Err(Misconfigured::error(format!("{source} {flaw}; remove it")));
        }
        Ok(Some(text))
    }
}

/// Returns the text of a file, without the line end that editors append.
fn read(path: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        stdin().take(MAX_FILE).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MAX_FILE).read_to_string(&mut text))
    };
    read.with_context(|| format!("--secret-file {} cannot be read", path.display()))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}
