use std::fmt;

use signet_fault::{Code, Fault};

use crate::version::Version;

/// The verb of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
}

/// A path and a verb, and the methods behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The verb.
    pub verb: Verb,
    /// The path below the prefix of the wire. A segment in braces, as in `/goods/{id}`, is a parameter.
    pub path: &'static str,
    /// The methods, the usual method first. Empty if the request names the method.
    pub methods: &'static [MethodId],
}

/// The name and the version of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MethodId {
    /// The name.
    pub name: &'static str,
    /// The version.
    pub version: Version,
}

/// The verb and the address of a request.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The verb; `None` if no route can have it.
    pub verb: Option<Verb>,
    /// The path below the prefix of the wire, as it was sent.
    pub path: &'a str,
    /// The query, as it was sent; empty if there is none.
    pub query: &'a str,
}

/// The route of a request, with the parameters of its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routed {
    /// The route.
    pub route: &'static Route,
    /// The names and values of the parameters of the path.
    pub parameters: Vec<(&'static str, String)>,
}

/// The reason why no route fits a request.
#[derive(Debug)]
pub enum Unrouted {
    /// There is no such path.
    NotFound,
    /// The path takes only these other verbs.
    NotAllowed(Vec<Verb>),
    /// The address cannot be read.
    Refused(Fault),
}

impl Verb {
    /// Returns the verb with a name, which must be in upper case; `None` if no route can have it.
    pub const fn parse(name: &str) -> Option<Verb> {
        match name.as_bytes() {
            b"GET" => Some(Verb::Get),
            b"HEAD" => Some(Verb::Head),
            b"POST" => Some(Verb::Post),
            b"PUT" => Some(Verb::Put),
            b"DELETE" => Some(Verb::Delete),
            _ => None,
        }
    }

