//! `cargo xtask setup`: installs what the tests need, and prints what it installs.

use anyhow::Result;

use crate::{browser, packages, sdk};

/// Installs servers and tools, and what the tests of the clients and of the pages need. Does nothing if all is there.
pub(crate) fn run() -> Result<()> {
    packages::install()?;
    sdk::install()?;
    browser::install()
}
