use std::net::IpAddr;

use anyhow::bail;
use clap::Subcommand;
use serde_json::json;
use signet_domain::clock::Clock;
use signet_store::ip_bans::{self, IpBan};
use signet_store::{Error, revisions};

use super::{publish, seconds};
use crate::directory;
use crate::server::open_store;
use crate::settings::Settings;

/// Ban addresses for a time
#[derive(Subcommand)]
pub(super) enum Command {
    /// Ban an address; an earlier ban of it is replaced
    Add {
        /// The address
        ip: IpAddr,
        /// For how long, such as 24h
        #[arg(long = "for", value_name = "DURATION", default_value = "24h", value_parser = seconds)]
        seconds: i64,
        /// Why
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Lift the ban of an address
    Lift {
        /// The address
        ip: IpAddr,
    },
    /// Show the bans that are not over
    List,
}

impl Command {
    pub(super) fn run(&self, settings: &Settings) -> anyhow::Result<()> {
        let store = open_store(settings)?;
        let now = Clock::default().now();
        match self {
            Command::Add {
                ip,
                seconds,
                reason,
            } => {
                let ban = IpBan {
                    ip: ip.to_canonical().to_string(),
                    banned_until: now + seconds,
                    reason: reason.clone(),
                    created_at: now,
                };
                store.transaction_blocking::<_, Error>(move |connection| {
                    ip_bans::put(connection, &ban)?;
                    revisions::bump(connection, directory::TOPIC)
                })?;
            }
            Command::Lift { ip } => {
                let address = ip.to_canonical().to_string();
                let lifted = store.transaction_blocking::<_, Error>(move |connection| {
                    revisions::bump(connection, directory::TOPIC)?;
                    ip_bans::remove(connection, &address)
                })?;
                if !lifted {
                    bail!("{ip} is not banned");
                }
            }
            Command::List => {
                for ban in store.run_blocking::<_, Error>(move |connection| {
                    ip_bans::all_live(connection, now)
                })? {
                    println!(
                        "{}",
                        json!({"ip": ban.ip, "banned_until": ban.banned_until, "reason": ban.reason})
                    );
                }
                return Ok(());
            }
        }
        publish(settings, &store)
    }
}
