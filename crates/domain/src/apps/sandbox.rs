//! Apps for trying methods out: each has one secret, which ends after minutes.

use signet_fault::Fault;
use signet_store::apps::{self, App as AppRow};
use signet_store::{Tx, revisions};
use signet_wire::sign::Secret;

use super::{AppClass, TOPIC, changes, secrets};
use crate::random;
use crate::vault::Vault;

/// The prefix of their appids.
const PREFIX: &str = "try-";
/// The lifetime of a sandbox app, in seconds.
const LIFE: i64 = 600;
/// The maximum number of sandbox apps that are valid at once, on all nodes.
const MOST: i64 = 50;
/// The number of calls a minute that a sandbox app may make.
const CALLS_PER_MINUTE: i64 = 300;

/// A new app for trying methods out.
#[derive(Debug)]
pub struct Sandbox {
    /// Its row.
    pub app: AppRow,
    /// Its secret.
    pub secret: Secret,
    /// The first second at which the secret no longer signs.
    pub ends_at: i64,
}

/// Adds an app of the class `app` for trying methods out.
///
/// # Errors
/// [`Code::Overloaded`](signet_fault::Code::Overloaded) if there are too many sandbox apps; errors of the store.
pub fn create(tx: &mut Tx<'_>, vault: &Vault) -> Result<Sandbox, Fault> {
    // This comes first, because it locks out concurrent creations: no creation counts the apps while another one adds an app.
    revisions::bump(tx, TOPIC)?;
    let now = tx.now();
    if apps::count_short_lived(tx, PREFIX, now)? >= MOST {
        return Err(Fault::overloaded());
    }
    let random = random::hex_128()?;
    let appid = format!("{PREFIX}{}", random.get(..12).unwrap_or(&random));
    let made = Sandbox {
        app: AppRow {
            name: "documentation page".to_owned(),
            sandbox: true,
            calls_per_minute: CALLS_PER_MINUTE,
            ..changes::unrestricted(&appid, AppClass::App, now)
        },
        secret: secrets::random()?,
        ends_at: now + LIFE,
    };
    match changes::add(tx, vault, &made.app, &made.secret, Some(made.ends_at))? {
        true => Ok(made),
        false => Err(Fault::internal("a random appid is taken")),
    }
}

/// Removes the apps whose secrets ended.
///
/// # Errors
/// Errors of the store.
pub fn remove_ended(tx: &mut Tx<'_>) -> Result<(), Fault> {
    if apps::remove_short_lived(tx, PREFIX)? > 0 {
        revisions::bump(tx, TOPIC)?;
    }
    Ok(())
}
