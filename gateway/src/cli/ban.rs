use std::net::IpAddr;

use anyhow::bail;
use clap::Subcommand;
use serde_json::json;
use signet_domain::clock::Clock;
use signet_store::ip_bans::{self, IpBan};
use signet_store::{Error, Store, revisions};

use super::output::say;
use super::{audit, change_and_tell, seconds};
use crate::directory;
use crate::server::open_store;
use crate::settings::Settings;

/// The longest reason, in characters.
const MAX_REASON: usize = 255;

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
        let now = Clock::default().now();
        match self {
            Command::Add {
                ip,
                seconds,
                reason,
            } => {
                if reason.chars().count() > MAX_REASON {
                    bail!("--reason takes at most {MAX_REASON} characters");
                }
                let ban = IpBan {
                    ip: ip.to_canonical().to_string(),
                    banned_until: now + seconds,
                    reason: reason.clone(),
                    created_at: now,
                };
                change_and_tell(settings, |store| add(store, &ban))
            }
            Command::Lift { ip } => change_and_tell(settings, |store| lift(store, *ip, now)),
            Command::List => list(&open_store(settings)?, now),
        }
    }
}

fn add(store: &Store, ban: &IpBan) -> anyhow::Result<()> {
    let parameters =
        audit::parameters! {"ip": ban.ip, "banned_until": ban.banned_until, "reason": ban.reason};
    let add = |connection: &mut _| {
        ip_bans::put(connection, ban)?;
        revisions::bump(connection, directory::TOPIC)?;
        Ok(true)
    };
    audit::change(
        store,
        &audit::action("ban.add", parameters, ban.created_at),
        add,
    )?;
    Ok(())
}

fn lift(store: &Store, ip: IpAddr, now: i64) -> anyhow::Result<()> {
    let address = ip.to_canonical().to_string();
    let lift = |connection: &mut _| {
        revisions::bump(connection, directory::TOPIC)?;
        ip_bans::remove(connection, &address)
    };
    let parameters = audit::parameters! {"ip": address};
    if !audit::change(store, &audit::action("ban.lift", parameters, now), lift)? {
        bail!("{ip} is not banned; `gateway ban list` shows the bans");
    }
    Ok(())
}

fn list(store: &Store, now: i64) -> anyhow::Result<()> {
    for ban in
        store.run_blocking::<_, Error>(move |connection| ip_bans::all_live(connection, now))?
    {
        say!(
            "{}",
            json!({"ip": ban.ip, "banned_until": ban.banned_until, "reason": ban.reason})
        )?;
    }
    Ok(())
}
