use std::borrow::Cow;
use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use redis::RedisConnectionInfo;
use url::{Host, Url};

use crate::Error;
use crate::redis::{Route, Server};

/// The supported forms of `cache.url`; every error message lists them.
const SUPPORTED: &str = "the gateway takes memory://, redis://host:port/database, rediss://host:port/database (TLS) and \
     unix:///path/to/socket?db=0, each to one Redis server of version 6 or newer that is neither a sentinel nor in cluster mode";

/// The port of a Redis server if the URL names no port.
const PORT: u16 = 6379;

/// The location of the fast store, parsed from `cache.url`.
#[derive(Clone, Debug)]
pub enum Address {
    /// The memory of this process.
    Memory,
    /// A Redis server.
    Redis(Server),
}

impl Address {
    /// Reads `cache.url`: `memory://`, `redis://`, `rediss://` or `unix://`; users and passwords are percent-encoded.
    /// Does not connect.
    ///
    /// # Errors
    /// [`Error::BadUrl`], one line with the mistake and the supported forms, without any part of the URL.
    pub fn parse(url: &str) -> Result<Address, Error> {
        let Some((scheme, rest)) = url.split_once("://") else {
            return refuse("has no scheme such as redis://");
        };
        match scheme.to_ascii_lowercase().as_str() {
            "memory" => Ok(Address::Memory),
            "redis" | "valkey" => of_host(url, false),
            "rediss" | "valkeys" => of_host(url, true),
            "unix" | "redis+unix" | "redis+socket" | "valkey+unix" => of_socket(rest),
            other if other.contains("sentinel") => refuse(
                "names sentinels, which are not supported yet; name the primary itself or an address that follows it",
            ),
            other if other.contains("cluster") => {
                refuse("names a Redis Cluster, which is not supported yet")
            }
            _ => refuse("has a scheme that is not supported"),
        }
    }
}

fn refuse<T>(what: &str) -> Result<T, Error> {
    Err(Error::BadUrl(format!("cache.url {what}; {SUPPORTED}")))
}

/// Reads `redis://user:password@host:port/database`, and the same form with TLS.
fn of_host(url: &str, tls: bool) -> Result<Address, Error> {
    let after_scheme = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = after_scheme
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default();
    let hosts = authority
        .rsplit_once('@')
        .map_or(authority, |(_, hosts)| hosts);
    if hosts.contains(',') {
        return refuse(
            "names several servers, as for a cluster or sentinels, which are not supported yet",
        );
    }
    if hosts.is_empty() || hosts.starts_with(':') {
        return refuse("names no host; a `/` in a user or password is written as %2F");
    }
    let Ok(url) = Url::parse(url) else {
        return refuse(
            "cannot be read: the port is a number up to 65535, and `/`, `?`, `#`, `@`, `:` and `%` in a user or password are \
             written as %2F, %3F, %23, %40, %3A and %25",
        );
    };
    if url.fragment().is_some() {
        return refuse(
            "has a `#`: in a password it is written as %23, and certificates are always checked (security.ca_file names an \
             authority of your own)",
        );
    }
    let host = match url.host() {
        Some(Host::Domain(name)) => name.to_owned(),
        Some(Host::Ipv4(address)) => address.to_string(),
        Some(Host::Ipv6(address)) => address.to_string(),
        None => return refuse("names no host"),
    };
    let mut login = Login::of(url.username(), url.password().unwrap_or_default())?;
    for (name, value) in url.query_pairs() {
        login.set(&name, value)?;
    }
    match url.path().trim_matches('/') {
        "" => {}
        database => login.set("db", database.into())?,
    }
    let port = url.port().unwrap_or(PORT);
    let route = if tls {
        Route::tls(host, port)
    } else {
        Some(Route::Tcp(host, port))
    };
    match route {
        Some(route) => login.to(route),
        None => refuse("names a host that no certificate can be for"),
    }
}

/// Reads the part after `unix://`: `user:password@/path?db=0`.
fn of_socket(rest: &str) -> Result<Address, Error> {
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (user, path) = match place.split_once('/') {
        Some((user, path)) => (user, format!("/{path}")),
        None => {
            return refuse(
                "names no socket: its path begins with `/`, as in unix:///run/redis.sock",
            );
        }
    };
    let user = match user.strip_suffix('@') {
        Some(user) => user,
        None if user.is_empty() => "",
        None => {
            return refuse(
                "names a host and a socket; a socket has three slashes, as in unix:///run/redis.sock",
            );
        }
    };
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    let mut login = Login::of(user, password)?;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        login.set(&name, value)?;
    }
    login.to(Route::Unix(PathBuf::from(decoded(&path)?.as_ref())))
}

fn decoded(text: &str) -> Result<Cow<'_, str>, Error> {
    match percent_decode_str(text).decode_utf8() {
        Ok(text) => Ok(text),
        Err(_) => refuse("has percent-encoded bytes that are not UTF-8"),
    }
}

/// The user, password and database that are sent when a connection opens.
struct Login {
    user: String,
    password: String,
    database: Option<i64>,
}

impl Login {
    fn of(user: &str, password: &str) -> Result<Login, Error> {
        Ok(Login {
            user: decoded(user)?.into_owned(),
            password: decoded(password)?.into_owned(),
            database: None,
        })
    }

