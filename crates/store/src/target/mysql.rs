//! A MySQL server, from a URL such as `mysql://user:password@host:port/database?ssl_mode=required`.

mod tls;

use std::borrow::Cow;
use std::collections::BTreeMap;

use url::{Host, Url, form_urlencoded};

use crate::Error;

pub(crate) use tls::Tls;

/// The parameters of a URL; `socket` is another name of `unix_socket`.
const PARAMETERS: [&str; 6] = [
    "ssl_mode",
    "ssl_ca",
    "ssl_cert",
    "ssl_key",
    "unix_socket",
    "socket",
];

const PORT: u16 = 3306;

/// A server, a user and a database.
#[derive(Clone)]
pub(crate) struct Server {
    /// The URL for diesel. It contains the password: never show it.
    pub(crate) url: String,
    /// The host and port or the socket, for errors.
    pub(crate) at: String,
    pub(crate) tls: Tls,
    has_database: bool,
}

impl Server {
    /// Parses a URL; the database may be left out.
    pub(super) fn parse(text: &str) -> Result<Server, Error> {
        let url = Url::parse(text).map_err(|_| malformed())?;
        let user = user(&url)?;
        let host = url.host().ok_or_else(malformed)?;
        if url.fragment().is_some() {
            return Err(malformed());
        }
        let database = database(&url)?;
        let mut parameters = parameters(&url)?;
        let socket = parameters
            .remove("unix_socket")
            .or(parameters.remove("socket"));
        let tls = Tls::new(&parameters)?;
        let port = url.port().unwrap_or(PORT);
        let at = match &socket {
            Some(path) => path.clone(),
            None => format!("{host}:{port}"),
        };
        let place = match &socket {
            Some(path) => {
                check_socket(&host, &tls)?;
                parameters.insert("unix_socket", path.clone());
                "localhost".to_owned()
            }
            None => format!("{}:{port}", host_name(&host, &tls)?),
        };
        parameters.remove("ssl_mode");
        if let Some(mode) = tls.for_library() {
            parameters.insert("ssl_mode", mode.to_owned());
        }
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&parameters)
            .finish();
        Ok(Server {
            url: format!("mysql://{user}@{place}/{database}?{query}"),
            at,
            tls,
            has_database: !database.is_empty(),
        })
    }

    /// Checks that the URL names a database.
    ///
    /// # Errors
    /// [`Error::Url`] if the URL names no database.
    pub(super) fn check_database(&self) -> Result<(), Error> {
        if self.has_database {
            return Ok(());
        }
        let text = "it names no database; write it behind the host, as in mysql://user:password@host:port/database";
        Err(Error::Url(text.to_owned()))
    }
}

fn malformed() -> Error {
    let text = "a MySQL URL is mysql://user:password@host:port/database; in user and password write @ : / ? # and % as \
                %40 %3A %2F %3F %23 and %25";
    Error::Url(text.to_owned())
}

/// Returns user and password as in the URL, percent-encoded.
fn user(url: &Url) -> Result<String, Error> {
    match (url.username(), url.password()) {
        ("", _) => Err(malformed()),
        (user, None) => Ok(user.to_owned()),
        (user, Some(password)) => Ok(format!("{user}:{password}")),
    }
}

/// Returns the name of the database, or an empty text.
fn database(url: &Url) -> Result<&str, Error> {
    let name = url.path().trim_start_matches('/');
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-$".contains(&byte);
    if name.bytes().all(is_plain) {
        return Ok(name);
    }
    let text = "the name of a database has letters, digits, `_`, `-` and `$`";
    Err(Error::Url(text.to_owned()))
}

/// Returns the parameters by name; each must be known and given once.
fn parameters(url: &Url) -> Result<BTreeMap<&'static str, String>, Error> {
    let mut parameters = BTreeMap::new();
    for (name, value) in url.query_pairs() {
        let known = PARAMETERS.iter().copied().find(|known| *known == name);
        let known = known.ok_or_else(|| unknown(&name))?;
        if value.is_empty() {
            return Err(Error::Url(format!("its parameter {known} has no value")));
        }
        if parameters.insert(known, value.into_owned()).is_some() {
            return Err(Error::Url(format!("its parameter {known} is given twice")));
        }
    }
    Ok(parameters)
}

