//! Networks as operators write them.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};

use crate::comma_list;
use crate::invalid::{Invalid, quoted};

/// The length of the prefix of the IPv4 addresses within IPv6.
const MAPPED: u8 = 96;

/// Parses a text of networks with commas between them.
///
/// # Errors
/// [`Invalid`] with the part that is not a network.
pub fn parse_list(text: &str) -> Result<Vec<IpNet>, Invalid> {
    comma_list::items(text).map(parse).collect()
}

/// Parses a network; a single address is a network of one address. An IPv4 network that is written as IPv6
/// (`::ffff:10.0.0.0/104`) becomes IPv4, like the addresses of callers.
///
/// # Errors
/// [`Invalid`] with the correct form.
pub fn parse(text: &str) -> Result<IpNet, Invalid> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    let network: IpNet = address.or_else(|_| text.parse()).map_err(|_| {
        Invalid::new(format!(
            "{} is no network; write CIDR such as 10.0.0.0/8, or an address",
            quoted(text)
        ))
    })?;
    let mapped = match network {
        IpNet::V6(network) => network.addr().to_ipv4_mapped().and_then(|address| {
            let length = network.prefix_len().checked_sub(MAPPED)?;
            Ipv4Net::new(address, length).ok()
        }),
        IpNet::V4(_) => None,
    };
    Ok(mapped.map_or(network, IpNet::V4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_a_cidr_or_an_address() {
        let networks = parse_list("10.0.0.0/8, ::1,192.0.2.1").unwrap();
        assert_eq!(networks.len(), 3);
        assert!(
            parse_list("10.0.0")
                .unwrap_err()
                .to_string()
                .contains("10.0.0")
        );
    }

    #[test]
    fn networks_of_ipv4_are_the_same_in_every_spelling() {
        for (text, network) in [
            ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
            ("::ffff:192.0.2.7", "192.0.2.7/32"),
            ("2001:db8::1", "2001:db8::1/128"),
            ("::/0", "::/0"),
        ] {
            assert_eq!(parse(text).unwrap().to_string(), network);
        }
    }
}
