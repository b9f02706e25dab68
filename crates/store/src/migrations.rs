//! Schema migrations. `migrations/README.md` explains how to write one.
//!
//! On SQLite all pending migrations run in one transaction. MySQL commits each change of the schema by itself, so an
//! interrupted migration is run again from its first statement: each of them may run twice. If nothing is pending,
//! nothing is written, and only the rights of serving are needed.

#[cfg(feature = "mysql")]
mod mysql;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::link::Link;
use crate::{Connection, Error};

include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

diesel::table! {
    /// The applied migrations, in the format of diesel's command line.
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}
use __diesel_schema_migrations as done;

const CREATE_DONE: &str = "CREATE TABLE IF NOT EXISTS __diesel_schema_migrations (\
     version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)";

/// A folder of `migrations`.
pub(crate) struct Migration {
    pub(crate) name: &'static str,
    up: &'static str,
}

impl Migration {
    /// Returns the digits at the start of its name.
    fn version(&self) -> String {
        let (digits, _) = self.name.split_once('_').unwrap_or((self.name, ""));
        digits.replace('-', "")
    }
}

/// The difference between the schema of a database and this program.
pub(crate) struct Difference {
    /// The migrations that the database lacks, in order.
    pub(crate) pending: Vec<&'static Migration>,
    /// The versions that only the database has.
    pub(crate) unknown: Vec<String>,
}

/// Finds pending and unknown migrations; only reads.
pub(crate) fn difference(link: &mut Link) -> Result<Difference, Error> {
    let all = match link {
        #[cfg(feature = "mysql")]
        Link::Mysql(_) => MYSQL,
        Link::Sqlite(_) => SQLITE,
    };
    let known: Vec<String> = all.iter().map(Migration::version).collect();
    let done = versions(link)?;
    Ok(Difference {
        pending: all
            .iter()
            .filter(|migration| !done.contains(&migration.version()))
            .collect(),
        unknown: done
            .into_iter()
            .filter(|version| !known.contains(version))
            .collect(),
    })
}

/// Returns the names of all migrations, for a missing file.
pub(crate) fn names_for_sqlite() -> Vec<String> {
    SQLITE
        .iter()
        .map(|migration| migration.name.to_owned())
        .collect()
}

/// Returns the applied versions.
fn versions(link: &mut Link) -> Result<Vec<String>, Error> {
    let versions = done::table.select(done::version).order(done::version);
    match versions.load(link) {
        Err(error) if is_missing_table(&error.to_string()) => Ok(Vec::new()),
        versions => Ok(versions?),
    }
}

fn is_missing_table(message: &str) -> bool {
    message.contains("no such table") || message.contains("doesn't exist")
}

/// Returns the pending migrations.
///
/// # Errors
/// [`Error::Migration`] if the database has a migration that this program does not know: a later program made it.
pub(crate) fn pending(connection: &mut Connection) -> Result<Vec<&'static Migration>, Error> {
    let difference = difference(&mut connection.link)?;
    if difference.unknown.is_empty() {
        return Ok(difference.pending);
    }
    Err(Error::Migration(format!(
        "the schema is newer than this program, which does not know {}; run the gateway that made it or a later one, or go \
         back to a copy of the database from before",
        difference.unknown.join(", ")
    )))
}

/// Runs the pending migrations and returns their names. On SQLite the caller's transaction is the lock between nodes.
pub(crate) fn run(connection: &mut Connection) -> Result<Vec<String>, Error> {
    let pending = pending(connection)?;
    match &mut connection.link {
        #[cfg(feature = "mysql")]
        Link::Mysql(link) => mysql::run(link, pending),
        Link::Sqlite(link) => {
            let mut names = Vec::new();
            for migration in pending {
                let failed = |error| failed(migration.name, error);
                link.batch_execute(CREATE_DONE).map_err(failed)?;
                link.batch_execute(migration.up).map_err(failed)?;
                let row = done::version.eq(migration.version());
                diesel::insert_into(done::table)
                    .values(row)
                    .execute(link)
                    .map_err(failed)?;
                names.push(migration.name.to_owned());
            }
            Ok(names)
        }
    }
}

/// Returns the error of a failed statement; errors that a repeat may solve are not changed.
fn failed(what: &str, error: diesel::result::Error) -> Error {
    match Error::from(error) {
        Error::Query(error) => Error::Migration(format!("{what}: {error}")),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{Store, scratch};

    /// Runs every `down.sql`, in reverse order.
    fn take_back(connection: &mut Connection) -> Result<(), Error> {
        let (database, all) = match &connection.link {
            #[cfg(feature = "mysql")]
            Link::Mysql(_) => ("mysql", MYSQL),
            Link::Sqlite(_) => ("sqlite", SQLITE),
        };
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");
        for migration in all.iter().rev() {
            let down = fs::read_to_string(format!("{root}/{database}/{}/down.sql", migration.name));
            connection.link.batch_execute(&down.unwrap())?;
        }
        Ok(connection
            .link
            .batch_execute("DELETE FROM __diesel_schema_migrations")?)
    }

    #[test]
    fn what_goes_up_comes_down_and_goes_up_again() {
        let url = scratch::create(&scratch::server_url()).unwrap();
        let store = Store::open(&url, 1).unwrap();
        let names = store.migrate().unwrap();
        store.run_blocking(take_back).unwrap();
        assert_eq!(store.migrate().unwrap(), names);
        scratch::drop(&url).unwrap();
    }

    #[test]
    fn both_databases_have_the_same_migrations() {
        #[cfg(feature = "mysql")]
        assert!(
            MYSQL
                .iter()
                .map(|each| each.name)
                .eq(SQLITE.iter().map(|each| each.name))
        );
        assert_eq!(SQLITE[0].version(), "20261121000001");
    }

    #[test]
    fn a_newer_schema_is_refused() {
        let url = scratch::create(&scratch::server_url()).unwrap();
        let store = Store::open(&url, 1).unwrap();
        store.migrate().unwrap();
        let note = |connection: &mut Connection| {
            let row = done::version.eq("20991231000001");
            diesel::insert_into(done::table)
                .values(row)
                .execute(&mut connection.link)?;
            Ok::<_, Error>(())
        };
        store.run_blocking(note).unwrap();
        let error = store.migrate().unwrap_err().to_string();
        assert!(
            error.contains("newer than this program") && error.contains("20991231000001"),
            "{error}"
        );
        assert!(store.pending_migrations().is_err());
        scratch::drop(&url).unwrap();
    }
}
