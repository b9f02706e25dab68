//! Who is at the other end of the connection.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::HttpRequest;
use actix_web::http::header::ORIGIN;
use ipnet::IpNet;

use crate::pipeline::Peer;

/// The networks whose word about the client's address is believed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proxies(pub(crate) Vec<IpNet>);

impl Proxies {
    fn trust(&self, ip: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&ip))
    }

    /// The rightmost hop that no trusted proxy stands for: everything left of it is the client's own word.
    fn client<'a>(
        &self,
        connection: IpAddr,
        forwarded: impl DoubleEndedIterator<Item = &'a [u8]>,
    ) -> IpAddr {
        let mut client = connection;
        for hop in forwarded.rev() {
            if !self.trust(client) {
                break;
            }
            match std::str::from_utf8(hop)
                .ok()
                .and_then(|hop| hop.trim().parse::<IpAddr>().ok())
            {
                Some(ip) => client = ip.to_canonical(),
                None => break,
            }
        }
        client
    }
}

pub(crate) fn peer(request: &HttpRequest, proxies: &Proxies) -> Peer {
    // An address is absent only on sockets that are no network; nobody listens on those.
    let connection = request
        .peer_addr()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| {
            address.ip().to_canonical()
        });
    let ip = if proxies.trust(connection) {
        // Bytes, not text: a client that sends what is no text must not hide the hop that a proxy added to it.
        let lines: Vec<&[u8]> = request
            .headers()
            .get_all("x-forwarded-for")
            .map(|line| line.as_bytes())
            .collect();
        let hops = lines
            .iter()
            .flat_map(|line| line.split(|&byte| byte == b','));
        proxies.client(connection, hops)
    } else {
        connection
    };
    let web_origin = request
        .headers()
        .get(ORIGIN)
        .and_then(|value| value.to_str().ok());
    Peer {
        ip,
        origin: ip.into(),
        web_origin: web_origin.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(connection: &str, forwarded: &str) -> String {
        let proxies = Proxies(vec!["10.0.0.0/8".parse().unwrap()]);
        let hops = forwarded.split(',').map(str::as_bytes);
        proxies
            .client(connection.parse().unwrap(), hops)
            .to_string()
    }

    #[test]
    fn believes_only_trusted_hops() {
        assert_eq!(client("192.0.2.1", "1.1.1.1"), "192.0.2.1");
        assert_eq!(client("10.0.0.1", "1.1.1.1"), "1.1.1.1");
        assert_eq!(client("10.0.0.1", "9.9.9.9, 1.1.1.1, 10.0.0.2"), "1.1.1.1");
        assert_eq!(client("10.0.0.1", "1.1.1.1, nonsense"), "10.0.0.1");
        assert_eq!(client("10.0.0.1", ""), "10.0.0.1");
    }
}
