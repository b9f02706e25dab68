//! URLs of the configuration.

use ureq::http::Uri;

use crate::invalid::Invalid;

/// Refuses texts that are not URLs of the web. The text itself may contain a password and is not shown.
///
/// # Errors
/// [`Invalid`] with the key.
pub fn check(key: &str, text: &str, may_have_query: bool) -> Result<(), Invalid> {
    let right = "write one such as https://files.example.com/path";
    let uri = text.parse::<Uri>().ok();
    let Some(uri) = uri.filter(|uri| {
        let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
        is_web && uri.host().is_some_and(|host| !host.is_empty())
    }) else {
        return Err(Invalid::new(format!(
            "{key} is not an http:// or https:// URL; {right}"
        )));
    };
    if text.contains('#') || (!may_have_query && uri.query().is_some()) {
        return Err(Invalid::new(format!(
            "{key} has a part after its path; {right}"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_has_a_scheme_and_a_host() {
        for good in ["http://x", "https://a.b/c", "https://127.0.0.1:1/files/"] {
            assert!(check("k", good, false).is_ok(), "{good}");
        }
        for wrong in [
            "",
            "x",
            "https://",
            "ftp://x",
            "HTTP//x",
            "http:///x",
            "http://x y",
            "http://x/#a",
            "http://x/?a",
        ] {
            assert!(check("k", wrong, false).is_err(), "{wrong}");
        }
        assert!(check("k", "https://x/send?to=all", true).is_ok());
    }
}
