//! The location of the database, from its URL.

#[cfg(feature = "mysql")]
pub(crate) mod hint;
#[cfg(feature = "mysql")]
pub(crate) mod mysql;
pub(crate) mod sqlite;

#[cfg(feature = "mysql")]
use diesel::mysql::MysqlConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use crate::Error;
use crate::link::Database;

/// The reason why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error(transparent)]
    Connect(#[from] ConnectionError),
    #[error(transparent)]
    SetUp(#[from] diesel::result::Error),
    #[error(transparent)]
    Folder(#[from] std::io::Error),
    #[cfg(feature = "mysql")]
    #[error("the server offers no TLS, but ssl_mode requires it")]
    NoTls,
    #[error("it is older than the last break")]
    Outdated,
}

/// A database that connections can be made to.
#[derive(Clone)]
pub(crate) enum Target {
    #[cfg(feature = "mysql")]
    Mysql(mysql::Server),
    Sqlite {
        path: String,
    },
}

impl Target {
    /// Parses a URL. The error never contains its text, which may contain a password.
    pub(crate) fn parse(url: &str) -> Result<Target, Error> {
        let target = Target::of_server(url)?;
        #[cfg(feature = "mysql")]
        if let Target::Mysql(server) = &target {
            server.check_database()?;
        }
        Ok(target)
    }

    /// As [`Target::parse`], but a MySQL URL may name no database.
    pub(crate) fn of_server(url: &str) -> Result<Target, Error> {
        if url.contains(char::is_control) {
            let text = "it has a control character in it, perhaps the carriage return of a file with Windows line ends";
            return Err(Error::Url(text.to_owned()));
        }
        match url.split_once("://") {
            Some(("sqlite", path)) => Ok(Target::Sqlite {
                path: sqlite::checked(path)?,
            }),
            Some(("mysql", _)) => mysql(url),
            _ => Err(Error::Url(
                "it starts with neither sqlite:// nor mysql://".to_owned(),
            )),
        }
    }

    /// Returns the host and port, the socket or the file, for errors.
    pub(crate) fn at(&self) -> &str {
        match self {
            #[cfg(feature = "mysql")]
            Target::Mysql(server) => &server.at,
            Target::Sqlite { path } => path,
        }
    }

    /// Makes a connection. A SQLite file and its folder are created if they are missing.
    pub(crate) fn connect(&self) -> Result<Database, Error> {
        self.try_connect()
            .map_err(|refusal| self.unreachable(refusal))
    }

    pub(crate) fn try_connect(&self) -> Result<Database, Refusal> {
        match self {
            #[cfg(feature = "mysql")]
            Target::Mysql(server) => {
                let mut link = MysqlConnection::establish(&server.url)?;
                crate::session::set_up(&mut link)?;
                if server.tls.is_needed() && crate::session::cipher(&mut link)?.is_none() {
                    return Err(Refusal::NoTls);
                }
                Ok(Database::Mysql(link))
            }
            Target::Sqlite { path } => {
                sqlite::make(path)?;
                let mut link = SqliteConnection::establish(path)?;
                sqlite::set_up(&mut link)?;
                Ok(Database::Sqlite(link))
            }
        }
    }

    /// Returns the error that no connection can be made, on one line.
    pub(crate) fn unreachable(&self, reason: impl ToString) -> Error {
        let reason = reason.to_string().replace('\n', " ");
        Error::Unreachable {
            at: self.at().to_owned(),
            hint: match self {
                #[cfg(feature = "mysql")]
                Target::Mysql(_) => hint::of(&reason),
                Target::Sqlite { .. } => "check that the folder can be written to",
            },
            reason,
        }
    }
}

#[cfg(feature = "mysql")]
fn mysql(url: &str) -> Result<Target, Error> {
    Ok(Target::Mysql(mysql::Server::parse(url)?))
}

#[cfg(not(feature = "mysql"))]
fn mysql(_: &str) -> Result<Target, Error> {
    let text = "this build has no MySQL: build with `--features mysql` (needs libmariadb-dev and pkg-config)";
    Err(Error::Url(text.to_owned()))
}
