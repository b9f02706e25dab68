//! The apps and the banned networks, as an immutable snapshot in memory.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::Arc;

use signet_fault::Fault;
use signet_store::{Connection, app_secrets, apps, ip_bans};
use signet_wire::sign::Secret;

use super::bans::{Bans, banned_network};
use super::rows::{self, Problems};
use super::{App, AppSecret, AppState};
use crate::random;

pub use super::rows::Source;

/// The apps and the banned networks. The directory is replaced as a whole, so that a call sees one state of it.
pub struct Directory {
    apps: HashMap<String, Arc<App>>,
    bans: Bans,
    origins: HashSet<String>,
    decoy: Secret,
    problems: usize,
}

impl Directory {
    /// Reads the apps, their secrets and the bans.
    ///
    /// An invalid row affects only its own app: states, networks and patterns always come from the database. If a secret
    /// cannot be decrypted, the secret in the snapshot `before` is used; if there is none, the secret is left out.
    /// Both are logged as errors.
    ///
    /// # Errors
    /// Errors of the store.
    pub fn load(
        connection: &mut Connection,
        source: &Source,
        before: Option<&Directory>,
        now: i64,
    ) -> Result<Directory, Fault> {
        // The apps are read before the secrets, so that an app inserted in between is missing rather than present without secrets.
        let rows = apps::all(connection)?;
        let mut problems = Problems::default();
        let mut secrets: HashMap<String, Vec<AppSecret>> = HashMap::new();
        for row in app_secrets::all(connection)? {
            let secret = match source.open(&row) {
                Ok(secret) => Some(secret),
                Err(error) => {
                    let known = before.and_then(|before| before.secret(&row.appid, row.id));
                    problems.add(&row.appid, &error, known.is_some());
                    known
                }
            };
            if let Some(secret) = secret.filter(|secret| problems.allow(source, &row, secret)) {
                let secret = AppSecret {
                    id: row.id,
                    secret,
                    valid_from: row.valid_from,
                    valid_until: row.valid_until,
                };
                secrets.entry(row.appid).or_default().push(secret);
            }
        }
        let mut apps = HashMap::new();
        for row in rows {
            let appid = row.appid.clone();
            let secrets = secrets.remove(&appid).unwrap_or_default();
            match rows::app(row, secrets) {
                Ok(app) => {
                    apps.insert(appid, Arc::new(app));
                }
                Err(error) => problems.add(&appid, &error, false),
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
        Ok(Directory {
            apps,
            bans,
            origins,
            decoy: Secret::new(random::hex_128()?).map_err(Fault::internal)?,
            problems: problems.report(),
        })
    }

    /// Returns an app that may call.
    pub fn live(&self, appid: &str) -> Option<&Arc<App>> {
        self.apps
            .get(appid)
            .filter(|app| app.state == AppState::Live)
    }

    /// Returns a secret that belongs to no app, so that a call of an unknown app costs as much as a call of a known app.
    pub fn decoy(&self) -> &Secret {
        &self.decoy
    }

    /// Returns the end of the ban of an address, if it is banned.
    pub fn banned_until(&self, ip: IpAddr, now: i64) -> Option<i64> {
        self.bans.until(ip, now)
    }

    /// Returns whether a live app allows pages of this web origin.
    pub fn knows_origin(&self, origin: &str) -> bool {
        self.origins.contains(origin)
    }

    /// Returns the number of invalid rows of apps and secrets.
    pub fn problems(&self) -> usize {
        self.problems
    }

    /// Returns a secret of an app in any state.
    fn secret(&self, appid: &str, id: i64) -> Option<Secret> {
        let secrets = &self.apps.get(appid)?.secrets;
        let own = secrets.iter().find(|secret| secret.id == id);
        own.map(|own| own.secret.clone())
    }
}
