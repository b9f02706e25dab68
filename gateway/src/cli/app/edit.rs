use clap::Args;
use serde_json::{Map, Value};
use signet_domain::apps::{self, AppClass};
use signet_store::Store;
use signet_store::apps::App;

use super::options::Options;
use super::{find, require};
use crate::cli::output::say;
use crate::os_user;

#[derive(Args)]
pub(in crate::cli) struct Edit {
    /// The appid of the app
    #[arg(requires = "Options")]
    appid: String,
    #[command(flatten)]
    options: Options,
}

impl Edit {
    pub(super) fn run(&self, store: &Store, now: i64) -> anyhow::Result<()> {
        let (before, _) = find(store, &self.appid)?;
        // The class of an app never changes.
        let class: AppClass = before.class.parse()?;
        let edit = self.options.checked(class)?;
        let mut after = before.clone();
        edit.apply(&mut after);
        let action = os_user::action("app.edit", differences(&before, &after), now);
        let changed = os_user::change(store, &action, |tx| apps::edit(tx, &self.appid, &edit))?;
        require(changed, store, &self.appid)?;
        say!("{:#}", Value::Object(apps::described(&after)))?;
        Ok(())
    }
}

/// Returns the members of an app that change, and its appid.
fn differences(before: &App, after: &App) -> Map<String, Value> {
    let before = apps::described(before);
    let mut changed = apps::described(after);
    changed.retain(|name, value| name == "appid" || before.get(name) != Some(value));
    changed
}
