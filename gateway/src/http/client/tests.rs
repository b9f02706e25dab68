use actix_web::http::header::HeaderValue;

use super::*;

fn proxies() -> Proxies {
    let networks = ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap());
    Proxies::new(networks.into(), Counter::default())
}

/// Returns the client for a connection and the lines of `X-Forwarded-For`; `nobody` if it is not readable.
fn client_of(connection: &str, lines: &[&[u8]]) -> String {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append(X_FORWARDED_FOR, HeaderValue::from_bytes(line).unwrap());
    }
    let client = proxies().client(connection.parse().ok(), &headers);
    client.map_or_else(|| "nobody".to_owned(), |ip| ip.to_string())
}

fn client(connection: &str, forwarded: &str) -> String {
    client_of(connection, &[forwarded.as_bytes()])
}

#[test]
fn believes_only_trusted_hops() {
    assert_eq!(client("192.0.2.1", "1.1.1.1"), "192.0.2.1");
    assert_eq!(client("10.0.0.1", "1.1.1.1"), "1.1.1.1");
    assert_eq!(client("10.0.0.1", "9.9.9.9, 1.1.1.1, 10.0.0.2"), "1.1.1.1");
    assert_eq!(client("10.0.0.1", ""), "10.0.0.1");
    assert_eq!(client_of("10.0.0.1", &[]), "10.0.0.1");
    assert_eq!(client("10.0.0.1", "10.0.0.3, 10.0.0.2"), "10.0.0.3");
}

#[test]
fn several_lines_are_one_list() {
    assert_eq!(client_of("10.0.0.1", &[b"9.9.9.9", b"1.1.1.1"]), "1.1.1.1");
    assert_eq!(client_of("10.0.0.1", &[b"1.1.1.1", b"10.0.0.2"]), "1.1.1.1");
    assert_eq!(
        client_of("10.0.0.1", &[b"10.0.0.3", b"10.0.0.2"]),
        "10.0.0.3"
    );
    assert_eq!(client_of("10.0.0.1", &[b"1.1.1.1", b"", b" , "]), "1.1.1.1");
    assert_eq!(client_of("10.0.0.1", &[b"1.1.1.1", b"unknown"]), "nobody");
    assert_eq!(client_of("10.0.0.1", &[b"\xff", b"1.1.1.1"]), "1.1.1.1");
}

#[test]
fn a_hop_is_read_in_every_shape_that_proxies_write() {
    for (hop, ip) in [
        ("203.0.113.7:51008", "203.0.113.7"),
        ("\"203.0.113.7:51008\"", "203.0.113.7"),
        ("\t203.0.113.7 ", "203.0.113.7"),
        ("203.0.113.7,", "203.0.113.7"),
        ("203.0.113.7, ,\t,", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[::FFFF:203.0.113.7]:443", "203.0.113.7"),
        ("::ffff:203.0.113.7:443", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:51008", "2001:db8::1"),
        ("\"[2001:db8::1]:51008\"", "2001:db8::1"),
        ("2001:db8:1:2:3:4:5:6:51008", "2001:db8:1:2:3:4:5:6"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:443", "fe80::1"),
        ("[fe80::1%1]", "fe80::1"),
        ("203.0.113.7, 10.0.0.2:443, [fd00::2]:443", "203.0.113.7"),
    ] {
        assert_eq!(client("10.0.0.1", hop), ip, "{hop}");
        assert_eq!(client("10.0.0.1", &format!("9.9.9.9, {hop}")), ip, "{hop}");
    }
}

#[test]
fn a_hop_that_cannot_be_read_is_nobody() {
    for hop in [
        "unknown",
        "UNKNOWN",
        "_hidden",
        "_gazonk:443",
        "nonsense",
        "203.0.113",
        "203.0.113.7.8",
        "203.0.113.007",
        "203.0.113.7:",
        "203.0.113.7:port",
        "203.0.113.7:65536",
        "203.0.113.7:+80",
        "203.0.113.7%eth0",
        "203.0.113.7/24",
        "203.0.113.7 203.0.113.8",
        "[203.0.113.7]",
        "[2001:db8::1",
        "[2001:db8::1]51008",
        "[]:443",
        "\"203.0.113.7",
        "\"\"",
        "for=203.0.113.7",
        "0.0.0.0",
        "::",
        "0",
        "3405803783",
        "203.0.113.7\u{a0}",
    ] {
        assert_eq!(client("10.0.0.1", hop), "nobody", "{hop}");
        // The client can choose all hops left of it.
        assert_eq!(client("10.0.0.1", &format!("1.1.1.1, {hop}")), "nobody");
        assert_eq!(client("10.0.0.1", &format!("{hop}, 10.0.0.2")), "nobody");
    }
    assert_eq!(client_of("10.0.0.1", &[b"1.1.1.1, \xff"]), "nobody");
    assert_eq!(client("no network", ""), "nobody");
}

#[test]
fn a_proxy_that_tells_the_client_elsewhere_tells_nobody() {
    for name in ["forwarded", "x-real-ip"] {
        let mut headers = HeaderMap::new();
        let name = HeaderName::from_static(name);
        headers.append(name, HeaderValue::from_static("for=1.1.1.1"));
        let client = |connection: &str| proxies().client(connection.parse().ok(), &headers);
        assert_eq!(client("10.0.0.1"), None);
        assert_eq!(client("192.0.2.1"), "192.0.2.1".parse().ok());
        let mut with_hop = headers.clone();
        with_hop.append(X_FORWARDED_FOR, HeaderValue::from_static("2.2.2.2"));
        let client = proxies().client("10.0.0.1".parse().ok(), &with_hop);
        assert_eq!(client, "2.2.2.2".parse().ok());
    }
}

#[test]
fn unreadable_clients_are_counted_and_warned_of_once() {
    let proxies = proxies();
    let mut headers = HeaderMap::new();
    headers.append(X_FORWARDED_FOR, HeaderValue::from_static("unknown"));
    for _ in 0..3 {
        assert_eq!(proxies.client("10.0.0.1".parse().ok(), &headers), None);
    }
    assert_eq!(proxies.0.unreadable.get(), 3);
    assert!(proxies.0.warned_of_unreadable.load(Ordering::Relaxed));
    assert!(!proxies.0.warned_of_untrusted.load(Ordering::Relaxed));
    proxies.client("192.0.2.1".parse().ok(), &headers);
    assert!(proxies.0.warned_of_untrusted.load(Ordering::Relaxed));
}
