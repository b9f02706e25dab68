//! Checks whether a request comes from a page that this listener served, and not from another page that is open in the browser.

use std::net::IpAddr;

use actix_http::Request;
use actix_web::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};

/// Returns whether a request comes from a page that this listener served.
///
/// A browser sends the origin of the page with every post. The origin has to be the host of the request. The host has to be
/// this machine, an address, or one of `hosts`: the owner of any other name could point it to this listener (DNS rebinding).
pub(super) fn is_own(request: &Request, hosts: &[String]) -> bool {
    let headers = request.head().headers();
    let (Some(host), Some(origin)) = (only(headers, HOST), only(headers, ORIGIN)) else {
        return false;
    };
    let origin = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    origin.is_some_and(|origin| origin.eq_ignore_ascii_case(host)) && is_known(host, hosts)
}

fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name);
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

/// Returns whether no other server can serve a page under a host, which may have a port.
fn is_known(host: &str, hosts: &[String]) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || address.parse::<IpAddr>().is_ok()
        || hosts.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn is_own_of(host: &str, origin: &str) -> bool {
        let request = TestRequest::post()
            .insert_header((HOST, host))
            .insert_header((ORIGIN, origin))
            .to_request();
        is_own(&request, &["docs.example.com".to_owned()])
    }

    #[test]
    fn a_page_of_this_listener_is_known_by_its_host() {
        for host in [
            "127.0.0.1:9090",
            "localhost:9090",
            "LOCALHOST",
            "[::1]:9090",
            "10.1.2.3",
            "docs.example.com:9090",
            "docs.example.com",
        ] {
            assert!(is_own_of(host, &format!("http://{host}")), "{host}");
            assert!(is_own_of(host, &format!("https://{host}")), "{host}");
        }
    }

    #[test]
    fn any_other_page_is_not() {
        for (host, origin) in [
            ("127.0.0.1:9090", "http://evil.example"),
            ("127.0.0.1:9090", "http://127.0.0.1:8000"),
            ("127.0.0.1:9090", "http://localhost:9090"),
            ("127.0.0.1:9090", "null"),
            ("127.0.0.1:9090", "127.0.0.1:9090"),
            ("127.0.0.1:9090", ""),
            // A name that its owner points to this listener.
            ("evil.example:9090", "http://evil.example:9090"),
            ("127.0.0.1.evil.example", "http://127.0.0.1.evil.example"),
            ("localhost.evil.example", "http://localhost.evil.example"),
            ("docs.example.com.evil", "http://docs.example.com.evil"),
        ] {
            assert!(!is_own_of(host, origin), "{host} {origin}");
        }
        let without = TestRequest::post()
            .insert_header((HOST, "127.0.0.1"))
            .to_request();
        assert!(!is_own(&without, &[]));
    }
}
