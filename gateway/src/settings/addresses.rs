//! Addresses to listen on.

use std::net::{IpAddr, Ipv6Addr};

use anyhow::bail;

use signet_domain::invalid::quoted;

/// Refuses texts that are not addresses to listen on, and the same address for both ports.
pub(super) fn check_ports(public: &str, ops: &str) -> anyhow::Result<()> {
    let public = address("server.listen", public)?;
    let ops = address("ops.listen", ops)?;
    let is_same_port = public.1 == ops.1 && public.1 != 0;
    if is_same_port && (public.0 == ops.0 || is_every(&public.0) || is_every(&ops.0)) {
        bail!(
            "server.listen and ops.listen have the same port {}; give them two",
            ops.1
        );
    }
    Ok(())
}

fn is_every(host: &str) -> bool {
    host.parse::<IpAddr>().is_ok_and(|ip| ip.is_unspecified())
}

/// Returns host and port of an address to listen on; the error contains the mistake and the correct form.
fn address(key: &str, text: &str) -> anyhow::Result<(String, u16)> {
    let wrong = |reason: &str, right: &str| {
        let shown = quoted(text);
        anyhow::anyhow!("{key}: {shown} {reason}; write host:port, such as {right}")
    };
    if text.is_empty() {
        return Err(wrong("is empty", "127.0.0.1:8080"));
    }
    if text.contains("://") {
        return Err(wrong("is a URL", "127.0.0.1:8080, without the scheme"));
    }
    if text.contains(['/', ' ', '"', '\'']) {
        return Err(wrong("has more than a host and a port", "127.0.0.1:8080"));
    }
    if is_digits(text) {
        let right = format!("127.0.0.1:{text}, or 0.0.0.0:{text} for all addresses");
        return Err(wrong("is a port without a host", &right));
    }
    if text.parse::<Ipv6Addr>().is_ok() {
        return Err(wrong("has no port", &format!("[{text}]:8080")));
    }
    let Some((host, port)) = text.rsplit_once(':') else {
        return Err(wrong("has no port", &format!("{text}:8080")));
    };
    if host.is_empty() || host == "*" {
        let right = format!(
            "127.0.0.1{0}, or 0.0.0.0{0} for all addresses",
            format_args!(":{port}")
        );
        return Err(wrong("has no host", &right));
    }
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    if bare.is_none() && host.contains(':') {
        return Err(wrong(
            "has colons outside of brackets",
            &format!("[{host}]:{port} for IPv6"),
        ));
    }
    if bare.is_some_and(|bare| bare.parse::<Ipv6Addr>().is_err()) {
        return Err(wrong("has no IPv6 address in its brackets", "[::1]:8080"));
    }
    match port.parse() {
        Ok(number) if is_digits(port) => Ok((bare.unwrap_or(host).to_lowercase(), number)),
        _ => Err(wrong(
            "has a port that is no number up to 65535",
            &format!("{host}:8080"),
        )),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_none_is_refused_with_the_right_one() {
        for (text, reason, right) in [
            ("", "is empty", "127.0.0.1:8080"),
            (":8080", "has no host", "0.0.0.0:8080"),
            ("8080", "is a port without a host", "0.0.0.0:8080"),
            ("*:80", "has no host", "0.0.0.0:80"),
            ("0.0.0.0", "has no port", "0.0.0.0:8080"),
            ("http://0.0.0.0:80", "is a URL", "without the scheme"),
            ("::1", "has no port", "[::1]:8080"),
            ("::1:80", "has no port", "[::1:80]:8080"),
            ("localhost:http", "no number", "localhost:8080"),
            ("a:70000", "no number", "a:8080"),
            ("a:+80", "no number", "a:8080"),
            ("a:80/", "more than a host", "127.0.0.1:8080"),
            ("[::g]:80", "brackets", "[::1]:8080"),
        ] {
            let error = address("server.listen", text).unwrap_err().to_string();
            assert!(error.starts_with("server.listen: "), "{error}");
            assert!(error.contains(reason) && error.contains(right), "{error}");
        }
        for text in ["0.0.0.0:80", "[::]:0", "localhost:8080", "db.internal:1"] {
            assert!(address("x", text).is_ok(), "{text}");
        }
    }

    #[test]
    fn both_ports_are_two() {
        for (public, ops) in [
            ("127.0.0.1:80", "127.0.0.1:80"),
            ("0.0.0.0:80", "127.0.0.1:80"),
            ("10.0.0.1:80", "[::]:80"),
            ("Localhost:80", "localhost:80"),
        ] {
            let error = check_ports(public, ops).unwrap_err().to_string();
            assert!(error.contains("ops.listen"), "{error}");
        }
        for (public, ops) in [
            ("127.0.0.1:0", "127.0.0.1:0"),
            ("127.0.0.1:80", "127.0.0.1:81"),
            ("10.0.0.1:80", "10.0.0.2:80"),
        ] {
            assert!(check_ports(public, ops).is_ok(), "{public} {ops}");
        }
    }
}
