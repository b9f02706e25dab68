//! The key that seals secrets at rest: where it comes from, and what happens when it changes.

use std::error::Error as _;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use signet_domain::clock::Clock;
use signet_domain::random;
use signet_domain::server_key::ServerKey;
use signet_domain::vault::Vault;
use signet_fault::Fault;
use signet_store::{Connection, Error, Store, Tx, app_secrets, server_keys};

use crate::settings::{Env, Settings};

/// The name under which the key of the nodes is stored, sealed.
pub(crate) const NODES: &str = "mac";
/// The name under which a security key that is not configured is stored as plain text, if there is no data folder.
const UNCONFIGURED: &str = "security";

/// Opens the vault, and seals secrets again that are not sealed with the current key.
///
/// # Errors
/// One line that says what to do: no key is configured in production, or the configured key opens nothing.
pub(crate) fn open(settings: &Settings, store: &Store) -> anyhow::Result<Vault> {
    let security = &settings.security;
    let mut others = Vec::new();
    if !security.other_key.is_empty() {
        others.push(parse("security.other_key", &security.other_key)?);
    }
    let key = match configured(settings)? {
        Some(key) => {
            // The key that sealed this database before a key was configured.
            others.extend(unconfigured(settings, store, false)?);
            key
        }
        None => {
            // A new key would open none of the sealed secrets, and hide that the old key is missing.
            let is_sealed = store.run_blocking(|connection| {
                let all = app_secrets::all(connection)?;
                Ok::<_, Error>(all.iter().any(|row| Vault::is_sealed(&row.secret)))
            })?;
            unconfigured(settings, store, !is_sealed)?.ok_or_else(|| {
                anyhow!("the stored secrets are sealed, but their key is missing; put security.key back beside the database, or set security.key")
            })?
        }
    };
    let vault = Vault::new(key, others);
    store
        .transaction_blocking(Clock::default().now(), |tx| seal_again(tx, &vault))
        .map_err(|fault: Fault| {
            anyhow!(
                "the stored secrets do not open: {}; set security.other_key to the key that they were sealed with",
                fault.source().map(ToString::to_string).unwrap_or_default()
            )
        })?;
    Ok(vault)
}

/// Returns the key that only the nodes of this database have. The first node creates it.
///
/// # Errors
/// One line that says what to do.
pub(crate) fn node_key(store: &Store, vault: &Vault) -> anyhow::Result<ServerKey> {
    let candidate = new_key()?;
    let find = |connection: &mut Connection| {
        let candidate = vault.seal(NODES, &candidate)?;
        let stored = server_keys::get_or_insert(connection, NODES, &candidate)?;
        ServerKey::from_hex(&vault.open(NODES, &stored)?.text)
    };
    store
        .run_blocking(find)
        .context("the key of the nodes cannot be read")
}

/// Refuses invalid keys; needs no database.
///
/// # Errors
/// One line that says what to do.
pub(crate) fn check(settings: &Settings) -> anyhow::Result<()> {
    let security = &settings.security;
    for (name, hex) in [
        ("security.key", &security.key),
        ("security.other_key", &security.other_key),
    ] {
        if !hex.is_empty() {
            parse(name, hex)?;
        }
    }
    if security.key.is_empty() && !security.key_file.is_empty() {
        key_in_file(&security.key_file)?;
    }
    Ok(())
}

/// Returns the configured key.
///
/// # Errors
/// One line that says what to do, if no key is configured in production.
pub(crate) fn configured(settings: &Settings) -> anyhow::Result<Option<ServerKey>> {
    let security = &settings.security;
    if !security.key.is_empty() {
        return parse("security.key", &security.key).map(Some);
    }
    if !security.key_file.is_empty() {
        return key_in_file(&security.key_file).map(Some);
    }
    if settings.server.env == Env::Production {
        bail!(
            "neither security.key nor security.key_file is set, but server.env is \"production\"; \
             make a key with `openssl rand -hex 32` and set GATEWAY__SECURITY__KEY, the same on every node"
        );
    }
    Ok(None)
}

