//! The command line.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 the call was answered with a fault. The table is in
//! `docs/operations.md`.

pub(crate) mod app;
mod audit;
mod ban;
mod call;
mod check;
mod docs;
mod doctor;
pub(crate) mod import;
mod jobs;
mod methods;
mod output;
mod payments;
mod secret;
mod serve;
mod services;
mod sign;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use signet_call::Pack;
use signet_domain::snapshots;
use signet_store::Store;

use output::{Closed, note, say};

use crate::misconfigured::Misconfigured;
use crate::node;
use crate::packs::{self, PACKS};
use crate::server::Checked;
use crate::settings::Settings;
use crate::stores::{self, open_cache};
use crate::vault;

/// A signed single-endpoint RPC gateway.
///
/// Apps post `data` (JSON) and `sign` to one URL; the gateway verifies, runs the method and answers in one envelope.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    /// A configuration file, which overrides the defaults; environment variables such as GATEWAY__STORAGE__URL override both
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the gateway
    Serve(serve::Serve),
    /// Upgrade the database schema; every command that needs the database does this, too
    Migrate,
    /// Check every server and folder of this configuration, and print how to fix what fails; changes nothing
    Check(check::Check),
    /// Create, list and change apps
    #[command(subcommand)]
    App(app::Command),
    /// Ban addresses for a time
    #[command(subcommand)]
    Ban(ban::Command),
    /// Fill a table from a file
    #[command(subcommand)]
    Import(import::Command),
    /// Compare payments with the provider
    #[command(subcommand)]
    Payments(payments::Command),
    /// Show the jobs, or run one now
    Jobs(jobs::Jobs),
    /// Show the actions of operators, the newest first
    Audit(audit::Audit),
    /// Show the table of the methods of enabled packs
    Methods(methods::Methods),
    /// Write the documentation of the methods of enabled packs
    Docs(docs::Docs),
    /// Sign `data` from standard input and print the form to post
    Sign(sign::Sign),
    /// Sign and post a call, and print the reply
    Call(call::Call),
    /// Find the mistake in a signature
    Doctor(doctor::Doctor),
}

/// Parses the command line and runs it.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(Failure::Run(error)) if error.is::<Closed>() => ExitCode::SUCCESS,
        Err(Failure::Usage(error)) => fail(&error, 2),
        Err(Failure::Run(error)) => fail(&error, 1),
    }
}

fn fail(error: &anyhow::Error, code: u8) -> ExitCode {
    // All causes on one line: what went wrong first, then why.
    note!("{error:#}");
    ExitCode::from(code)
}

/// The reason why a command ended early.
enum Failure {
    /// The command line or the configuration is wrong.
    Usage(anyhow::Error),
    /// Something failed on the way.
    Run(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Failure {
        if error.is::<Misconfigured>() {
            Failure::Usage(error)
        } else {
            Failure::Run(error)
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let file = cli.config.as_deref();
    let checked = || checked(file, false).map_err(Failure::Usage);
    let settings = || checked().map(|checked| checked.settings);
    match cli.command {
        Command::Serve(serve) => serve.run(file)?,
        Command::Migrate => {
            open_store(&settings()?)?;
            say!("the schema is up to date")?;
        }
        Command::Check(check) => return Ok(check.run(&checked()?)?),
        Command::App(command) => command.run(checked()?)?,
        Command::Ban(command) => command.run(checked()?)?,
        Command::Import(command) => command.run(&settings()?)?,
        Command::Payments(command) => command.run(&checked()?)?,
        Command::Jobs(jobs) => jobs.run(&checked()?)?,
        Command::Audit(audit) => audit.run(&settings()?)?,
        Command::Methods(methods) => return Ok(methods.run(file)?),
        Command::Docs(docs) => docs.run(file)?,
        Command::Sign(sign) => sign.run()?,
        Command::Call(call) => return Ok(call.run()?),
        Command::Doctor(doctor) => return Ok(doctor.run()?),
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads the configuration, and refuses it if a mistake can be found without connecting.
fn checked(file: Option<&Path>, demo: bool) -> anyhow::Result<Checked> {
    let settings = Settings::load(file)?;
    let packs = match demo {
        true => PACKS.to_vec(),
        false => packs::enabled(&settings.packs.enabled)?,
    };
    Checked::new(settings, &packs, demo)
}

/// Returns all packs, or the packs that the configuration enables.
fn chosen_packs(all: bool, file: Option<&Path>) -> anyhow::Result<Vec<&'static Pack>> {
    match all {
        true => Ok(PACKS.to_vec()),
        false => packs::enabled(&Settings::load(file)?.packs.enabled),
    }
}

/// Opens the database with the tables of the enabled packs.
fn open_store(settings: &Settings) -> anyhow::Result<Store> {
    stores::open_store(settings, &packs::enabled(&settings.packs.enabled)?)
}

/// Reads a duration such as `90s`, `30m`, `24h` or `7d` as seconds.
fn seconds(text: &str) -> Result<i64, String> {
    let wrong =
        || format!("\"{text}\" is no duration; write a number and s, m, h or d, such as 24h");
    let split = text
        .len()
        .checked_sub(1)
        .and_then(|at| text.split_at_checked(at))
        .ok_or_else(wrong)?;
    let unit = match split.1 {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return Err(wrong()),
    };
    let number: u32 = split.0.parse().map_err(|_| wrong())?;
    Ok(i64::from(number) * unit)
}

/// Changes data that running nodes hold in memory, notifies them, and waits until they apply the change.
///
/// If the URL of the fast store is wrong, nothing is changed. The nodes also poll, so it is not a failure if the fast store is
/// away, or if its topics are unknown without the security key.
fn change_and_tell(
    checked: &Checked,
    change: impl FnOnce(&Store) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let settings = &checked.settings;
    let store = stores::open_store(settings, &checked.packs)?;
    change(&store)?;
    let tell = || -> anyhow::Result<()> {
        let key = vault::node_key(&store, &vault::open(settings, &store)?)?;
        let cache = open_cache(settings, checked.address.clone(), &key)?;
        Ok(runtime.block_on(cache.publish(snapshots::CHANGED))?)
    };
    if let Err(error) = tell() {
        note!(
            "the nodes could not be reached at once and will see the change at their next poll: {error:#}"
        );
    }
    let seconds = settings.ops.confirm_seconds;
    note!("{}", node::wait_until_applied(&store, seconds)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn reads_durations() {
        assert_eq!(seconds("90s"), Ok(90));
        assert_eq!(seconds("24h"), Ok(86_400));
        assert_eq!(seconds("7d"), Ok(604_800));
        for wrong in ["", "h", "1", "1w", "-1h", "1.5h", "一"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
