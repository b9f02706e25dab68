mod create;
mod edit;
mod options;

use anyhow::{Context, bail, ensure};
use clap::Subcommand;
use serde_json::{Value, json};
use signet_docs::apps::DEMO;
use signet_domain::apps::{self, AppClass, AppState, secrets};
use signet_domain::clock::Clock;
use signet_domain::vault::Vault;
use signet_store::apps::{self as app_rows, App};
use signet_store::{Error, Store, app_secrets};
use signet_wire::sign::Secret;

use super::open_store;
use super::output::{cell, note, say};
use super::{change_and_tell, seconds};
use crate::os_user;
use crate::server::Checked;
use crate::settings::Env;
use crate::vault;

/// Create, list and change apps; each change waits until every running node applies it
#[derive(Subcommand)]
pub(super) enum Command {
    /// Create an app and print it with its secret, which is not shown again
    Create(create::Create),
    /// List the apps
    List {
        /// Print one JSON array, for programs
        #[arg(long)]
        json: bool,
    },
    /// Show an app
    Show {
        /// The appid of the app
        appid: String,
        /// Print JSON, for programs
        #[arg(long)]
        json: bool,
    },
    /// Change an app
    Edit(edit::Edit),
    /// Refuse an app's calls until it is restored
    Suspend {
        /// The appid of the app
        appid: String,
    },
    /// Accept the calls of a suspended app again
    Restore {
        /// The appid of the app
        appid: String,
    },
    /// Refuse an app's calls permanently
    Revoke {
        /// The appid of the app
        appid: String,
    },
    /// Give an app a new secret, which is not shown again; the old one stays valid for some time
    Rotate {
        /// The appid of the app
        appid: String,
        /// The time for which the old secret stays valid, such as 24h
        #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = seconds)]
        overlap: i64,
        /// The new secret, of at least 16 characters; without it a random one is created
        #[arg(long)]
        secret: Option<String>,
    },
    /// Set the number of calls that an app may make in a minute
    Limit {
        /// The appid of the app
        appid: String,
        /// The number of calls; 0 for the number in the configuration
        calls_per_minute: u32,
    },
}

impl Command {
    pub(super) fn run(&self, checked: Checked) -> anyhow::Result<()> {
        let now = Clock::default().now();
        let settings = &checked.settings;
        let change =
            |change: &dyn Fn(&Store) -> anyhow::Result<()>| change_and_tell(&checked, change);
        match self {
            Command::List { json } => list(&open_store(settings)?, now, *json),
            Command::Show { appid, json } => show(&open_store(settings)?, appid, now, *json),
            Command::Create(create) => change(&|store| {
                create.run(
                    store,
                    &vault::open(settings, store)?,
                    settings.server.env,
                    now,
                )
            }),
            Command::Edit(edit) => change(&|store| edit.run(store, now)),
            Command::Suspend { appid } => {
                change(&|store| set_state(store, "app.suspend", appid, AppState::Suspended, now))
            }
            Command::Restore { appid } => {
                change(&|store| set_state(store, "app.restore", appid, AppState::Live, now))
            }
            Command::Revoke { appid } => {
                change(&|store| set_state(store, "app.revoke", appid, AppState::Revoked, now))
            }
            Command::Rotate {
                appid,
                overlap,
                secret,
            } => {
                let secret = secret_or_random(secret.clone(), settings.server.env)?;
                change(&|store| {
                    let vault = vault::open(settings, store)?;
                    rotate(store, &vault, appid, &secret, now + overlap, now)
                })
            }
            Command::Limit {
                appid,
                calls_per_minute,
            } => change(&|store| limit(store, appid, *calls_per_minute, now)),
        }
    }
}

/// Returns the secret that the operator gave, or a random one if none is given. Refuses a secret that can be guessed.
///
/// # Errors
/// One line with the mistake; it never contains the secret.
fn secret_or_random(given: Option<String>, env: Env) -> anyhow::Result<Secret> {
    let Some(given) = given else {
        return Ok(secrets::random()?);
    };
    let secret = secrets::chosen(given).context("--secret")?;
    if secret.expose() == DEMO.secret {
        if env == Env::Production {
            bail!(
                "--secret is the one that the documentation prints: everybody could sign with it; leave it out, and one is made"
            );
        }
        note!(
            "this is the secret that the documentation prints: it signs nothing where server.env is \"production\""
        );
    }
    Ok(secret)
}