fn key_in_file(path: &str) -> anyhow::Result<ServerKey> {
    let text = fs::read_to_string(path).with_context(|| {
        format!("security.key_file {path} cannot be read; make it with `openssl rand -hex 32`")
    })?;
    parse("security.key_file", text.trim())
}

fn parse(name: &str, hex: &str) -> anyhow::Result<ServerKey> {
    ServerKey::from_hex(hex).map_err(|_| {
        anyhow!("{name} is not 64 hexadecimal digits; make a key with `openssl rand -hex 32`")
    })
}

/// Returns the key for trying things out. It is in a file beside the SQLite database, or else in the database itself. If it does
/// not exist and `make` is set, it is created.
fn unconfigured(
    settings: &Settings,
    store: &Store,
    make: bool,
) -> anyhow::Result<Option<ServerKey>> {
    let candidate = new_key()?;
    let hex = match key_beside(&settings.storage.url) {
        Some(path) => read_or_make(&path, make.then_some(candidate.as_str()))
            .with_context(|| format!("the security key {} cannot be kept", path.display()))?,
        None => store.run_blocking::<_, Error>(|connection| {
            if make {
                server_keys::get_or_insert(connection, UNCONFIGURED, &candidate).map(Some)
            } else {
                server_keys::find(connection, UNCONFIGURED)
            }
        })?,
    };
    hex.map(|hex| parse("the security key", hex.trim()))
        .transpose()
}

pub(crate) fn new_key() -> anyhow::Result<String> {
    let half = || random::hex_128();
    Ok(half()? + &half()?)
}

/// Returns the path of the key file of a SQLite database, which is in the folder of the database.
fn key_beside(storage_url: &str) -> Option<PathBuf> {
    let database = Path::new(storage_url.strip_prefix("sqlite://")?);
    Some(database.with_file_name("security.key"))
}

fn read_or_make(path: &Path, candidate: Option<&str>) -> std::io::Result<Option<String>> {
    if let (Some(candidate), false) = (candidate, path.exists()) {
        // The key is written under a temporary name first: if two processes do this, one of them links its key, and neither reads
        // half a key.
        let own = path.with_extension(format!("{}.tmp", std::process::id()));
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&own)?;
        writeln!(file, "{candidate}")?;
        file.sync_all()?;
        let linked = fs::hard_link(&own, path);
        fs::remove_file(&own)?;
        linked.or_else(|error| match error.kind() {
            ErrorKind::AlreadyExists => Ok(()),
            _ => Err(error),
        })?;
    }
    match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    }
}

/// Encrypts values that are plain or use another key with the current key. A secret that cannot be decrypted is kept: only
/// its app cannot call.
///
/// # Errors
/// Errors of the store; [`Fault::internal`] if the key of the nodes cannot be decrypted, or if there is no such key yet and no
/// secret can be decrypted: then the security key is wrong.
fn seal_again(tx: &mut Tx<'_>, vault: &Vault) -> Result<(), Fault> {
    let nodes = server_keys::find(tx, NODES)?;
    let nodes = nodes.map(|stored| vault.open(NODES, &stored)).transpose()?;
    let (mut sealed, mut opens, mut failed) = (0, nodes.is_some(), None);
    for row in app_secrets::all(tx)? {
        let opened = match vault.open(&row.appid, &row.secret) {
            Ok(opened) => opened,
            Err(fault) => {
                failed = Some(fault);
                continue;
            }
        };
        opens |= Vault::is_sealed(&row.secret);
        if !opened.is_current {
            let secret = vault.seal(&row.appid, &opened.text)?;
            app_secrets::set_secret(tx, row.id, &secret)?;
            sealed += 1;
        }
    }
    if let Some(fault) = failed.filter(|_| !opens) {
        return Err(fault);
    }
    if let Some(opened) = nodes.filter(|opened| !opened.is_current) {
        server_keys::set(tx, NODES, &vault.seal(NODES, &opened.text)?)?;
        sealed += 1;
    }
    if sealed > 0 {
        tracing::info!(sealed, "secrets were sealed under the security key of now");
    }
    Ok(())
}
