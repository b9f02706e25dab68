//! The page of the documentation and the example of an H5 page: their tests in a browser, the tests of the documents that the program
//! writes, and the check that the committed pages are those that their source builds.

use std::{
    fs,
    io::{self, Write},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, ensure};

use crate::{
    packages::{self, Runtime},
    root, sdk,
    suite::Suite,
};

const NAME: &str = "pages and documents";
const FOLDER: &str = "web/docs";
const RUNTIMES: [&Runtime; 3] = [&packages::NODE, &packages::NPM, &packages::CHROMIUM];

/// The committed files that `npm run build` in [`FOLDER`] makes.
const BUILT: [&str; 3] = [
    "web/docs/dist/page.js",
    "web/docs/dist/page.css",
    "examples/h5/signet-client.js",
];

/// Installs missing programs, builds the gateway, and tests the pages on it.
pub(crate) fn run() -> Result<ExitCode> {
    install()?;
    sdk::build_gateway()?;
    let suite = suite(false, &mut io::stdout())?;
    Ok(Suite::report(suite.as_slice()))
}

/// Installs a browser and the modules of the pages.
pub(crate) fn install() -> Result<()> {
    packages::install_runtimes(&RUNTIMES)?;
    sdk::install_modules(&root()?.join(FOLDER))
}

/// Tests the pages on the gateway that was built last. Tests that need a running gateway start their own.
///
/// If something is missing, the tests are left out if `may_skip` is true; otherwise that is an error.
pub(crate) fn suite(may_skip: bool, output: &mut impl Write) -> Result<Option<Suite>> {
    if let Some(missing) = missing()? {
        ensure!(may_skip, "{NAME}: there is no {missing} that is new enough");
        writeln!(
            output,
            "== tests: {NAME} are left out: there is no {missing}"
        )?;
        return Ok(None);
    }
    let mut tests = Command::new("npm");
    tests
        .args(["test", "--silent"])
        .current_dir(root()?.join(FOLDER))
        .env("SIGNET_GATEWAY", root()?.join("target/debug/gateway"));
    Suite::run(NAME, [tests], output).map(Some)
}

/// Builds the pages. Fails if that changes the committed files, which then stay changed.
pub(crate) fn check_built() -> Result<()> {
    packages::install_runtimes(&[&packages::NODE, &packages::NPM])?;
    let read = || -> Result<Vec<Option<Vec<u8>>>> {
        let root = root()?;
        Ok(BUILT
            .iter()
            .map(|path| fs::read(root.join(path)).ok())
            .collect())
    };
    let committed = read()?;
    build_pages()?;
    ensure!(
        read()? == committed,
        "{} were not what their source builds; commit them as they are now",
        BUILT.join(", ")
    );
    Ok(())
}

/// Builds the pages.
pub(crate) fn build_pages() -> Result<()> {
    let folder = root()?.join(FOLDER);
    sdk::install_modules(&folder)?;
    let status = Command::new("npm")
        .args(["run", "--silent", "build"])
        .current_dir(folder)
        .status()
        .context("npm builds the pages")?;
    ensure!(status.success(), "{FOLDER} does not build");
    Ok(())
}

/// Returns what is missing to run the tests, if anything.
fn missing() -> Result<Option<&'static str>> {
    if let Some(runtime) = RUNTIMES.iter().find(|runtime| !runtime.is_there()) {
        return Ok(Some(runtime.name()));
    }
    let is_complete = sdk::has_modules(&root()?.join(FOLDER));
    Ok((!is_complete).then_some("node_modules: npm ci makes it"))
}
