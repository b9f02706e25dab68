//! The origin of a call: the unit that every rule about addresses counts.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The origin of a call: an IPv4 address, or the /64 network of an IPv6 address.
///
/// A household or a server with IPv6 has a whole /64, so a rule for a single address would have no effect. Limits,
/// message quotas, the password lock, shares and bans therefore all count origins, never addresses.
///
/// `Display` writes the text that is used in keys: `192.0.2.7`, `2001:db8:1:2::/64` or `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Origin(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    V4(Ipv4Addr),
    /// The upper 64 bits of the address.
    V6(u64),
    Unknown,
}

/// The bits of an IPv6 address that belong to the host.
const HOST_BITS: u32 = 64;
/// The bits of an IPv6 address that name the network.
const NETWORK_BITS: u8 = 64;

impl Origin {
    /// The origin of every call whose address is not known: a trusted proxy did not send it in a readable form.
    ///
    /// All of these calls share it: an unreadable text may be invented by the caller, and a key for each text
    /// would give a caller as many quotas as it likes.
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
    fn an_unknown_caller_has_no_address() {
        assert_eq!(Origin::UNKNOWN.to_string(), "unknown");
        assert_eq!(Origin::UNKNOWN, origin("0.0.0.0"));
        assert_eq!(Origin::UNKNOWN, origin("::"));
        assert_ne!(Origin::UNKNOWN, origin("::1"));
    }
}
