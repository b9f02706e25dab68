//! `cargo xtask setup`: installs the programs that the tests need, and prints their names.

use anyhow::Result;

use crate::{browser, packages, sdk};

/// Installs servers and tools, and the runtimes and modules for the tests of the clients and of the pages. Does nothing if all are there.
pub(crate) fn run() -> Result<()> {
    packages::install()?;
    sdk::install()?;
    browser::install()
}