    /// Returns the name.
    pub const fn name(self) -> &'static str {
        match self {
            Verb::Get => "GET",
            Verb::Head => "HEAD",
            Verb::Post => "POST",
            Verb::Put => "PUT",
            Verb::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Finds the first route that fits a path and a verb. Paths match exactly, in case and in empty segments too. A parameter
/// matches a segment that is not empty and has no percent escape.
///
/// # Errors
/// [`Unrouted`] if no route fits.
pub fn find(routes: &'static [Route], target: &Target<'_>) -> Result<Routed, Unrouted> {
    let mut allowed = Vec::new();
    for route in routes {
        let Some(parameters) = route.parameters(target.path) else {
            continue;
        };
        if Some(route.verb) == target.verb {
            return Ok(Routed { route, parameters });
        }
        allowed.push(route.verb);
    }
    match allowed.is_empty() {
        true => Err(Unrouted::NotFound),
        false => Err(Unrouted::NotAllowed(allowed)),
    }
}

/// Finds a route as [`find`], but every path that takes GET also takes HEAD: the route of a HEAD request is the route of GET. The verbs
/// in [`Unrouted::NotAllowed`] are in alphabetical order.
///
/// # Errors
/// [`Unrouted`] if no route fits.
pub fn find_with_head(routes: &'static [Route], target: &Target<'_>) -> Result<Routed, Unrouted> {
    let verb = match target.verb {
        Some(Verb::Head) => Some(Verb::Get),
        verb => verb,
    };
    let target = Target { verb, ..*target };
    find(routes, &target).map_err(|unrouted| match unrouted {
        Unrouted::NotAllowed(mut verbs) => {
            if verbs.contains(&Verb::Get) {
                verbs.push(Verb::Head);
            }
            verbs.sort_unstable_by_key(|verb| verb.name());
            Unrouted::NotAllowed(verbs)
        }
        unrouted => unrouted,
    })
}

impl Route {
    /// Returns the path up to its second slash.
    pub fn first_segment(&self) -> &'static str {
        let below = self.path.strip_prefix('/');
        let length = below.and_then(|below| below.find('/'));
        length.map_or(self.path, |length| self.path.split_at(length + 1).0)
    }

    /// Returns the parameters of a path; `None` if it is not the path of the route.
    fn parameters(&self, path: &str) -> Option<Vec<(&'static str, String)>> {
        if !self.path.contains('{') {
            return (self.path == path).then(Vec::new);
        }
        let mut parameters = Vec::new();
        let (mut own, mut given) = (self.path.split('/'), path.split('/'));
        loop {
            let (own, given) = match (own.next(), given.next()) {
                (None, None) => return Some(parameters),
                (own, given) => own.zip(given)?,
            };
            let name = own.strip_prefix('{').and_then(|own| own.strip_suffix('}'));
            match name {
                Some(name) if !given.is_empty() && !given.contains('%') => {
                    parameters.push((name, given.to_owned()));
                }
                None if own == given => {}
                _ => return None,
            }
        }
    }
}

impl Unrouted {
    /// Returns the fault.
    #[track_caller]
    pub fn into_fault(self) -> Fault {
        match self {
            Unrouted::NotFound => Code::NotFound.into(),
            Unrouted::NotAllowed(verbs) => {
                let verbs: Vec<&str> = verbs.iter().map(|verb| verb.name()).collect();
                let note = format!("只允许使用 {} 方式提交", verbs.join("、"));
                Fault::with_note(Code::MethodNotAllowed, note)
            }
            Unrouted::Refused(fault) => fault,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn route(verb: Verb, path: &'static str) -> Route {
        let methods = &[];
        Route {
            verb,
            path,
            methods,
        }
    }

    const ROUTES: &[Route] = &[
        route(Verb::Get, "/brands/all/shops"),
        route(Verb::Get, "/brands/{brand_id}/shops"),
        route(Verb::Delete, "/login/token"),
        route(Verb::Post, "/login/token"),
    ];

    fn found(verb: &str, path: &str) -> Result<Routed, Unrouted> {
        let (verb, query) = (Verb::parse(verb), "");
        find(ROUTES, &Target { verb, path, query })
    }

    #[test]
    fn a_segment_in_braces_is_a_parameter() {
        let routed = found("GET", "/brands/7/shops").unwrap();
        assert_eq!(routed.parameters, [("brand_id", "7".to_owned())]);
        let routed = found("GET", "/brands/all/shops").unwrap();
        assert_eq!(routed.route.path, "/brands/all/shops");
        assert!(routed.parameters.is_empty(), "the first that fits");
    }

    #[test]
    fn other_paths_are_not_found() {
        for path in [
            "",
            "/",
            "/login/token/",
            "//login/token",
            "/Login/token",
            "/login/%74oken",
            "/brands//shops",
            "/brands/%37/shops",
            "/brands/7/shops/8",
            "/brands/./../login/token",
        ] {
            let unrouted = found("POST", path).unwrap_err();
            assert_eq!(unrouted.into_fault().code(), Code::NotFound, "{path}");
        }
    }

    #[test]
    fn head_is_where_get_is() {
        let found = |verb: &str, path: &str| {
            let (verb, query) = (Verb::parse(verb), "");
            let routed = find_with_head(ROUTES, &Target { verb, path, query });
            routed.map(|routed| routed.route.verb)
        };
        assert_eq!(found("HEAD", "/brands/7/shops").unwrap(), Verb::Get);
        assert_eq!(found("DELETE", "/login/token").unwrap(), Verb::Delete);
        for (verb, path, expected) in [
            ("PUT", "/brands/7/shops", &[Verb::Get, Verb::Head][..]),
            ("HEAD", "/login/token", &[Verb::Delete, Verb::Post]),
        ] {
            let unrouted = found(verb, path).unwrap_err();
            let names = matches!(&unrouted, Unrouted::NotAllowed(verbs) if verbs == expected);
            assert!(names, "{verb} {path}: {unrouted:?}");
        }
    }

    #[test]
    fn a_path_names_the_verbs_that_it_takes() {
        for verb in ["PUT", "GET", "post", "TRACE", "OPTIONS"] {
            let unrouted = found(verb, "/login/token").unwrap_err();
            assert!(
                matches!(&unrouted, Unrouted::NotAllowed(verbs) if verbs == &[Verb::Delete, Verb::Post]),
                "{verb}: {unrouted:?}"
            );
            let fault = unrouted.into_fault();
            assert_eq!(fault.code(), Code::MethodNotAllowed);
            assert_eq!(fault.message(), "只允许使用 DELETE、POST 方式提交");
        }
    }
}
