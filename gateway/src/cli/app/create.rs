use anyhow::{Context, bail, ensure};
use clap::Args;
use serde_json::{Value, json};
use signet_domain::apps::{self, AppClass, lists};
use signet_domain::vault::Vault;
use signet_store::{Store, Tx};

use super::options::Options;
use super::secret_or_random;
use crate::cli::output::{note, say};
use crate::cli::secret::SecretOption;
use crate::os_user;
use crate::settings::Env;

#[derive(Args)]
pub(in crate::cli) struct Create {
    /// The appid, which calls contain: letters, digits, `_`, `-` and `.`
    #[arg(long)]
    appid: String,
    /// The class of the app: app, h5, partner, activity or admin
    #[arg(long, value_parser = str::parse::<AppClass>)]
    class: AppClass,
    #[command(flatten)]
    secret: SecretOption,
    #[command(flatten)]
    options: Options,
}

impl Create {
    pub(super) fn run(
        &self,
        store: &Store,
        vault: &Vault,
        env: Env,
        now: i64,
    ) -> anyhow::Result<()> {
        lists::check_appid(&self.appid).context("--appid")?;
        ensure!(
            self.class != AppClass::Wire,
            "--class wire: an app of a wire is made together with its product and has no secret; `gateway app edit` changes it"
        );
        let mut app = apps::unrestricted(&self.appid, self.class, now);
        self.options.checked(self.class)?.apply(&mut app);
        if self.class == AppClass::Admin && app.ips.is_empty() {
            note!(
                "an admin app works only from its networks, and this one has none; `gateway app edit {} --ip CIDRS` sets them",
                self.appid
            );
        }
        if self.class == AppClass::H5 && app.origins.is_empty() {
            note!(
                "the secret of a page is public, and this app accepts pages of any origin; `gateway app edit {} --origin ORIGINS` sets them",
                self.appid
            );
        }
        let secret = secret_or_random(self.secret.text()?, env)?;
        let mut shown = apps::described(&app);
        let action = os_user::action("app.create", shown.clone(), now);
        let create = |tx: &mut Tx<'_>| apps::create(tx, vault, &app, &secret);
        if !os_user::change(store, &action, create)? {
            let appid = &self.appid;
            bail!(
                "the app {appid} exists already; `gateway app show {appid}` shows it, and `gateway app edit {appid}` changes it"
            );
        }
        shown.insert("secret".to_owned(), json!(secret.expose()));
        say!("{:#}", Value::Object(shown))?;
        Ok(())
    }
}
