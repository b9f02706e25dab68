use signet_fault::{Code, Fault, Reason};

use super::{Request, Verb};

/// The headers that a wire with cookies reads.
pub const COOKIE_HEADERS: [&str; 2] = [COOKIE, FETCH_SITE];

const COOKIE: &str = "cookie";

/// The header in which a browser states whether the page that makes the request is of the same site.
const FETCH_SITE: &str = "sec-fetch-site";

/// The cookies that a wire sets. Pages cannot read them, and browsers send them only with requests from pages of the same site.
#[derive(Clone, Debug)]
pub struct Cookies {
    prefix: String,
    is_secure: bool,
}

impl Cookies {
    /// Returns the cookies of a wire at a prefix, which may be empty. If `is_secure`, browsers send them only over TLS.
    pub fn new(prefix: &str, is_secure: bool) -> Cookies {
        Cookies {
            prefix: prefix.to_owned(),
            is_secure,
        }
    }

    /// Returns the value of `Set-Cookie` that stores a value for `seconds`. Browsers send the cookie to `path`, which is below the
    /// prefix, and to everything below `path`. An empty value deletes the cookie.
    pub fn set(&self, name: &str, value: &str, path: &str, seconds: i64) -> String {
        let path = match format!("{}{path}", self.prefix) {
            path if path.is_empty() => "/".to_owned(),
            path => path,
        };
        let seconds = if value.is_empty() { 0 } else { seconds };
        let secure = if self.is_secure { "; Secure" } else { "" };
        format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
    }
}

impl Request<'_> {
    /// Returns the value of a cookie, the first value if there are several. `None` if there is no such cookie or it is empty.
    ///
    /// # Errors
    /// [`Code::NotPermitted`] if the cookie has a value and the page of another site makes a request that may write: the user of the
    /// browser may not know of it. [`Code::BadForm`] if there are two headers `Cookie`.
    pub fn cookie(&self, name: &str) -> Result<Option<&str>, Fault> {
        let header = self.header(COOKIE)?.unwrap_or_default();
        let mut pairs = header.split(';').filter_map(|pair| pair.split_once('='));
        let value = pairs.find_map(|(known, value)| (known.trim() == name).then_some(value.trim()));
        let value = value.filter(|value| !value.is_empty());
        if value.is_some() && self.may_write() && self.header(FETCH_SITE)? == Some("cross-site") {
            let reason = Reason::new(
                "the page of another site made the request",
                "请求来自其他网站",
            );
            return Err(Fault::new(Code::NotPermitted).because(reason));
        }
        Ok(value)
    }

    fn may_write(&self) -> bool {
        let verb = self.routed.as_ref().map(|routed| routed.route.verb);
        !matches!(verb, Some(Verb::Get | Verb::Head))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Route, Routed};

    const ROUTES: [Route; 2] = [of(Verb::Get), of(Verb::Delete)];

    const fn of(verb: Verb) -> Route {
        let (path, methods) = ("/orders", &[]);
        Route {
            verb,
            path,
            methods,
        }
    }

    fn cookie(route: &'static Route, headers: &[(&str, &str)]) -> Result<Option<String>, Code> {
        let parameters = Vec::new();
        let request = Request {
            routed: Some(Routed { route, parameters }),
            headers: headers.to_vec(),
            ..Request::default()
        };
        let value = request.cookie("token");
        let value = value.map(|value| value.map(str::to_owned));
        value.map_err(|fault| fault.code())
    }

    #[test]
    fn a_cookie_has_a_value_of_its_own_name() {
        let [get, _] = &ROUTES;
        for (header, expected) in [
            ("token=0123", Some("0123")),
            ("other=1; token = 0123 ;token=4", Some("0123")),
            ("tokens=1; Token=2; token", None),
            ("token=", None),
            ("", None),
        ] {
            let found = cookie(get, &[(COOKIE, header)]);
            assert_eq!(found, Ok(expected.map(str::to_owned)), "{header}");
        }
        let two = [(COOKIE, "token=1"), (COOKIE, "token=2")];
        assert_eq!(cookie(get, &two), Err(Code::BadForm));
    }

    #[test]
    fn the_page_of_another_site_writes_nothing_with_a_cookie() {
        let [get, delete] = &ROUTES;
        let with = |value, site| [(COOKIE, value), (FETCH_SITE, site)];
        let (cross_site, own) = (
            with("token=1", "cross-site"),
            with("token=1", "same-origin"),
        );
        assert_eq!(cookie(delete, &cross_site), Err(Code::NotPermitted));
        assert_eq!(cookie(get, &cross_site), Ok(Some("1".to_owned())));
        assert_eq!(cookie(delete, &own), Ok(Some("1".to_owned())));
        assert_eq!(cookie(delete, &with("other=1", "cross-site")), Ok(None));
    }

    #[test]
    fn an_empty_value_deletes_a_cookie() {
        let secure = Cookies::new("/shop", true);
        assert_eq!(
            secure.set("token", "0123", "/orders", 60),
            "token=0123; Path=/shop/orders; Max-Age=60; HttpOnly; SameSite=Strict; Secure"
        );
        let plain = Cookies::new("", false);
        assert_eq!(
            plain.set("token", "", "", 60),
            "token=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"
        );
    }
}
