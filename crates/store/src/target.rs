//! Where the database is, from its URL.

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use crate::Error;
use crate::link::Link;

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error(transparent)]
    Connect(#[from] ConnectionError),
    #[error(transparent)]
    SetUp(#[from] diesel::result::Error),
    #[error(transparent)]
    Folder(#[from] std::io::Error),
    #[error("it is older than the last break")]
    Outdated,
}

/// A database that connections can be made to.
#[derive(Clone)]
pub(crate) enum Target {
    #[cfg(feature = "mysql")]
    Mysql {
        /// With the password: never shown.
        url: String,
        at: String,
    },
    Sqlite {
        path: String,
    },
}

impl Target {
    /// Understands a URL. Whatever is wrong with it, its text is not in the error: it may hold a password.
    pub(crate) fn parse(url: &str) -> Result<Target, Error> {
        match url.split_once("://") {
            Some(("sqlite", path)) if path.is_empty() || path.contains(":memory:") => Err(
                Error::Url("SQLite needs a file, as in sqlite://data/gateway.db".to_owned()),
            ),
            Some(("sqlite", path)) => Ok(Target::Sqlite {
                path: path.to_owned(),
            }),
            Some(("mysql", _)) => mysql(url),
            _ => Err(Error::Url(
                "it starts with neither sqlite:// nor mysql://".to_owned(),
            )),
        }
    }

    /// The host and port or the file, for errors.
    pub(crate) fn at(&self) -> &str {
        match self {
            #[cfg(feature = "mysql")]
            Target::Mysql { at, .. } => at,
            Target::Sqlite { path } => path,
        }
    }

    /// Makes a connection. A SQLite file and its folder are made if they are not there.
    pub(crate) fn connect(&self) -> Result<Link, Error> {
        self.try_connect()
            .map_err(|refusal| self.unreachable(refusal))
    }

    pub(crate) fn try_connect(&self) -> Result<Link, Refusal> {
        let mut link = match self {
            #[cfg(feature = "mysql")]
            Target::Mysql { url, .. } => Link::Mysql(MysqlConnection::establish(url)?),
            Target::Sqlite { path } => {
                make_parent(path)?;
                Link::Sqlite(SqliteConnection::establish(path)?)
            }
        };
        crate::dialect::set_up(&mut link)?;
        Ok(link)
    }

    /// The error that no connection can be made, on one line.
    pub(crate) fn unreachable(&self, reason: impl ToString) -> Error {
        Error::Unreachable {
            at: self.at().to_owned(),
            reason: reason.to_string().replace('\n', " "),
            hint: match self {
                #[cfg(feature = "mysql")]
                Target::Mysql { .. } => {
                    "check that the server runs there and knows this user, password and database"
                }
                Target::Sqlite { .. } => "check that the folder can be written to",
            },
        }
    }
}

fn make_parent(path: &str) -> std::io::Result<()> {
    match std::path::Path::new(path).parent() {
        Some(parent) => std::fs::create_dir_all(parent),
        None => Ok(()),
    }
}

#[cfg(feature = "mysql")]
fn mysql(url: &str) -> Result<Target, Error> {
    let malformed =
        || Error::Url("a MySQL URL is mysql://user:password@host:port/database".to_owned());
    let (_, address) = url.rsplit_once('@').ok_or_else(malformed)?;
    let address = address.split(['/', '?']).next().unwrap_or_default();
    let (host, port) = address.rsplit_once(':').unwrap_or((address, "3306"));
    let port: u16 = port.parse().map_err(|_| malformed())?;
    Ok(Target::Mysql {
        url: url.to_owned(),
        at: format!("{host}:{port}"),
    })
}

#[cfg(not(feature = "mysql"))]
fn mysql(_: &str) -> Result<Target, Error> {
    let text = "this build has no MySQL: build with `--features mysql` (needs libmariadb-dev and pkg-config)";
    Err(Error::Url(text.to_owned()))
}
