use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::Value;
use signet_call::Pack;
use signet_docs::{class_names, differences, guard_names, table};

use super::chosen_packs;
use super::output::say;

/// Show the table of the methods of enabled packs
#[derive(Args)]
pub(super) struct Methods {
    /// Include all packs, also those that the configuration does not enable
    #[arg(long)]
    all: bool,
    /// Print JSON, with documentation, schemas and faults
    #[arg(long)]
    json: bool,
    /// Compare with an earlier --json, and fail if a change breaks its callers
    #[arg(long, value_name = "OLD.json", conflicts_with = "json")]
    check: Option<PathBuf>,
    /// With --check: also list additions
    #[arg(long, requires = "check")]
    verbose: bool,
}

impl Methods {
    pub(super) fn run(&self, file: Option<&Path>) -> Result<ExitCode> {
        let packs = chosen_packs(self.all, file)?;
        match &self.check {
            Some(old) => return check(&packs, old, self.verbose),
            None if self.json => say!("{:#}", table(&packs))?,
            None => list(&packs)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn list(packs: &[&'static Pack]) -> Result<()> {
    say!(
        "{:<24} {:<8} {:<9} {:<28} GUARDS",
        "METHOD",
        "VERSION",
        "SESSION",
        "CLASSES"
    )?;
    for entry in packs.iter().flat_map(|pack| pack.methods) {
        let version = entry.version.to_string();
        let classes = class_names(entry).join(",");
        say!(
            "{:<24} {version:<8} {:<9} {classes:<28} {}",
            entry.name,
            entry.access.name(),
            guard_names(entry).join(",")
        )?;
    }
    Ok(())
}

fn check(packs: &[&'static Pack], old: &Path, verbose: bool) -> Result<ExitCode> {
    let file = || old.display().to_string();
    let text = std::fs::read(old).with_context(file)?;
    let export: Value = serde_json::from_slice(&text).with_context(file)?;
    let found = differences(export, table(packs)).with_context(file)?;
    for line in &found.broken {
        say!("{line}")?;
    }
    for line in found.added.iter().filter(|_| verbose) {
        say!("fine: {line}")?;
    }
    Ok(if found.broken.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
