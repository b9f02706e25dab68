//! The apps and the banned networks, as an immutable snapshot in memory.

mod bans;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use signet_call::{App, AppClass, AppSecret, AppState};
use signet_domain::random;
use signet_domain::vault::Vault;
use signet_fault::Fault;
use signet_store::apps::App as AppRow;
use signet_store::{Connection, app_secrets, apps, ip_bans};
use signet_wire::sign::{Secret, SignType};

use crate::pipeline::Peer;
use crate::settings::{parse_networks, parts};

use bans::Bans;
pub(crate) use bans::{banned_network, shown};

/// The topic whose revision tells that apps or bans changed.
pub const TOPIC: &str = "apps";

/// Who may call. Swapped whole, so that a call sees one state of it.
pub struct Directory {
    apps: HashMap<String, Arc<App>>,
    bans: Bans,
    origins: HashSet<String>,
    decoy: Secret,
}

impl Directory {
    /// Reads the apps, their secrets and the bans.
    ///
    /// An app whose row makes no sense is left out, loudly: it may not call, and the others still may.
    ///
    /// # Errors
    /// Whatever the store reports; [`Fault::internal`] if a secret does not open.
    pub fn load(connection: &mut Connection, vault: &Vault, now: i64) -> Result<Directory, Fault> {
        // Before their secrets: an app that is added meanwhile is unknown until the next look, not known without its secret.
        let rows = apps::all(connection)?;
        let mut secrets: HashMap<String, Vec<AppSecret>> = HashMap::new();
        for row in app_secrets::all(connection)? {
            // A key that does not open is no matter of one app: the last good table stays.
            match Secret::new(vault.open(&row.appid, &row.secret)?.text) {
                Ok(secret) => {
                    let secret = AppSecret {
                        secret,
                        valid_from: row.valid_from,
                        valid_until: row.valid_until,
                    };
                    secrets.entry(row.appid).or_default().push(secret);
                }
                Err(error) => {
                    tracing::error!(appid = row.appid, %error, "a stored secret is left out")
                }
            }
        }
        let mut apps = HashMap::new();
        for row in rows {
            let appid = row.appid.clone();
            let secrets = secrets.remove(&appid).unwrap_or_default();
            match app_of(row, secrets) {
                Ok(app) => {
                    apps.insert(appid, Arc::new(app));
                }
                Err(error) => {
                    tracing::error!(appid, %error, "an app is left out: its row makes no sense")
                }
            }
        }
        let mut bans = Bans::default();
        for ban in ip_bans::all_live(connection, now)? {
            match banned_network(&ban.ip) {
                Ok(network) => bans.add(network, ban.banned_until),
                Err(error) => tracing::error!(%error, "a ban is left out"),
            }
        }
        let live = apps.values().filter(|app| app.state == AppState::Live);
        let origins = live
            .flat_map(|app: &Arc<App>| app.origins.iter().cloned())
            .collect();
        let decoy = Secret::new(random::hex_128()?).map_err(Fault::internal)?;
        Ok(Directory {
            apps,
            bans,
            origins,
            decoy,
        })
    }

    /// An app that may call.
    pub fn live(&self, appid: &str) -> Option<&Arc<App>> {
        self.apps
            .get(appid)
            .filter(|app| app.state == AppState::Live)
    }

    /// A secret of nobody, so that an unknown app costs what a known one costs.
    pub fn decoy(&self) -> &Secret {
        &self.decoy
    }

    /// Until when a caller is banned, if it is; one whose address is not known cannot be.
    pub(crate) fn banned_until(&self, peer: &Peer, now: i64) -> Option<i64> {
        self.bans.until(peer.ip?, now)
    }

    /// Whether some live app expects pages of this origin.
    pub fn knows_origin(&self, origin: &str) -> bool {
        self.origins.contains(origin)
    }
}

/// The row of a new app of the class `app`, live and free of restrictions.
pub fn unrestricted(appid: String, name: &str, now: i64) -> AppRow {
    AppRow {
        appid,
        name: name.to_owned(),
        class: AppClass::App.name().to_owned(),
        state: AppState::Live.name().to_owned(),
        allow: String::new(),
        ips: String::new(),
        origins: String::new(),
        min_sign_type: SignType::Md5.name().to_owned(),
        sandbox: false,
        calls_per_minute: 0,
        created_at: now,
        updated_at: now,
    }
}

/// Understands a row.
fn app_of(row: AppRow, secrets: Vec<AppSecret>) -> anyhow::Result<App> {
    Ok(App {
        class: row.class.parse()?,
        state: row.state.parse()?,
        allow: list(&row.allow),
        ips: parse_networks(&row.ips)?,
        origins: list(&row.origins),
        min_sign_type: row.min_sign_type.parse()?,
        sandbox: row.sandbox,
        calls_per_minute: u32::try_from(row.calls_per_minute)
            .ok()
            .filter(|&calls| calls > 0),
        appid: row.appid,
        secrets,
    })
}

fn list(text: &str) -> Vec<String> {
    parts(text).map(str::to_owned).collect()
}
