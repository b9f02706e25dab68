use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Value, json};
use signet_call::Entry;

use super::output::say;
use crate::docs::differences;
use crate::packs;

/// Show the table of methods
#[derive(Args)]
pub(super) struct Methods {
    /// As JSON, with documentation, schemas and faults
    #[arg(long)]
    json: bool,
    /// Compare with an earlier --json, and fail if who calls by that would trip
    #[arg(long, value_name = "OLD.json", conflicts_with = "json")]
    check: Option<PathBuf>,
    /// With --check: also what is new
    #[arg(long, requires = "check")]
    verbose: bool,
}

impl Methods {
    pub(super) fn run(&self) -> Result<ExitCode> {
        match &self.check {
            Some(old) => return check(old, self.verbose),
            None if self.json => say!("{:#}", export())?,
            None => list()?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn list() -> Result<()> {
    say!(
        "{:<24} {:<8} {:<9} {:<28} GUARDS",
        "METHOD",
        "VERSION",
        "SESSION",
        "CLASSES"
    )?;
    for entry in packs::methods() {
        let version = entry.version.to_string();
        let classes = classes(entry).join(",");
        say!(
            "{:<24} {version:<8} {:<9} {classes:<28} {}",
            entry.name,
            entry.access.name(),
            guards(entry).join(",")
        )?;
    }
    Ok(())
}

fn check(old: &Path, verbose: bool) -> Result<ExitCode> {
    let file = || old.display().to_string();
    let text = std::fs::read(old).with_context(file)?;
    let export: Value = serde_json::from_slice(&text).with_context(file)?;
    let found = differences(export, self::export()).with_context(file)?;
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

fn export() -> Value {
    packs::methods().map(describe).collect()
}

fn describe(entry: &Entry) -> Value {
    let faults: Vec<Value> = entry
        .faults
        .iter()
        .map(|code| json!({"code": code.number(), "sub_code": code.sub_code(), "msg": code.text(), "cure": code.cure()}))
        .collect();
    json!({
        "name": entry.name,
        "aliases": entry.aliases,
        "version": entry.version.to_string(),
        "session": entry.access.name(),
        "classes": classes(entry),
        "guards": guards(entry),
        "msg": entry.done,
        "parameters": entry.parameters_schema(),
        "reply": entry.reply_schema(),
        "faults": faults,
    })
}

fn classes(entry: &Entry) -> Vec<&'static str> {
    entry.classes.iter().map(|class| class.name()).collect()
}

fn guards(entry: &Entry) -> Vec<&'static str> {
    let all = [
        (entry.once, "once"),
        (entry.request_token, "request_token"),
        (entry.image, "image"),
    ];
    all.into_iter()
        .filter(|(on, _)| *on)
        .map(|(_, name)| name)
        .collect()
}