fn unknown(name: &str) -> Error {
    let plain: String = name.to_lowercase().replace(['-', '_'], "");
    let meant = match plain.as_str() {
        "sslca" | "tlsca" | "ca" | "cafile" | "sslrootcert" => "; ssl_ca is meant, perhaps",
        "sslcert" | "tlscert" => "; ssl_cert is meant, perhaps",
        "sslkey" | "tlskey" => "; ssl_key is meant, perhaps",
        "unixsocket" => "; unix_socket is meant, perhaps",
        _ if plain.contains("ssl") || plain.contains("tls") || plain.contains("verify") => {
            "; ssl_mode is meant, perhaps"
        }
        _ => "",
    };
    Error::Url(format!(
        "its parameter \"{}\" is not known{meant}; known are {}",
        name.escape_debug(),
        PARAMETERS.join(", ")
    ))
}

fn check_socket(host: &Host<&str>, tls: &Tls) -> Result<(), Error> {
    let text = if !is_localhost(host) {
        "unix_socket is for the host localhost"
    } else if tls.is_needed() {
        "a connection through unix_socket has no TLS, and needs none: leave ssl_mode and its files out"
    } else {
        return Ok(());
    };
    Err(Error::Url(text.to_owned()))
}

fn is_localhost(host: &Host<&str>) -> bool {
    matches!(host, Host::Domain(name) if name.eq_ignore_ascii_case("localhost"))
}

/// Returns the host in the form of diesel's URL.
fn host_name(host: &Host<&str>, tls: &Tls) -> Result<String, Error> {
    let name: Cow<'_, str> = match host {
        // For `localhost` in lower case the client library uses the socket, whatever the port is.
        host if is_localhost(host) => "LOCALHOST".into(),
        Host::Domain(name) => (*name).into(),
        Host::Ipv4(address) => address.to_string().into(),
        Host::Ipv6(address) => {
            tls.check_ipv6()?;
            return Ok(format!("[{address}]"));
        }
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_plain) {
        return Err(malformed());
    }
    Ok(tls.host(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(rest: &str) -> Result<Server, String> {
        Server::parse(&format!("mysql://{rest}")).map_err(|error| error.to_string())
    }

    #[test]
    fn a_host_means_tcp_and_a_socket_is_explicit() {
        let url = |rest| parsed(rest).unwrap().url;
        assert!(url("g:p%40@localhost:5/d").starts_with("mysql://g:p%40@host=LOCALHOST;"));
        assert!(url("g:p@localhost/d").contains(":3306/d?"));
        assert!(url("g:a@b@10.0.0.1:5/d").starts_with("mysql://g:a%40b@host=10.0.0.1;"));
        assert_eq!(url("g@[::1]:5/d"), "mysql://g@[::1]:5/d?");
        let socket = parsed("g@localhost/d?socket=/run/my.sock").unwrap();
        assert_eq!(
            (socket.at.as_str(), socket.url.as_str()),
            (
                "/run/my.sock",
                "mysql://g@localhost/d?unix_socket=%2Frun%2Fmy.sock"
            )
        );
        assert!(parsed("g@db.example.com/d?socket=/run/my.sock").is_err());
    }

    #[test]
    fn what_the_client_library_would_read_as_an_option_is_no_host() {
        for host in ["h;ssl-enforce=0", "host=h", "h=1"] {
            assert!(parsed(&format!("g@{host}:5/d")).is_err(), "{host}");
        }
    }

    #[test]
    fn parameters_are_known_and_given_once() {
        for (query, part) in [
            ("sslmode=require", "ssl_mode is meant"),
            ("useSSL=true", "ssl_mode is meant"),
            ("tls=1", "ssl_mode is meant"),
            ("ssl-ca=/x", "ssl_ca is meant"),
            ("charset=utf8", "known are ssl_mode, ssl_ca"),
            ("ssl_mode=disabled&ssl_mode=required", "given twice"),
            ("ssl_mode=", "has no value"),
            ("ssl_mode=on", "disabled, preferred, required"),
        ] {
            let error = parsed(&format!("g:hunter2@h:5/d?{query}")).err().unwrap();
            assert!(
                error.contains(part) && !error.contains("hunter2"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_database_has_a_plain_name() {
        let server = parsed("g@h:5").unwrap();
        assert!(server.check_database().is_err());
        assert!(parsed("g@h:5/a/b").is_err());
        assert!(parsed("g@h:5/a%20b").is_err());
        assert!(parsed("g@h:5/a-b_$1").unwrap().check_database().is_ok());
    }
}
