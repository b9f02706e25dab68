//! Schema migrations. `migrations/README.md` explains how to write one.
//!
//! On SQLite all pending migrations run in one transaction. MySQL commits each change of the schema by itself, so an
//! interrupted migration is run again from its first statement: each statement may run twice. If nothing is pending,
//! nothing is written, and only the rights for serving are needed.

#[cfg(feature = "mysql")]
mod mysql;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::link::{Database, Link};
use crate::{Connection, Error};

/// A change of the schema, in SQL for each database.
pub struct Migration {
    /// The area that it belongs to and its name, such as `yaf/0001_content`; recorded once it has run.
    pub name: &'static str,
    /// Its statements on SQLite.
    pub sqlite: &'static str,
    /// Its statements on MySQL.
    pub mysql: &'static str,
}

/// The migrations of an area, in order.
pub type Migrations = &'static [Migration];

/// Lists the migrations of an area. The arguments are the path of the folder `migrations` relative to the calling file, the area,
/// and the names of its files.
#[macro_export]
macro_rules! migrations {
    ($folder:literal, $area:literal: $($name:literal),+ $(,)?) => {
        &[$($crate::Migration {
            name: concat!($area, "/", $name),
            sqlite: include_str!(concat!($folder, "/", $area, "/sqlite/", $name, ".sql")),
            mysql: include_str!(concat!($folder, "/", $area, "/mysql/", $name, ".sql")),
        }),+]
    };
}

/// The migrations of the shared tables.
pub(crate) const CORE: Migrations = crate::migrations![
    "../../../migrations", "core":
    "0001_apps",
    "0002_audit_log",
    "0003_accounts",
    "0004_sms",
    "0005_uploads",
    "0006_districts",
    "0007_payments",
    "0008_jobs",
];

diesel::table! {
    /// The applied migrations, by name.
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}
use __diesel_schema_migrations as done;

const CREATE_DONE: &str = "CREATE TABLE IF NOT EXISTS __diesel_schema_migrations (\
     version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)";

impl Migration {
    fn area(&self) -> &'static str {
        area(self.name)
    }
}

/// Returns the area in the name of a migration.
fn area(name: &str) -> &str {
    name.split_once('/').map_or("", |(area, _)| area)
}

/// Returns every migration: those of the shared tables, then those of the packs.
fn all(of_packs: &[Migrations]) -> impl Iterator<Item = &'static Migration> {
    CORE.iter().chain(of_packs.iter().copied().flatten())
}

/// The difference between the schema of a database and this program.
pub(crate) struct Difference {
    /// The migrations that the database lacks, in order.
    pub(crate) pending: Vec<&'static Migration>,
    /// The names that only the database has.
    pub(crate) unknown: Vec<String>,
}

/// Finds pending and unknown migrations; only reads. Migrations of other areas are ignored: their packs are off.
pub(crate) fn difference(link: &mut Link, of_packs: &[Migrations]) -> Result<Difference, Error> {
    let done = names(link)?;
    let is_known = |name: &String| all(of_packs).any(|migration| migration.name == name);
    let is_of_these_areas =
        |name: &String| all(of_packs).any(|migration| migration.area() == area(name));
    Ok(Difference {
        pending: all(of_packs)
            .filter(|migration| !done.iter().any(|name| name == migration.name))
            .collect(),
        unknown: done
            .iter()
            .filter(|name| is_of_these_areas(name) && !is_known(name))
            .cloned()
            .collect(),
    })
}

/// Returns the names of all migrations, for a SQLite file that does not exist yet.
pub(crate) fn names_of(of_packs: &[Migrations]) -> Vec<String> {
    let names = all(of_packs).map(|migration| migration.name.to_owned());
    names.collect()
}

/// Returns the applied migrations.
fn names(link: &mut Link) -> Result<Vec<String>, Error> {
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
/// [`Error::Migration`] if the database has a migration that this program does not contain: a later version of the program made it.
pub(crate) fn pending(
    connection: &mut Connection,
    of_packs: &[Migrations],
) -> Result<Vec<&'static Migration>, Error> {
    let difference = difference(&mut connection.link, of_packs)?;
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
pub(crate) fn run(
    connection: &mut Connection,
    of_packs: &[Migrations],
) -> Result<Vec<String>, Error> {
    let pending = pending(connection, of_packs)?;
    match &mut connection.link.database {
        #[cfg(feature = "mysql")]
        Database::Mysql(link) => mysql::run(link, pending),
        Database::Sqlite(link) => {
            let mut names = Vec::new();
            for migration in pending {
                let failed = |error| failed(migration.name, error);
                link.batch_execute(CREATE_DONE).map_err(failed)?;
                link.batch_execute(migration.sqlite).map_err(failed)?;
                let row = done::version.eq(migration.name);
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
    use super::*;
    use crate::{Store, scratch};

    fn note(store: &Store, name: &'static str) {
        let note = |connection: &mut Connection| {
            diesel::insert_into(done::table)
                .values(done::version.eq(name))
                .execute(&mut connection.link)?;
            Ok::<_, Error>(())
        };
        store.run_blocking(note).unwrap();
    }

    #[test]
    fn a_newer_schema_is_refused_unless_its_pack_is_off() {
        let url = scratch::create(&scratch::server_url()).unwrap();
        let store = Store::open(&url, 1).unwrap();
        store.migrate(&[]).unwrap();
        note(&store, "off/0001_tables");
        assert!(!store.pending_migrations(&[]).unwrap());
        note(&store, "core/9999_later");
        let error = store.migrate(&[]).unwrap_err().to_string();
        assert!(
            error.contains("newer than this program") && error.contains("core/9999_later"),
            "{error}"
        );
        assert!(store.pending_migrations(&[]).is_err());
        scratch::drop(&url).unwrap();
    }
}
