use anyhow::bail;
use clap::Subcommand;
use ipnet::IpNet;
use serde_json::json;
use signet_domain::apps::bans::{self, banned_network, shown};
use signet_domain::clock::Clock;
use signet_store::ip_bans::{self, IpBan};
use signet_store::{Error, Store};

use super::open_store;
use super::output::{check_line, say};
use super::{change_and_tell, seconds};
use crate::os_user;
use crate::server::Checked;

/// The maximum number of characters of a reason.
const MAX_REASON: usize = 255;

/// Ban addresses and networks for a time
#[derive(Subcommand)]
pub(super) enum Command {
    /// Ban an address or a network; this replaces an earlier ban of the same one
    Add {
        /// An address or a network, such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/64; of an IPv6 address the /64 network is banned
        #[arg(value_name = "NETWORK", value_parser = banned_network)]
        network: IpNet,
        /// The duration of the ban, such as 24h
        #[arg(long = "for", value_name = "DURATION", default_value = "24h", value_parser = seconds)]
        seconds: i64,
        /// The reason of the ban
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Lift the ban of an address or a network
    Lift {
        /// The banned address or network, in any notation
        #[arg(value_name = "NETWORK", value_parser = banned_network)]
        network: IpNet,
    },
    /// Show the bans that have not ended
    List,
}

impl Command {
    pub(super) fn run(&self, checked: Checked) -> anyhow::Result<()> {
        let now = Clock::default().now();
        match self {
            Command::Add {
                network,
                seconds,
                reason,
            } => {
                check_line("--reason", reason, MAX_REASON)?;
                let ban = IpBan {
                    ip: shown(*network),
                    banned_until: now + seconds,
                    reason: reason.clone(),
                    created_at: now,
                };
                change_and_tell(&checked, |store| add(store, *network, &ban))
            }
            Command::Lift { network } => {
                change_and_tell(&checked, |store| lift(store, *network, now))
            }
            Command::List => list(&open_store(&checked.settings)?, now),
        }
    }
}

fn add(store: &Store, network: IpNet, ban: &IpBan) -> anyhow::Result<()> {
    let parameters =
        os_user::parameters! {"ip": ban.ip, "banned_until": ban.banned_until, "reason": ban.reason};
    let action = os_user::action("ban.add", parameters, ban.created_at);
    os_user::change(store, &action, |tx| {
        bans::add(tx, network, ban)?;
        Ok(true)
    })?;
    Ok(())
}

fn lift(store: &Store, network: IpNet, now: i64) -> anyhow::Result<()> {
    let ip = shown(network);
    let action = os_user::action("ban.lift", os_user::parameters! {"ip": ip}, now);
    if !os_user::change(store, &action, |tx| Ok(bans::lift(tx, network)?))? {
        bail!("{ip} is not banned; `gateway ban list` shows the bans");
    }
    Ok(())
}

fn list(store: &Store, now: i64) -> anyhow::Result<()> {
    for ban in
        store.run_blocking::<_, Error>(move |connection| ip_bans::all_live(connection, now))?
    {
        let ip = banned_network(&ban.ip).map_or(ban.ip, shown);
        say!(
            "{}",
            json!({"ip": ip, "banned_until": ban.banned_until, "reason": ban.reason})
        )?;
    }
    Ok(())
}
