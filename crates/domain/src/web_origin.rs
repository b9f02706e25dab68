//! Web origins, in the form in which browsers send them.

use url::{Host, Url};

use crate::invalid::Invalid;

/// Schemes whose pages have no origin of their own: browsers send `null` for them.
const WITHOUT_ORIGIN: [&str; 5] = ["about", "blob", "data", "file", "javascript"];

/// Returns the normal form of a web origin, `scheme://host[:port]` with any scheme, which is compared with the header `Origin`.
/// Upper case, the default port of a scheme, non-ASCII host names and a slash at the end are normalised.
///
/// # Errors
/// [`Invalid`] with the mistake and the correct form.
pub fn normal(text: &str) -> Result<String, Invalid> {
    if text.eq_ignore_ascii_case("null") {
        return Err(Invalid::new(
            "\"null\" is no web origin: browsers send it for every page without one, so that it proves nothing; serve the page under an address of its own",
        ));
    }
    let wrong = |why: &str| {
        Invalid::new(format!(
            "\"{text}\" is no web origin: {why}; write scheme://host[:port], such as https://m.example.com or capacitor://localhost"
        ))
    };
    let Some((scheme, _)) = text.split_once("://") else {
        return Err(wrong("it has no scheme"));
    };
    // The `url` crate would drop these characters.
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(wrong("it has blanks or control characters"));
    }
    if WITHOUT_ORIGIN.contains(&scheme.to_ascii_lowercase().as_str()) {
        return Err(wrong("browsers send the origin null for this scheme"));
    }
    let url = Url::parse(text).map_err(|error| wrong(&error.to_string()))?;
    let host = url.host_str().unwrap_or_default().to_lowercase();
    if host.is_empty() {
        return Err(wrong("it has no host"));
    }
    if host.contains('*') {
        return Err(wrong("it has a *, which has no meaning here"));
    }
    // The host is a network name only for the schemes of the web; the hosts of app schemes are kept as written.
    if host.contains('%') {
        return Err(wrong("its host has other letters than ASCII"));
    }
    let port = url.port().map(|port| format!(":{port}"));
    let origin = format!("{}://{host}{}", url.scheme(), port.unwrap_or_default());
    let is_bare = matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if !is_bare {
        return Err(Invalid::new(format!(
            "\"{text}\" is more than a web origin: write {origin} alone"
        )));
    }
    Ok(origin)
}

/// Returns the normal form of a host name: no scheme, no port.
///
/// # Errors
/// [`Invalid`] with the correct form.
pub fn host(text: &str) -> Result<String, Invalid> {
    let host = Host::parse(text).map_err(|error| {
        Invalid::new(format!("\"{text}\" is no name of a host ({error}); write it without scheme, port and path, such as docs.example.com"))
    })?;
    Ok(host.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_gets_the_form_that_browsers_send() {
        for (typed, sent) in [
            ("https://m.example.com", "https://m.example.com"),
            ("https://m.example.com:443", "https://m.example.com"),
            ("http://m.example.com:80", "http://m.example.com"),
            ("http://m.example.com:443", "http://m.example.com:443"),
            ("https://m.example.com:8443", "https://m.example.com:8443"),
            ("https://M.Example.com", "https://m.example.com"),
            ("HTTPS://m.example.com/", "https://m.example.com"),
            ("https://例子.中国", "https://xn--fsqu00a.xn--fiqs8s"),
            (
                "https://xn--fsqu00a.xn--fiqs8s",
                "https://xn--fsqu00a.xn--fiqs8s",
            ),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("http://[0:0:0:0:0:0:0:1]:3000", "http://[::1]:3000"),
            ("http://192.0.2.7", "http://192.0.2.7"),
            ("http://localhost", "http://localhost"),
            ("https://localhost", "https://localhost"),
            ("capacitor://localhost", "capacitor://localhost"),
            ("Capacitor://LocalHost/", "capacitor://localhost"),
            ("ionic://localhost", "ionic://localhost"),
            ("tauri://localhost", "tauri://localhost"),
            ("app://localhost:80", "app://localhost:80"),
            (
                "chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb",
                "chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb",
            ),
        ] {
            assert_eq!(normal(typed).unwrap(), sent, "{typed}");
        }
    }

    #[test]
    fn what_is_no_origin_is_refused_with_what_to_write() {
        for (typed, help) in [
            ("", "no scheme"),
            ("m.example.com", "no scheme"),
            ("//m.example.com", "no scheme"),
            ("https:m.example.com", "no scheme"),
            ("https://", "host"),
            ("capacitor://", "no host"),
            ("capacitor:///", "no host"),
            (
                "https://m.example.com/app",
                "write https://m.example.com alone",
            ),
            (
                "capacitor://localhost/index.html",
                "write capacitor://localhost alone",
            ),
            (
                "https://m.example.com?x",
                "write https://m.example.com alone",
            ),
            (
                "https://m.example.com#x",
                "write https://m.example.com alone",
            ),
            (
                "https://me@m.example.com",
                "write https://m.example.com alone",
            ),
            ("https://*.example.com", "*"),
            ("https://m.example.com:99999", "port"),
            ("https://m example.com", "blanks"),
            ("https://m.example.com\u{7f}", "control"),
            ("app://例子", "ASCII"),
            ("null", "null"),
            ("NULL", "null"),
            ("file:///index.html", "null"),
            ("*", "no scheme"),
        ] {
            let error = normal(typed).unwrap_err().to_string();
            assert!(error.contains(help), "{typed}: {error}");
        }
    }

    #[test]
    fn a_host_is_a_name_alone() {
        assert_eq!(host("Docs.Example.com").unwrap(), "docs.example.com");
        assert_eq!(host("例子.中国").unwrap(), "xn--fsqu00a.xn--fiqs8s");
        for wrong in [
            "",
            "https://docs.example.com",
            "docs.example.com:9090",
            "a b",
            "a/b",
        ] {
            assert!(host(wrong).is_err(), "{wrong}");
        }
    }
}
