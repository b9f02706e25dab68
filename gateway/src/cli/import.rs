use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Subcommand;
use signet_domain::clock::Clock;
use signet_domain::districts::csv;
use signet_store::districts;

use super::open_store;
use super::output::say;
use crate::os_user;
use crate::settings::Settings;

/// Fill a table from a file
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Replace the provinces, cities and districts with the rows of a CSV file with the columns code and name
    Districts {
        /// The file, in UTF-8; the first line may have the names of the columns
        file: PathBuf,
    },
}

impl Command {
    pub(super) fn run(&self, settings: &Settings) -> anyhow::Result<()> {
        let Command::Districts { file } = self;
        import_districts(settings, file)
    }
}

fn import_districts(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    let named = || file.display().to_string();
    let bytes = std::fs::read(file).with_context(named)?;
    let all = csv::read(&bytes).with_context(named)?;
    let count = all.len();
    let store = open_store(settings)?;
    let parameters = os_user::parameters! {"file": named(), "count": count};
    let action = os_user::action("import.districts", parameters, Clock::default().now());
    os_user::change(&store, &action, |tx| {
        districts::replace_all(tx, &all)?;
        Ok(true)
    })?;
    say!("{count} provinces, cities and districts are in the table, and no others")?;
    Ok(())
}
