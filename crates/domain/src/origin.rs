//! The origin of a call: what counts as one address wherever a rule names an address.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where a call comes from: an IPv4 address, or the /64 network around an IPv6 address.
///
/// A household or a server with IPv6 has a whole /64, so that a rule for one address of it would be no rule. Limits,
/// message quotas, the password lock, shares and bans therefore all count origins, never addresses.
///
/// `Display` writes the text that belongs into keys: `192.0.2.7`, `2001:db8:1:2::/64` or `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Origin(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    V4(Ipv4Addr),
    /// The upper half of the address.
    V6(u64),
    Unknown,
}

/// The bits of an IPv6 address that belong to the host.
const HOST_BITS: u32 = 64;
/// The bits of an IPv6 address that name the network.
const NETWORK_BITS: u8 = 64;

impl Origin {
    /// The origin of every call whose address is not known: a trusted proxy did not tell it in a form that can be read.
    ///
    /// All of these calls share it: a text that cannot be read may be the caller's own invention, and a key for each text
    /// would be as many quotas as anyone likes.
    pub const UNKNOWN: Origin = Origin(Kind::Unknown);
}

impl From<IpAddr> for Origin {
    fn from(ip: IpAddr) -> Origin {
        // `::ffff:192.0.2.7` is how a socket for both protocols shows 192.0.2.7.
        match ip.to_canonical() {
            ip if ip.is_unspecified() => Origin::UNKNOWN,
            IpAddr::V4(ip) => Origin(Kind::V4(ip)),
            IpAddr::V6(ip) => {
                let network = u64::try_from(ip.to_bits() >> HOST_BITS).unwrap_or_default();
                Origin(Kind::V6(network))
            }
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::V4(ip) => ip.fmt(f),
            Kind::V6(network) => {
                let ip = Ipv6Addr::from_bits(u128::from(network) << HOST_BITS);
                write!(f, "{ip}/{NETWORK_BITS}")
            }
            Kind::Unknown => f.write_str("unknown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(ip: &str) -> Origin {
        ip.parse::<IpAddr>().unwrap().into()
    }

    #[test]
    fn an_ipv4_address_is_itself() {
        assert_eq!(origin("192.0.2.7").to_string(), "192.0.2.7");
        assert_ne!(origin("192.0.2.7"), origin("192.0.2.8"));
        assert_eq!(origin("::ffff:192.0.2.7"), origin("192.0.2.7"));
    }

    #[test]
    fn an_ipv6_address_is_its_network() {
        assert_eq!(
            origin("2001:db8:1:2:3:4:5:6").to_string(),
            "2001:db8:1:2::/64"
        );
        assert_eq!(origin("2001:db8:1:2::"), origin("2001:db8:1:2:ffff::1"));
        assert_ne!(origin("2001:db8:1:2::"), origin("2001:db8:1:3::"));
        assert_eq!(origin("::1").to_string(), "::/64");
    }

    #[test]
    fn nobody_is_no_address() {
        assert_eq!(Origin::UNKNOWN.to_string(), "unknown");
        assert_eq!(Origin::UNKNOWN, origin("0.0.0.0"));
        assert_eq!(Origin::UNKNOWN, origin("::"));
        assert_ne!(Origin::UNKNOWN, origin("::1"));
    }
}
