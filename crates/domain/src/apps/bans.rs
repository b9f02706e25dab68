//! The banned networks.

use std::collections::HashMap;
use std::net::IpAddr;

use ipnet::{IpNet, Ipv6Net};
use signet_store::ip_bans::{self, IpBan};
use signet_store::{Error, Tx, revisions};

use super::TOPIC;
use crate::invalid::Invalid;
use crate::networks;
use crate::origin::Origin;

/// The length of the prefix of an IPv6 origin.
const ORIGIN_V6: u8 = 64;

/// The banned networks and the ends of their bans, in unix seconds.
///
/// A look-up costs one hash for the origin of the caller, and one for each prefix length of the larger banned
/// networks, however many bans there are.
#[derive(Debug, Default)]
pub(super) struct Bans {
    origins: HashMap<Origin, i64>,
    larger: HashMap<IpNet, i64>,
    /// The prefix lengths in `larger`, of IPv4 and of IPv6.
    lengths: (Vec<u8>, Vec<u8>),
}

impl Bans {
    /// Bans a network; a longer ban of it is kept.
    pub(super) fn add(&mut self, network: IpNet, until: i64) {
        let (origin_length, lengths) = match network {
            IpNet::V4(_) => (network.max_prefix_len(), &mut self.lengths.0),
            IpNet::V6(_) => (ORIGIN_V6, &mut self.lengths.1),
        };
        let length = network.prefix_len();
        let known = if length >= origin_length {
            self.origins.entry(network.addr().into()).or_insert(until)
        } else {
            if !lengths.contains(&length) {
                lengths.push(length);
            }
            self.larger.entry(network.trunc()).or_insert(until)
        };
        *known = until.max(*known);
    }

    /// Returns the end of the ban of an address, if it is banned.
    pub(super) fn until(&self, ip: IpAddr, now: i64) -> Option<i64> {
        let lengths = match ip {
            IpAddr::V4(_) => &self.lengths.0,
            IpAddr::V6(_) => &self.lengths.1,
        };
        let of_length = |&length: &u8| {
            let network = IpNet::new(ip, length).ok()?.trunc();
            self.larger.get(&network)
        };
        let larger = lengths.iter().filter_map(of_length);
        let all = self.origins.get(&ip.into()).into_iter().chain(larger);
        all.copied().max().filter(|&until| now < until)
    }
}

/// Adds a ban. It replaces an earlier ban of the same network.
///
/// # Errors
/// Errors of the store.
pub fn add(tx: &mut Tx<'_>, network: IpNet, ban: &IpBan) -> Result<(), Error> {
    revisions::bump(tx, TOPIC)?;
    remove(tx, network)?;
    ip_bans::put(tx, ban)
}

/// Removes a ban. Returns whether there was one.
///
/// # Errors
/// Errors of the store.
pub fn lift(tx: &mut Tx<'_>, network: IpNet) -> Result<bool, Error> {
    revisions::bump(tx, TOPIC)?;
    remove(tx, network)
}

/// Removes the ban of a network in every spelling that a row may have. Returns whether there was one.
fn remove(tx: &mut Tx<'_>, network: IpNet) -> Result<bool, Error> {
    let mut removed = ip_bans::remove(tx, &shown(network))?;
    for ban in ip_bans::of_ipv6_addresses(tx)? {
        if banned_network(&ban.ip).ok() == Some(network) {
            removed |= ip_bans::remove(tx, &ban.ip)?;
        }
    }
    Ok(removed)
}

/// Returns the network of a ban: in IPv6 at least a /64, because one customer has that many addresses.
///
/// # Errors
/// [`Invalid`] with the mistake.
pub fn banned_network(text: &str) -> Result<IpNet, Invalid> {
    let network = match networks::parse(text)? {
        IpNet::V6(network) if network.prefix_len() > ORIGIN_V6 => {
            Ipv6Net::new_assert(network.addr(), ORIGIN_V6).into()
        }
        network => network,
    };
    if network.prefix_len() == 0 {
        return Err(Invalid::new(format!(
            "\"{text}\" is every address; to stop all calls, stop the gateway"
        )));
    }
    Ok(network.trunc())
}

/// Returns a network as it is stored and shown: a single IPv4 address without its prefix length.
pub fn shown(network: IpNet) -> String {
    match network {
        IpNet::V4(network) if network.prefix_len() == network.max_prefix_len() => {
            network.addr().to_string()
        }
        network => network.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn until(banned: &[&str], ip: &str) -> Option<i64> {
        let mut bans = Bans::default();
        for (number, network) in (10..).zip(banned) {
            bans.add(banned_network(network).unwrap(), number);
        }
        bans.until(ip.parse().unwrap(), 5)
    }

    #[test]
    fn a_network_is_banned_with_all_its_addresses() {
        let banned = ["10.1.2.3/8", "192.0.2.7", "192.0.2.0/28", "2001:db8::/32"];
        assert_eq!(until(&banned, "10.255.0.1"), Some(10));
        assert_eq!(until(&banned, "192.0.2.7"), Some(12), "the longest ban");
        assert_eq!(until(&banned, "192.0.2.8"), Some(12));
        assert_eq!(until(&banned, "192.0.2.16"), None);
        assert_eq!(until(&banned, "2001:db8:ffff::1"), Some(13));
        assert_eq!(until(&banned, "2001:db9::1"), None);
    }

    #[test]
    fn an_address_of_ipv6_is_banned_with_its_origin() {
        for spelled in [
            "2001:DB8:7:7::1",
            "2001:db8:7:7::1/128",
            "2001:db8:7:7::/64",
        ] {
            assert_eq!(until(&[spelled], "2001:db8:7:7::2"), Some(10), "{spelled}");
            assert_eq!(until(&[spelled], "2001:db8:7:8::1"), None, "{spelled}");
            assert_eq!(shown(banned_network(spelled).unwrap()), "2001:db8:7:7::/64");
        }
    }

    #[test]
    fn ipv4_is_the_same_in_every_spelling() {
        for spelled in [
            "192.0.2.7",
            "192.0.2.7/32",
            "::ffff:192.0.2.7",
            "::ffff:192.0.2.7/128",
        ] {
            assert_eq!(until(&[spelled], "192.0.2.7"), Some(10), "{spelled}");
            assert_eq!(shown(banned_network(spelled).unwrap()), "192.0.2.7");
        }
        assert_eq!(
            shown(banned_network("::ffff:10.1.2.3/104").unwrap()),
            "10.0.0.0/8"
        );
    }

    #[test]
    fn what_is_no_network_or_every_network_is_refused() {
        for wrong in [
            "",
            "10.0.0.0/33",
            "somewhere",
            "192.0.2.7:80",
            "0.0.0.0/0",
            "::/0",
        ] {
            assert!(banned_network(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_ban_that_is_over_bans_nobody() {
        let mut bans = Bans::default();
        bans.add("192.0.2.7/32".parse().unwrap(), 5);
        assert_eq!(bans.until("192.0.2.7".parse().unwrap(), 5), None);
    }
}