fn list(store: &Store, now: i64, as_json: bool) -> anyhow::Result<()> {
    let apps = store.run_blocking::<_, Error>(|connection| {
        let apps = app_rows::all(connection)?;
        let with_secrets = |app: App| {
            let secrets = app_secrets::of_app(connection, &app.appid)?;
            Ok((app, secrets))
        };
        apps.into_iter()
            .map(with_secrets)
            .collect::<Result<Vec<_>, Error>>()
    })?;
    if as_json {
        let shown: Vec<Value> = apps
            .iter()
            .map(|(app, secrets)| describe_with(app, secrets, now))
            .collect();
        say!("{:#}", Value::Array(shown))?;
        return Ok(());
    }
    say!("{:<32} {:<9} {:<10} NAME", "APPID", "CLASS", "STATE")?;
    for (app, _) in apps {
        say!(
            "{:<32} {:<9} {:<10} {}",
            app.appid,
            app.class,
            app.state,
            cell(&app.name)
        )?;
    }
    Ok(())
}

fn show(store: &Store, appid: &str, now: i64, as_json: bool) -> anyhow::Result<()> {
    let (app, secrets) = find(store, appid)?;
    let shown = describe_with(&app, &secrets, now);
    if as_json {
        say!("{shown:#}")?;
        return Ok(());
    }
    for (key, value) in shown.as_object().into_iter().flatten() {
        say!(
            "{key:<18} {}",
            value
                .as_str()
                .map_or_else(|| value.to_string(), |text| cell(text).into_owned())
        )?;
    }
    Ok(())
}

fn find(store: &Store, appid: &str) -> anyhow::Result<(App, Vec<app_secrets::AppSecret>)> {
    let wanted = appid.to_owned();
    let found = store.run_blocking::<_, Error>(move |connection| {
        Ok((
            app_rows::find(connection, &wanted)?,
            app_secrets::of_app(connection, &wanted)?,
        ))
    })?;
    match found {
        (Some(app), secrets) => Ok((app, secrets)),
        (None, _) => bail!("there is no app {appid}; `gateway app list` shows all"),
    }
}

fn set_state(
    store: &Store,
    verb: &str,
    appid: &str,
    state: AppState,
    now: i64,
) -> anyhow::Result<()> {
    let action = os_user::action(verb, os_user::parameters! {"appid": appid}, now);
    let changed = os_user::change(store, &action, |tx| apps::set_state(tx, appid, state))?;
    require(changed, store, appid)?;
    say!("the app {appid} is {}", state.name())?;
    Ok(())
}

fn limit(store: &Store, appid: &str, calls_per_minute: u32, now: i64) -> anyhow::Result<()> {
    let parameters = os_user::parameters! {"appid": appid, "calls_per_minute": calls_per_minute};
    let action = os_user::action("app.limit", parameters, now);
    let edit = apps::Edit {
        calls_per_minute: Some(calls_per_minute),
        ..apps::Edit::default()
    };
    let changed = os_user::change(store, &action, |tx| apps::edit(tx, appid, &edit))?;
    require(changed, store, appid)?;
    say!("the app {appid} may make {calls_per_minute} calls a minute (0: as configured)")?;
    Ok(())
}

fn rotate(
    store: &Store,
    vault: &Vault,
    appid: &str,
    secret: &Secret,
    old_valid_until: i64,
    now: i64,
) -> anyhow::Result<()> {
    let (app, _) = find(store, appid)?;
    ensure!(
        app.class != AppClass::Wire.name(),
        "the app {appid} is of class wire: its calls are not signed, so that it has no secret"
    );
    let parameters = os_user::parameters! {"appid": appid, "old_valid_until": old_valid_until};
    let action = os_user::action("app.rotate", parameters, now);
    let changed = os_user::change(store, &action, |tx| {
        apps::rotate(tx, vault, appid, secret, old_valid_until)
    })?;
    require(changed, store, appid)?;
    say!(
        "{:#}",
        json!({"appid": appid, "secret": secret.expose(), "old_valid_until": old_valid_until})
    )?;
    Ok(())
}

/// Fails with the reason if an app was not changed.
fn require(changed: bool, store: &Store, appid: &str) -> anyhow::Result<()> {
    if !changed {
        find(store, appid)?;
        bail!("the app {appid} was revoked, which is permanent; create a new app");
    }
    Ok(())
}

/// Returns the description of an app, with the times when its secrets are valid.
fn describe_with(app: &App, secrets: &[app_secrets::AppSecret], now: i64) -> Value {
    let mut shown = apps::described(app);
    shown.insert("secrets".to_owned(), validity(secrets, now).into());
    Value::Object(shown)
}

fn validity(secrets: &[app_secrets::AppSecret], now: i64) -> Vec<Value> {
    let live = |secret: &app_secrets::AppSecret| secret.valid_until.is_none_or(|until| now < until);
    let show = |secret: &app_secrets::AppSecret| json!({"valid_from": secret.valid_from, "valid_until": secret.valid_until});
    secrets
        .iter()
        .filter(|secret| live(secret))
        .map(show)
        .collect()
}
