//! Changes of apps. Each change first increments the revision of the directory, which is also the lock between changes of apps.

use serde_json::{Map, Value, json};
use signet_fault::Fault;
use signet_store::app_secrets::{self, NewAppSecret};
use signet_store::apps::{self, App as AppRow};
use signet_store::{Error, Tx, revisions};
use signet_wire::sign::{Secret, SignType};

use super::{AppClass, AppState, TOPIC};
use crate::vault::Vault;

/// The seconds by which a new secret starts earlier than now: the clock of a node may be behind the clock of another machine.
const SKEW: i64 = 60;

/// Changes of an app; a field that is `None` is not changed. A list is a text as [`lists`](super::lists) returns it.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// Its name for operators.
    pub name: Option<String>,
    /// Patterns of the methods that it may call.
    pub allow: Option<String>,
    /// Networks that it may call from.
    pub ips: Option<String>,
    /// Web origins that it may call from.
    pub origins: Option<String>,
    /// The weakest signature that is accepted.
    pub min_sign_type: Option<SignType>,
    /// Whether it is a sandbox.
    pub sandbox: Option<bool>,
    /// Calls a minute that it may make; 0 for the configured number.
    pub calls_per_minute: Option<u32>,
    /// Whether it is trusted to have checked third-party ids.
    pub identity_trusted: Option<bool>,
}

impl Edit {
    /// Changes a row.
    pub fn apply(&self, row: &mut AppRow) {
        fn set<T: Clone>(field: &mut T, value: Option<&T>) {
            if let Some(value) = value {
                field.clone_from(value);
            }
        }
        set(&mut row.name, self.name.as_ref());
        set(&mut row.allow, self.allow.as_ref());
        set(&mut row.ips, self.ips.as_ref());
        set(&mut row.origins, self.origins.as_ref());
        let sign_type = self.min_sign_type.map(|least| least.name().to_owned());
        set(&mut row.min_sign_type, sign_type.as_ref());
        set(&mut row.sandbox, self.sandbox.as_ref());
        let calls = self.calls_per_minute.map(i64::from);
        set(&mut row.calls_per_minute, calls.as_ref());
        set(&mut row.identity_trusted, self.identity_trusted.as_ref());
    }
}

/// Returns the row of a new app, live and free of restrictions.
pub fn unrestricted(appid: &str, class: AppClass, now: i64) -> AppRow {
    AppRow {
        appid: appid.to_owned(),
        name: String::new(),
        class: class.name().to_owned(),
        state: AppState::Live.name().to_owned(),
        allow: String::new(),
        ips: String::new(),
        origins: String::new(),
        min_sign_type: SignType::Md5.name().to_owned(),
        sandbox: false,
        calls_per_minute: 0,
        identity_trusted: false,
        created_at: now,
        updated_at: now,
    }
}

/// Returns an app in the form for operators and the audit log, without its secrets.
pub fn described(app: &AppRow) -> Map<String, Value> {
    let members = [
        ("appid", json!(app.appid)),
        ("name", json!(app.name)),
        ("class", json!(app.class)),
        ("state", json!(app.state)),
        ("allow", json!(app.allow)),
        ("ip", json!(app.ips)),
        ("origin", json!(app.origins)),
        ("min_sign_type", json!(app.min_sign_type)),
        ("sandbox", json!(app.sandbox)),
        ("calls_per_minute", json!(app.calls_per_minute)),
        ("identity_trusted", json!(app.identity_trusted)),
        ("created_at", json!(app.created_at)),
        ("updated_at", json!(app.updated_at)),
    ];
    members
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

/// Adds an app with its first secret. Returns whether the appid was free.
///
/// # Errors
/// Errors of the store and of the vault.
pub fn create(
    tx: &mut Tx<'_>,
    vault: &Vault,
    app: &AppRow,
    secret: &Secret,
) -> Result<bool, Fault> {
    revisions::bump(tx, TOPIC)?;
    add(tx, vault, app, secret, None)
}

/// As [`create`], without a revision, and with the end of the secret.
pub(super) fn add(
    tx: &mut Tx<'_>,
    vault: &Vault,
    app: &AppRow,
    secret: &Secret,
    valid_until: Option<i64>,
) -> Result<bool, Fault> {
    match apps::insert(tx, app) {
        Err(Error::Duplicate) => return Ok(false),
        inserted => inserted?,
    }
    add_secret(tx, vault, &app.appid, secret, valid_until)?;
    Ok(true)
}

/// Sets the state of an app. Returns whether the app exists and was not revoked.
///
/// # Errors
/// Errors of the store.
pub fn set_state(tx: &mut Tx<'_>, appid: &str, state: AppState) -> Result<bool, Fault> {
    revisions::bump(tx, TOPIC)?;
    Ok(apps::set_state(tx, appid, state.name())?)
}

/// Changes an app. Returns whether the app exists and was not revoked.
///
/// # Errors
/// Errors of the store.
pub fn edit(tx: &mut Tx<'_>, appid: &str, edit: &Edit) -> Result<bool, Fault> {
    revisions::bump(tx, TOPIC)?;
    let Some(mut row) = changeable(tx, appid)? else {
        return Ok(false);
    };
    edit.apply(&mut row);
    row.updated_at = tx.now();
    apps::replace(tx, &row)?;
    Ok(true)
}

/// Gives an app a new secret. Its newest old secret is valid until `old_valid_until`, all other old secrets end now. Returns
/// whether the app exists and was not revoked.
///
/// # Errors
/// Errors of the store and of the vault.
pub fn rotate(
    tx: &mut Tx<'_>,
    vault: &Vault,
    appid: &str,
    secret: &Secret,
    old_valid_until: i64,
) -> Result<bool, Fault> {
    revisions::bump(tx, TOPIC)?;
    if changeable(tx, appid)?.is_none() {
        return Ok(false);
    }
    let old = app_secrets::of_app(tx, appid)?;
    if let Some(newest) = old.iter().map(|secret| secret.id).max() {
        let now = tx.now();
        app_secrets::end_older(tx, appid, newest, now)?;
    }
    let new = add_secret(tx, vault, appid, secret, None)?;
    app_secrets::end_older(tx, appid, new, old_valid_until)?;
    Ok(true)
}

fn changeable(tx: &mut Tx<'_>, appid: &str) -> Result<Option<AppRow>, Fault> {
    let found = apps::find(tx, appid)?;
    Ok(found.filter(|row| row.state != AppState::Revoked.name()))
}

fn add_secret(
    tx: &mut Tx<'_>,
    vault: &Vault,
    appid: &str,
    secret: &Secret,
    valid_until: Option<i64>,
) -> Result<i64, Fault> {
    let now = tx.now();
    let row = NewAppSecret {
        appid: appid.to_owned(),
        secret: vault.seal(appid, secret.expose())?,
        valid_from: now - SKEW,
        valid_until,
        created_at: now,
    };
    Ok(app_secrets::insert(tx, &row)?)
}
