//! The client of a request: its address, and the web origin of its page.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_http::Request;
use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName, ORIGIN, X_FORWARDED_FOR};
use ipnet::IpNet;
use prometheus_client::metrics::counter::Counter;
use signet_domain::origin::Origin;

use crate::line::call::Peer;

/// Headers that also name clients. They are not trusted: a proxy that does not set them passes on the client's values.
const OTHERS: [HeaderName; 2] = [FORWARDED, HeaderName::from_static("x-real-ip")];

/// The most bytes of a header in a warning.
const SHOWN: usize = 64;

/// The networks of the proxies whose `X-Forwarded-For` is trusted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proxies(Arc<Known>);

#[derive(Debug, Default)]
struct Known {
    networks: Vec<IpNet>,
    /// Requests for which a proxy sent no readable address of the client.
    unreadable: Counter,
    warned_of_unreadable: AtomicBool,
    warned_of_untrusted: AtomicBool,
}

/// An element of `X-Forwarded-For`: an address, or the text that is not one.
type Hop<'a> = Result<IpAddr, &'a [u8]>;

impl Proxies {
    /// Trusts the proxies in some networks, and counts their requests without a readable address of the client.
    pub(crate) fn new(networks: Vec<IpNet>, unreadable: Counter) -> Proxies {
        Proxies(Arc::new(Known {
            networks,
            unreadable,
            ..Known::default()
        }))
    }

    fn trust(&self, ip: IpAddr) -> bool {
        self.0.networks.iter().any(|network| network.contains(&ip))
    }

    /// Returns the address of the client: the rightmost hop that is not a trusted proxy, because the client can choose all hops
    /// left of it. `None` if that hop is unreadable. The proxy's address is not used then, because it may be allowed more than a
    /// client.
    fn client(&self, connection: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        if !connection.is_some_and(|ip| self.trust(ip)) {
            self.warn_of_untrusted(connection, headers);
            return connection;
        }
        // Bytes, not text: a client that sends invalid UTF-8 must not hide the hop that a proxy added to it.
        let lines = headers.get_all(X_FORWARDED_FOR);
        match self.hop(lines.map(|line| line.as_bytes())) {
            Some(Ok(ip)) => Some(ip),
            Some(Err(text)) => self.nobody(&X_FORWARDED_FOR, text),
            None => {
                let found = |name| headers.get(name).map(|text| (name, text));
                match OTHERS.iter().find_map(found) {
                    Some((name, text)) => self.nobody(name, text.as_bytes()),
                    None => connection,
                }
            }
        }
    }

    /// Returns the rightmost hop that is not a trusted proxy, or the leftmost one if all are.
    fn hop<'a>(&self, lines: impl Iterator<Item = &'a [u8]>) -> Option<Hop<'a>> {
        let mut found = None;
        for line in lines {
            let hops = line.rsplit(|&byte| byte == b',').map(<[u8]>::trim_ascii);
            let mut leftmost = None;
            for hop in hops.filter(|hop| !hop.is_empty()).map(read) {
                leftmost = Some(hop);
                if !hop.is_ok_and(|ip| self.trust(ip)) {
                    found = leftmost;
                    break;
                }
            }
            found = found.or(leftmost);
        }
        found
    }

    fn nobody(&self, header: &HeaderName, text: &[u8]) -> Option<IpAddr> {
        self.0.unreadable.inc();
        if !self.0.warned_of_unreadable.swap(true, Ordering::Relaxed) {
            let text = text.get(..SHOWN).unwrap_or(text).escape_ascii();
            tracing::warn!(
                header = header.as_str(), %text,
                "a trusted proxy does not tell who calls: such calls pass no list of networks and share their limits; have it write the client's address into X-Forwarded-For (logged once; gateway_unreadable_clients counts them)"
            );
        }
        None
    }

    /// Warns that all clients of an untrusted proxy count as one: a mistake that is not visible elsewhere.
    fn warn_of_untrusted(&self, connection: Option<IpAddr>, headers: &HeaderMap) {
        let warned = &self.0.warned_of_untrusted;
        if !warned.load(Ordering::Relaxed)
            && headers.contains_key(X_FORWARDED_FOR)
            && !warned.swap(true, Ordering::Relaxed)
        {
            let peer = connection.map(|ip| ip.to_string());
            tracing::warn!(
                peer,
                "X-Forwarded-For comes from an address outside of server.trusted_proxies and is not believed: if this is your proxy, add its network there, or all its clients count as one; if not, a client made the header up (logged once)"
            );
        }
    }
}

/// Parses a hop in the forms that proxies write: `192.0.2.7`, `192.0.2.7:51008`, `2001:db8::1`, `[2001:db8::1]`,
/// `[2001:db8::1]:51008`, `fe80::1%eth0`, each also in quotes.
fn read(hop: &[u8]) -> Hop<'_> {
    let address = std::str::from_utf8(hop).ok().and_then(address);
    address.ok_or(hop)
}

fn address(text: &str) -> Option<IpAddr> {
    let quoted = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let text = quoted.unwrap_or(text).trim_ascii();
    let ip = match text.strip_prefix('[').and_then(|text| text.split_once(']')) {
        Some((ip, "")) => without_zone(ip)?.parse().map(IpAddr::V6).ok()?,
        Some((ip, port)) => {
            is_port(port.strip_prefix(':')?).then_some(())?;
            without_zone(ip)?.parse().map(IpAddr::V6).ok()?
        }
        None => bare(text)?,
    };
    // 0.0.0.0 and :: are not addresses of a host.
    Some(ip.to_canonical()).filter(|ip| !ip.is_unspecified())
}

/// Parses an address without brackets, with or without a port.
fn bare(text: &str) -> Option<IpAddr> {
    let parse = |text| without_zone(text)?.parse().ok();
    parse(text).or_else(|| {
        let (ip, _) = text.rsplit_once(':').filter(|(_, port)| is_port(port))?;
        parse(ip)
    })
}

/// Returns an address without its zone, the name of a network interface, which only IPv6 has.
fn without_zone(text: &str) -> Option<&str> {
    match text.split_once('%') {
        Some((ip, zone)) => (ip.contains(':') && !zone.is_empty()).then_some(ip),
        None => Some(text),
    }
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

/// Returns the client of a request to the public port.
pub(crate) fn peer(request: &Request, proxies: &Proxies) -> Peer {
    peer_at(
        request,
        proxies.client(connection(request), request.head().headers()),
    )
}

/// Returns the client of a request to the ops port, where no proxy is trusted.
pub(crate) fn direct_peer(request: &Request) -> Peer {
    peer_at(request, connection(request))
}

/// Returns the address at the other end of the connection; `None` on sockets that are not network sockets.
fn connection(request: &Request) -> Option<IpAddr> {
    let address = request.peer_addr();
    address.map(|address| address.ip().to_canonical())
}

fn peer_at(request: &Request, ip: Option<IpAddr>) -> Peer {
    let web_origin = request.head().headers().get(ORIGIN);
    // An origin that is not text is also the origin of a page, but no app lists it.
    let web_origin = web_origin.map(|value| String::from_utf8_lossy(value.as_bytes()));
    Peer {
        ip,
        origin: ip.map_or(Origin::UNKNOWN, Origin::from),
        web_origin: web_origin.map(Cow::into_owned),
    }
}

#[cfg(test)]
mod tests;
