mod create;
mod secret;

use anyhow::{anyhow, bail};
use clap::Subcommand;
use serde_json::{Map, Value, json};
use signet_domain::apps::{AppState, SKEW, TOPIC};
use signet_domain::clock::Clock;
use signet_domain::random;
use signet_domain::vault::Vault;
use signet_store::app_secrets::{self, NewAppSecret};
use signet_store::apps::{self, App};
use signet_store::{Error, Store, revisions};
use signet_wire::sign::Secret;

use super::open_store;
use super::output::{cell, say};
use super::{audit, change_and_tell, seconds};
use crate::settings::Settings;
use crate::vault;

/// Make, list and change apps; each change waits until every running node applies it
#[derive(Subcommand)]
pub(super) enum Command {
    /// Make an app and print it with its secret, which is shown only now
    Create(create::Create),
    /// List the apps
    List {
        /// One JSON array, for programs
        #[arg(long)]
        json: bool,
    },
    /// Show an app
    Show {
        /// Its appid
        appid: String,
        /// JSON, for programs
        #[arg(long)]
        json: bool,
    },
    /// Refuse an app's calls until it is restored
    Suspend {
        /// Its appid
        appid: String,
    },
    /// Take a suspended app's calls again
    Restore {
        /// Its appid
        appid: String,
    },
    /// Refuse an app's calls for ever
    Revoke {
        /// Its appid
        appid: String,
    },
    /// Give an app a new secret, shown only now; the old one stays valid for a while
    Rotate {
        /// Its appid
        appid: String,
        /// How long the old secret stays valid, such as 24h
        #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = seconds)]
        overlap: i64,
        /// A secret of at least 16 characters; one is made if this is left out
        #[arg(long)]
        secret: Option<String>,
    },
    /// Say how many calls a minute an app may make
    Limit {
        /// Its appid
        appid: String,
        /// The number; 0 for the configured one
        calls_per_minute: u32,
    },
}

impl Command {
    pub(super) fn run(&self, settings: &Settings) -> anyhow::Result<()> {
        let now = Clock::default().now();
        let change =
            |change: &dyn Fn(&Store) -> anyhow::Result<()>| change_and_tell(settings, change);
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
                let secret = match secret {
                    Some(secret) => secret::given(secret.clone(), settings.server.env)?,
                    None => new_secret()?,
                };
                change(&|store| {
                    let vault = vault::open(settings, store)?;
                    rotate(store, &vault, appid, &secret, *overlap, now)
                })
            }
            Command::Limit {
                appid,
                calls_per_minute,
            } => change(&|store| limit(store, appid, *calls_per_minute, now)),
        }
    }
}

/// Stores a new app with its secret.
pub(crate) fn insert(
    store: &Store,
    vault: &Vault,
    app: App,
    secret: &str,
    now: i64,
) -> anyhow::Result<()> {
    let appid = app.appid.clone();
    let row = secret_of(vault, &appid, secret, now)?;
    let action = audit::action("app.create", describe(&app), now);
    let inserted = audit::change(store, &action, |tx| {
        apps::insert(tx, &app)?;
        app_secrets::insert(tx, &row)?;
        revisions::bump(tx, TOPIC)?;
        Ok(true)
    });
    match inserted {
        Err(Error::Duplicate) => {
            bail!("the app {appid} exists already; `gateway app show {appid}` shows it")
        }
        other => Ok(other.map(drop)?),
    }
}

fn secret_of(vault: &Vault, appid: &str, secret: &str, now: i64) -> anyhow::Result<NewAppSecret> {
    let sealed = vault.seal(appid, secret);
    Ok(NewAppSecret {
        appid: appid.to_owned(),
        secret: sealed?,
        valid_from: now - SKEW,
        valid_until: None,
        created_at: now,
    })
}

fn new_secret() -> anyhow::Result<Secret> {
    let made = random::hex_128()?;
    Ok(Secret::new(made)?)
}

fn list(store: &Store, now: i64, as_json: bool) -> anyhow::Result<()> {
    let apps = store.run_blocking::<_, Error>(|connection| {
        let apps = apps::all(connection)?;
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
            apps::find(connection, &wanted)?,
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
    let action = audit::action(verb, audit::parameters! {"appid": appid}, now);
    let changed = audit::change(store, &action, |tx| {
        revisions::bump(tx, TOPIC)?;
        apps::set_state(tx, appid, state.name())
    })?;
    if !changed {
        return Err(unchangeable(store, appid));
    }
    say!("the app {appid} is {}", state.name())?;
    Ok(())
}

fn limit(store: &Store, appid: &str, calls_per_minute: u32, now: i64) -> anyhow::Result<()> {
    let parameters = audit::parameters! {"appid": appid, "calls_per_minute": calls_per_minute};
    let action = audit::action("app.limit", parameters, now);
    let changed = audit::change(store, &action, |tx| {
        revisions::bump(tx, TOPIC)?;
        apps::set_limit(tx, appid, calls_per_minute.into())
    })?;
    if !changed {
        return Err(unchangeable(store, appid));
    }
    say!("the app {appid} may make {calls_per_minute} calls a minute (0: as configured)")?;
    Ok(())
}

/// Why an app could not be changed.
fn unchangeable(store: &Store, appid: &str) -> anyhow::Error {
    match find(store, appid) {
        Ok(_) => anyhow!("the app {appid} was revoked, which is for ever; make a new one"),
        Err(error) => error,
    }
}

/// Two secrets are live during a change: the new one, and the newest old one until the overlap ends.
fn rotate(
    store: &Store,
    vault: &Vault,
    appid: &str,
    secret: &Secret,
    overlap: i64,
    now: i64,
) -> anyhow::Result<()> {
    let row = secret_of(vault, appid, secret.expose(), now)?;
    let old_valid_until = now + overlap;
    let parameters = audit::parameters! {"appid": appid, "old_valid_until": old_valid_until};
    let action = audit::action("app.rotate", parameters, now);
    let changed = audit::change(store, &action, |tx| {
        // First, because it is also the lock between changes of the apps.
        revisions::bump(tx, TOPIC)?;
        let app = apps::find(tx, &row.appid)?;
        if app.is_none_or(|app| app.state == AppState::Revoked.name()) {
            return Ok(false);
        }
        let newest_old = app_secrets::of_app(tx, &row.appid)?
            .into_iter()
            .map(|secret| secret.id)
            .max();
        if let Some(newest_old) = newest_old {
            app_secrets::end_older(tx, &row.appid, newest_old, now)?;
        }
        let new = app_secrets::insert(tx, &row)?;
        app_secrets::end_older(tx, &row.appid, new, old_valid_until)?;
        Ok(true)
    })?;
    if !changed {
        return Err(unchangeable(store, appid));
    }
    say!(
        "{:#}",
        json!({"appid": appid, "secret": secret.expose(), "old_valid_until": old_valid_until})
    )?;
    Ok(())
}

/// An app as programs read it; never a secret.
fn describe(app: &App) -> Map<String, Value> {
    audit::parameters! {
        "appid": app.appid,
        "name": app.name,
        "class": app.class,
        "state": app.state,
        "allow": app.allow,
        "ip": app.ips,
        "origin": app.origins,
        "min_sign_type": app.min_sign_type,
        "sandbox": app.sandbox,
        "calls_per_minute": app.calls_per_minute,
        "created_at": app.created_at,
        "updated_at": app.updated_at,
    }
}

/// An app, and when its secrets are valid.
fn describe_with(app: &App, secrets: &[app_secrets::AppSecret], now: i64) -> Value {
    let mut shown = describe(app);
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
