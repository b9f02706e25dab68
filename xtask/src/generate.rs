//! `cargo xtask generate`: every committed file that is generated.

use std::process::{Command, ExitCode};

use anyhow::{Result, ensure};

use crate::{browser, cargo, packages, root, test};

/// The arguments of `cargo xtask generate`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Write nothing, and fail if a file is out of date
    #[arg(long)]
    check: bool,
}

/// Writes the files, or compares them.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let build = [
        "build",
        "--quiet",
        "--locked",
        "--package",
        "signet-generate",
    ];
    let built = cargo(&build)?.status()?;
    ensure!(built.success(), "tools/generate does not compile");
    if options.check {
        check()?;
        browser::check_built()?;
        return Ok(ExitCode::SUCCESS);
    }
    generator(&[])?;
    if packages::NPM.is_there() {
        browser::build_pages()?;
    } else {
        println!(
            "the pages are left as they are: there is no npm, `cargo xtask setup` installs it"
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Fails if a file differs from what is generated from the packs, and prints which one. Uses the generator that was built last.
pub(crate) fn check() -> Result<()> {
    generator(&["--check"])
}

/// Runs `tools/generate`, as it was built last, on SQLite and the in-process cache.
fn generator(arguments: &[&str]) -> Result<()> {
    let status = Command::new(root()?.join("target/debug/signet-generate"))
        .args(arguments)
        .env_remove(test::STORAGE_URL)
        .env_remove(test::CACHE_URL)
        .status()?;
    ensure!(
        status.success(),
        "the generated files are not up to date, or a file that they are made from is wrong: see above"
    );
    Ok(())
}
