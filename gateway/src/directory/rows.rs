//! Parsing of the rows of apps and secrets.

use std::error::Error as _;

use anyhow::{anyhow, bail};
use ipnet::IpNet;
use signet_call::{App, AppSecret};
use signet_docs::apps::DEMO;
use signet_store::app_secrets::AppSecret as SecretRow;
use signet_store::apps::App as AppRow;
use signet_wire::sign::Secret;

use super::Source;
use crate::http::web_origin;
use crate::settings::{parse_networks, parts};

/// How many problems of one load are logged individually: a wrong key causes one for each secret.
const TOLD: usize = 10;

/// Parses the row of an app.
pub(super) fn app(row: AppRow, secrets: Vec<AppSecret>) -> anyhow::Result<App> {
    Ok(App {
        class: row.class.parse()?,
        state: row.state.parse()?,
        allow: list("allow", &row.allow)?,
        ips: networks(&row.ips)?,
        origins: origins(&row)?,
        min_sign_type: row.min_sign_type.parse()?,
        sandbox: row.sandbox,
        calls_per_minute: u32::try_from(row.calls_per_minute)
            .ok()
            .filter(|&calls| calls > 0),
        appid: row.appid,
        secrets,
    })
}

/// Parses a list that restricts an app. Only an empty text means no restriction: one of blanks and commas is a mistake.
fn list(column: &str, text: &str) -> anyhow::Result<Vec<String>> {
    let items: Vec<String> = parts(text).map(str::to_owned).collect();
    if items.is_empty() && !text.is_empty() {
        bail!("its column {column} is a list with nothing in it");
    }
    Ok(items)
}

fn networks(text: &str) -> anyhow::Result<Vec<IpNet>> {
    list("ips", text)?;
    parse_networks(text)
}

/// Returns the web origins in normal form. An invalid one is kept: no browser sends it, and the list still restricts.
fn origins(row: &AppRow) -> anyhow::Result<Vec<String>> {
    let normal = |origin: String| {
        web_origin::normal(&origin).unwrap_or_else(|error| {
            tracing::warn!(appid = row.appid, %error, "no page can call from this web origin");
            origin
        })
    };
    let all = list("origins", &row.origins)?;
    Ok(all.into_iter().map(normal).collect())
}

impl Source {
    /// Decrypts a stored secret.
    pub(super) fn open(&self, row: &SecretRow) -> anyhow::Result<Secret> {
        let opened = self.vault.open(&row.appid, &row.secret).map_err(|fault| {
            let cause = fault.source().map(ToString::to_string);
            anyhow!("{}", cause.unwrap_or_default())
        })?;
        Ok(Secret::new(opened.text)?)
    }
}

/// The number of invalid rows and secrets.
#[derive(Default)]
pub(super) struct Problems(usize);

impl Problems {
    pub(super) fn add(&mut self, appid: &str, error: &anyhow::Error, is_kept: bool) {
        self.0 += 1;
        if self.0 > TOLD {
            return;
        }
        let error = format!("{error:#}");
        if is_kept {
            tracing::error!(
                appid,
                error,
                "a stored secret cannot be read: the one that this node knows goes on signing until it restarts"
            );
        } else {
            tracing::error!(
                appid,
                error,
                "an app is left out, or one of its secrets: its row cannot be used"
            );
        }
    }

    /// Whether a secret may sign: in production the one of the documentation may not.
    pub(super) fn allow(&mut self, source: &Source, row: &SecretRow, secret: &Secret) -> bool {
        let is_public = source.is_production && secret.expose() == DEMO.secret;
        if is_public {
            let error = anyhow!(
                "its secret is the one that the documentation prints, which signs nothing in production; `gateway app rotate {}` makes another",
                row.appid
            );
            self.add(&row.appid, &error, false);
        }
        !is_public
    }

    /// Logs the number of problems that were not logged individually, and returns the total.
    pub(super) fn report(self) -> usize {
        if let Some(more @ 1..) = self.0.checked_sub(TOLD) {
            tracing::error!(more, "rows of apps and secrets cannot be used");
        }
        self.0
    }
}