    /// Sets one parameter of the URL.
    fn set(&mut self, name: &str, value: Cow<'_, str>) -> Result<(), Error> {
        match name {
            "db" | "database" if self.database.is_some() => refuse("names the database twice"),
            "db" | "database" => match value.parse() {
                Ok(number @ 0..) => {
                    self.database = Some(number);
                    Ok(())
                }
                _ => refuse(
                    "names a database that is not a number; Redis has 0 to 15 unless configured otherwise",
                ),
            },
            "user" | "username" => {
                self.user = value.into_owned();
                Ok(())
            }
            "pass" | "password" => {
                self.password = value.into_owned();
                Ok(())
            }
            _ => refuse("has a parameter that is not known; db, user and pass are"),
        }
    }

    fn to(self, route: Route) -> Result<Address, Error> {
        if self.password.is_empty() && !self.user.is_empty() {
            return refuse(
                "names a user without a password; write user:password@, or :password@ for a password without a user",
            );
        }
        let mut login = RedisConnectionInfo::default()
            .set_db(self.database.unwrap_or(0))
            .set_lib_name("signet", env!("CARGO_PKG_VERSION"));
        if !self.user.is_empty() {
            login = login.set_username(self.user);
        }
        if !self.password.is_empty() {
            login = login.set_password(self.password);
        }
        Ok(Address::Redis(Server::new(route, login)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> Server {
        match Address::parse(url) {
            Ok(Address::Redis(server)) => server,
            other => panic!("{url}: {other:?}"),
        }
    }

    #[test]
    fn reads_what_is_supported() {
        for (url, shown, tls) in [
            ("redis://cache", "redis://cache:6379/0", false),
            (
                "redis://127.0.0.1:7000/3",
                "redis://127.0.0.1:7000/3",
                false,
            ),
            ("REDIS://[::1]:7000/?db=3", "redis://[::1]:7000/3", false),
            (
                "rediss://u:p@cache.internal/1",
                "rediss://cache.internal:6379/1",
                true,
            ),
            (
                "valkeys://cache.internal:1",
                "rediss://cache.internal:1/0",
                true,
            ),
            (
                "unix:///run/redis/a%20b.sock?db=2",
                "unix:///run/redis/a b.sock?db=2",
                false,
            ),
            (
                "redis+unix://u:p@/run/r.sock",
                "unix:///run/r.sock?db=0",
                false,
            ),
        ] {
            let server = server(url);
            assert_eq!(
                (server.to_string().as_str(), server.is_tls()),
                (shown, tls),
                "{url}"
            );
        }
        assert!(matches!(Address::parse("memory://"), Ok(Address::Memory)));
    }

    #[test]
    fn users_and_passwords_are_percent_encoded() {
        for url in [
            "redis://us%40er:p%2Fa%3As%23s%25@host",
            "unix://us%40er:p%2Fa%3As%23s%25@/run/r.sock",
            "unix:///run/r.sock?user=us%40er&pass=p%2Fa%3As%23s%25",
        ] {
            let server = server(url);
            let login = server.login();
            assert_eq!(
                (login.username(), login.password()),
                (Some("us@er"), Some("p/a:s#s%")),
                "{url}"
            );
        }
        assert_eq!(server("redis://:secret@host").login().username(), None);
    }

    #[test]
    fn names_what_is_wrong_and_shows_no_password() {
        for (url, what) in [
            ("", "no scheme"),
            ("localhost:6379", "no scheme"),
            ("http://localhost", "scheme that is not supported"),
            ("redis+sentinel://:hunter2@a:26379/mymaster", "sentinels"),
            ("redis-sentinel://a,b/0", "sentinels"),
            ("rediss+sentinel://a/0", "sentinels"),
            ("redis+cluster://a", "Cluster"),
            ("rediss-cluster://a", "Cluster"),
            ("redis://:hunter2@a,b,c", "several servers"),
            ("redis://a:1,b:2/0", "several servers"),
            ("redis://", "no host"),
            ("redis://:hunter2@", "no host"),
            ("redis:///0", "no host"),
            ("redis://:6379", "no host"),
            ("redis://a:99999", "cannot be read"),
            ("redis://a:port", "cannot be read"),
            ("redis://:hunter2/x@a", "%2F"),
            ("redis://a#insecure", "`#`"),
            ("redis://hunter2@a", "user without a password"),
            ("redis://a/zero", "not a number"),
            ("redis://a/-1", "not a number"),
            ("redis://a/0/1", "not a number"),
            ("redis://a/1?db=2", "twice"),
            ("redis://a/?ssl=true", "parameter"),
            ("unix://", "no socket"),
            ("unix://run/redis.sock", "three slashes"),
            ("unix:///run/redis.sock?db=x", "not a number"),
            ("redis://u:%ff@a", "UTF-8"),
        ] {
            let error = Address::parse(url).err().map(|error| error.to_string());
            let line = error.unwrap_or_default();
            assert!(
                line.contains(what) && line.contains("rediss://"),
                "{url}: {line}"
            );
            assert!(!line.contains("hunter2"), "{url}: {line}");
        }
    }
}
