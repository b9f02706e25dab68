//! Parsing of the rows of apps and secrets.

use std::error::Error as _;

use ipnet::IpNet;
use signet_store::app_secrets::AppSecret as SecretRow;
use signet_store::apps::App as AppRow;
use signet_wire::sign::Secret;

use super::{App, AppClass, AppSecret, UnknownName};
use crate::invalid::Invalid;
use crate::vault::Vault;
use crate::{comma_list, networks, web_origin};

/// The number of problems of one load that are logged one by one: a wrong key causes a problem for each secret.
const LOGGED: usize = 10;

/// Parses the row of an app.
pub(super) fn app(row: AppRow, secrets: Vec<AppSecret>) -> Result<App, Invalid> {
    let unknown = |error: UnknownName| Invalid::new(error.to_string());
    let sign_type = row.min_sign_type.parse();
    let class: AppClass = row.class.parse().map_err(unknown)?;
    Ok(App {
        class,
        state: row.state.parse().map_err(unknown)?,
        allow: list("allow", &row.allow)?,
        ips: networks(&row.ips)?,
        origins: origins(&row)?,
        min_sign_type: sign_type.map_err(|error| Invalid::new(format!("{error}")))?,
        sandbox: row.sandbox,
        calls_per_minute: u32::try_from(row.calls_per_minute)
            .ok()
            .filter(|&calls| calls > 0),
        identity_trusted: row.identity_trusted && class.may_be_identity_trusted(),
        appid: row.appid,
        secrets: match class {
            // An app of this class must not sign, whatever the tables contain.
            AppClass::Wire => Vec::new(),
            _ => secrets,
        },
    })
}

/// Parses a list that restricts an app. Only an empty text means no restriction: a text of blanks and commas is a mistake.
fn list(column: &str, text: &str) -> Result<Vec<String>, Invalid> {
    let items: Vec<String> = comma_list::items(text).map(str::to_owned).collect();
    if items.is_empty() && !text.is_empty() {
        return Err(Invalid::new(format!(
            "its column {column} is a list with nothing in it"
        )));
    }
    Ok(items)
}

fn networks(text: &str) -> Result<Vec<IpNet>, Invalid> {
    list("ips", text)?;
    networks::parse_list(text)
}

/// Returns the web origins in normal form. An invalid origin is kept: no browser sends it, and the list still restricts the app.
fn origins(row: &AppRow) -> Result<Vec<String>, Invalid> {
    let normal = |origin: String| {
        web_origin::normal(&origin).unwrap_or_else(|error| {
            tracing::warn!(appid = row.appid, %error, "no page can call from this web origin");
            origin
        })
    };
    let all = list("origins", &row.origins)?;
    Ok(all.into_iter().map(normal).collect())
}

/// The vault and the rules for reading the rows.
#[derive(Clone)]
pub struct Source {
    /// Decrypts the secrets.
    pub vault: Vault,
    /// A secret that must not sign: in production, the secret that the documentation prints.
    pub refused_secret: Option<&'static str>,
}

impl Source {
    /// Decrypts a stored secret.
    pub(super) fn open(&self, row: &SecretRow) -> Result<Secret, Invalid> {
        let opened = self.vault.open(&row.appid, &row.secret).map_err(|fault| {
            let cause = fault.source().map(ToString::to_string);
            Invalid::new(cause.unwrap_or_default())
        })?;
        Secret::new(opened.text).map_err(|error| Invalid::new(error.to_string()))
    }
}

/// The number of invalid rows and secrets.
#[derive(Default)]
pub(super) struct Problems(usize);

impl Problems {
    pub(super) fn add(&mut self, appid: &str, error: &Invalid, is_kept: bool) {
        self.0 += 1;
        if self.0 > LOGGED {
            return;
        }
        if is_kept {
            tracing::error!(
                appid,
                %error,
                "a stored secret cannot be read: the one in the memory of this node stays valid until the node restarts"
            );
        } else {
            tracing::error!(
                appid,
                %error,
                "an app is left out, or one of its secrets: its row cannot be used"
            );
        }
    }

    /// Returns whether a secret may sign: in production the secret of the documentation may not.
    pub(super) fn allow(&mut self, source: &Source, row: &SecretRow, secret: &Secret) -> bool {
        let is_public = source.refused_secret == Some(secret.expose());
        if is_public {
            let error = Invalid::new(format!(
                "its secret is the one that the documentation prints, which signs nothing in production; `gateway app rotate {}` makes another",
                row.appid
            ));
            self.add(&row.appid, &error, false);
        }
        !is_public
    }

    /// Logs the number of problems that were not logged individually, and returns the total.
    pub(super) fn report(self) -> usize {
        if let Some(more @ 1..) = self.0.checked_sub(LOGGED) {
            tracing::error!(more, "rows of apps and secrets cannot be used");
        }
        self.0
    }
}
