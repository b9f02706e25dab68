//! Inspection of a database for `gateway check`; it changes nothing.

use crate::link::{Database, Link};
use crate::target::Target;
use crate::{Error, Migrations, migrations};

/// The result of [`inspect`].
#[derive(Clone, Debug, Default)]
pub struct Inspection {
    /// The host and port, the socket or the file.
    pub at: String,
    /// Whether there is a database; a missing SQLite file is created at the first start.
    pub exists: bool,
    /// The name and version that the server reports, or the version of SQLite.
    pub version: String,
    /// The time of the server's clock, in unix seconds; `None` for a file.
    pub now: Option<i64>,
    /// The cipher of the connection; `None` if it is not encrypted, and with SQLite.
    pub cipher: Option<String>,
    /// The character set of the database, or the encoding of the file.
    pub character_set: String,
    /// The reason why it is read-only, if it is.
    pub read_only: Option<String>,
    /// The session variables whose values on the server differ from the values that the gateway sets for itself.
    pub differing: Vec<Variable>,
    /// The problems of the server, each as a line that says what to do.
    pub problems: Vec<String>,
    /// The rights of the user to this database; empty with SQLite.
    pub rights: Vec<String>,
    /// The rights that serving needs and the user lacks.
    pub missing_rights: Vec<String>,
    /// The migrations that the next start runs.
    pub pending: Vec<String>,
    /// The rights that these migrations need and the user lacks.
    pub missing_to_migrate: Vec<String>,
    /// The applied migrations that this program does not contain: the program is older than the schema and does not start.
    pub unknown: Vec<String>,
}

/// A variable of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// The server's value for a new session.
    pub server: String,
    /// The gateway's value.
    pub gateway: String,
}

/// Inspects the database of a URL; blocks, on MySQL for as long as the client library waits for the server.
///
/// # Errors
/// [`Error::Url`] and [`Error::Unreachable`] as [`Store::open`](crate::Store::open); [`Error::Query`].
pub fn inspect(url: &str, of_packs: &[Migrations]) -> Result<Inspection, Error> {
    let target = Target::parse(url)?;
    match &target {
        #[cfg(feature = "mysql")]
        Target::Mysql(_) => mysql::inspect(&target, of_packs),
        Target::Sqlite { path } => sqlite(&target, path, of_packs),
    }
}

fn sqlite(target: &Target, path: &str, of_packs: &[Migrations]) -> Result<Inspection, Error> {
    use diesel::dsl::sql;
    use diesel::prelude::*;
    use diesel::sql_types::Text;

    let mut found = Inspection {
        at: path.to_owned(),
        exists: std::fs::metadata(path).is_ok_and(|metadata| metadata.len() > 0),
        ..Inspection::default()
    };
    if !found.exists {
        found.pending = migrations::names_of(of_packs);
        return Ok(found);
    }
    let mut link =
        crate::target::sqlite::open_read_only(path).map_err(|error| target.unreachable(error))?;
    found.version = diesel::select(sql::<Text>("sqlite_version()")).get_result(&mut link)?;
    found.character_set = sql::<Text>("PRAGMA encoding").get_result(&mut link)?;
    if std::fs::OpenOptions::new().append(true).open(path).is_err() {
        found.read_only = Some("this user may not write the file".to_owned());
    }
    note_difference(&mut found, &mut Database::Sqlite(link).into(), of_packs)?;
    Ok(found)
}

fn note_difference(
    found: &mut Inspection,
    link: &mut Link,
    of_packs: &[Migrations],
) -> Result<(), Error> {
    let difference = migrations::difference(link, of_packs)?;
    let name = |migration: &migrations::Migration| migration.name.to_owned();
    found.pending = difference.pending.into_iter().map(name).collect();
    found.unknown = difference.unknown;
    Ok(())
}

#[cfg(feature = "mysql")]
mod mysql {
    use diesel::mysql::MysqlConnection;

    use super::{Inspection, Variable, note_difference};
    use crate::link::Database;
    use crate::target::Target;
    use crate::{Error, Migrations, rights, session};

    /// The packet size that the longest statement of a call needs, in bytes.
    const MIN_PACKET: u64 = 1 << 20;

    pub(super) fn inspect(target: &Target, of_packs: &[Migrations]) -> Result<Inspection, Error> {
        let Database::Mysql(mut link) = target.connect()? else {
            return Err(Error::Url("it is not one of MySQL".to_owned()));
        };
        let granted = rights::granted(&mut link)?;
        let lacks = |needed: &[&str]| -> Vec<String> {
            let lacking = needed.iter().filter(|right| !granted.contains(**right));
            lacking.map(|right| (*right).to_owned()).collect()
        };
        let text = |link: &mut MysqlConnection, expression: &str| {
            Ok::<_, Error>(session::variable(link, expression)?.unwrap_or_default())
        };
        let version = text(&mut link, "VERSION()")?;
        let comment = text(&mut link, "@@version_comment")?;
        let mut found = Inspection {
            at: target.at().to_owned(),
            exists: true,
            version: format!("{version} ({comment})"),
            now: text(&mut link, "UNIX_TIMESTAMP()")?.parse().ok(),
            cipher: session::cipher(&mut link)?,
            character_set: text(&mut link, "@@character_set_database")?,
            read_only: session::check_writable(&mut link)
                .err()
                .map(|error| error.to_string()),
            differing: differing(&mut link)?,
            problems: problems(&mut link)?,
            missing_rights: lacks(&rights::TO_SERVE),
            ..Inspection::default()
        };
        let mut link = Database::Mysql(link).into();
        note_difference(&mut found, &mut link, of_packs)?;
        if !found.pending.is_empty() {
            found.missing_to_migrate = lacks(&rights::TO_MIGRATE);
        }
        found.rights = granted.into_iter().collect();
        Ok(found)
    }

    fn differing(link: &mut MysqlConnection) -> Result<Vec<Variable>, Error> {
        let mut differing = Vec::new();
        for name in session::VARIABLES {
            let value =
                |link: &mut _, scope: &str| session::variable(link, &format!("@@{scope}.{name}"));
            // Ignore a variable that this kind of server does not have.
            let (Ok(Some(server)), Ok(Some(gateway))) =
                (value(link, "global"), value(link, "session"))
            else {
                continue;
            };
            if server != gateway {
                differing.push(Variable {
                    name: name.to_owned(),
                    server,
                    gateway,
                });
            }
        }
        Ok(differing)
    }

    fn problems(link: &mut MysqlConnection) -> Result<Vec<String>, Error> {
        let mut problems = Vec::new();
        let packet = session::variable(link, "@@session.max_allowed_packet")?;
        let packet = packet.and_then(|text| text.parse::<u64>().ok());
        if let Some(bytes) = packet.filter(|bytes| *bytes < MIN_PACKET) {
            problems.push(format!(
                "max_allowed_packet is {bytes} bytes: raise it to {MIN_PACKET} or more, or long texts cannot be stored"
            ));
        }
        Ok(problems)
    }
}
