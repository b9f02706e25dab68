//! Migrations on MySQL and MariaDB, where each change of the schema is committed by itself.

use diesel::dsl::sql;
use diesel::mysql::MysqlConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::{CREATE_DONE, Migration, done, failed};
use crate::{Error, rights, session};

/// Parts of the errors for a change of the schema that already exists (1050, 1060, 1061, 1091, 1826): the migration was
/// interrupted after it.
const MADE_BEFORE: [&str; 5] = [
    "already exists",
    "duplicate column name",
    "duplicate key name",
    "check that column/key exists",
    "duplicate foreign key constraint name",
];

/// Runs the pending migrations under a lock between nodes, and returns their names.
pub(super) fn run(
    link: &mut MysqlConnection,
    pending: Vec<&'static Migration>,
) -> Result<Vec<String>, Error> {
    if pending.is_empty() {
        guard_audit_log(link)?;
        return Ok(Vec::new());
    }
    let is_locked = lock(link)?;
    let result = apply(link, pending);
    if is_locked {
        let released = call_function(link, "RELEASE_LOCK(CONCAT('signet.', MD5(DATABASE())))");
        // If the migration failed, its error is returned and not the error of the release.
        return result.and_then(|names| Ok(released.map(|_| names)?));
    }
    result
}

fn apply(
    link: &mut MysqlConnection,
    pending: Vec<&'static Migration>,
) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    make_done(
        link,
        pending
            .first()
            .map_or("nothing", |migration| migration.name),
    )?;
    for migration in pending {
        // Another node may have run it while this one waited for the lock.
        if is_done(link, migration)? {
            continue;
        }
        let failed = |error| refused(migration.name, error);
        for statement in statements(migration.mysql) {
            match session::run(link, &statement) {
                Err(error) if is_made_before(&error) => {}
                result => result.map_err(failed)?,
            }
        }
        let row = done::version.eq(migration.name);
        let noted = diesel::insert_or_ignore_into(done::table).values(row);
        noted.execute(link).map_err(failed)?;
        names.push(migration.name.to_owned());
    }
    guard_audit_log(link)?;
    Ok(names)
}

/// Creates the table of applied migrations, unless the database belongs to another program, whose tables must not be mixed
/// with the tables of the gateway.
fn make_done(link: &mut MysqlConnection, first: &str) -> Result<(), Error> {
    let tables = sql::<Text>(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() \
         AND table_name IN ('__diesel_schema_migrations', 'apps', 'users', 'orders', 'sessions', 'news')",
    );
    let tables: Vec<String> = tables.load(link)?;
    if !tables.is_empty()
        && !tables
            .iter()
            .any(|name| name == "__diesel_schema_migrations")
    {
        return Err(Error::Migration(format!(
            "the database has tables of another program ({}); give the gateway a database of its own",
            tables.join(", ")
        )));
    }
    session::run(link, &format!("{CREATE_DONE} ENGINE = InnoDB"))
        .map_err(|error| refused(first, error))
}

fn is_done(link: &mut MysqlConnection, migration: &Migration) -> Result<bool, Error> {
    let row = done::table.filter(done::version.eq(migration.name));
    Ok(row.count().get_result::<i64>(link)? > 0)
}

/// Returns the statements of a file: each ends with a `;` at the end of a line. Comment lines are left out.
fn statements(text: &str) -> impl Iterator<Item = String> {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"));
    let text = lines.collect::<Vec<_>>().join("\n");
    let statements: Vec<String> = text
        .split(";\n")
        .map(|statement| statement.trim().trim_end_matches(';').to_owned())
        .filter(|statement| !statement.is_empty())
        .collect();
    statements.into_iter()
}

fn is_made_before(error: &diesel::result::Error) -> bool {
    let message = error.to_string().to_lowercase();
    MADE_BEFORE.iter().any(|part| message.contains(part))
}

/// Returns the error of a failed migration; if the user lacks a right, it says what to do.
fn refused(name: &str, error: diesel::result::Error) -> Error {
    if !is_denied(&error.to_string()) {
        return failed(name, error);
    }
    Error::Migration(format!(
        "{name} is pending, and the database user may not run it ({error}); run `gateway migrate` once with a storage.url of a \
         user who has {} on this database; to serve, {} are enough",
        rights::TO_MIGRATE.join(", "),
        rights::TO_SERVE.join(", "),
    ))
}

/// Returns whether the server denies this user a right (1044, 1142, 1227, 1419).
fn is_denied(message: &str) -> bool {
    let parts = ["command denied", "Access denied", "SUPER privilege"];
    parts.iter().any(|part| message.contains(part))
}

/// Waits until no other node migrates this database. Returns whether a lock was taken.
///
/// The lock belongs to one server: nodes at other servers of a cluster do not see it, and some clusters refuse it. That is
/// harmless, because each statement may run twice.
fn lock(link: &mut MysqlConnection) -> Result<bool, Error> {
    match call_function(link, "GET_LOCK(CONCAT('signet.', MD5(DATABASE())), 60)")
        .map_err(Error::from)
    {
        Ok(Some(1)) => Ok(true),
        Ok(Some(_)) => Err(Error::Migration(
            "another node has been migrating for a minute".to_owned(),
        )),
        Ok(None) | Err(Error::Query(_)) => {
            tracing::warn!(
                "the server refuses the lock for migrations: other nodes may migrate at the same time"
            );
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

fn call_function(link: &mut MysqlConnection, function: &str) -> QueryResult<Option<i64>> {
    // The name of a lock is valid for the whole server and has at most 64 characters.
    let query = format!("CAST({function} AS SIGNED)");
    diesel::select(sql::<Nullable<BigInt>>(&query)).get_result(link)
}

/// Creates the triggers that refuse changes of audit log rows, if they are missing and this user may create triggers.
///
/// With a binary log this needs the right `SUPER` or `log_bin_trust_function_creators`, so the server may still refuse
/// it. The gateway must start nevertheless, so this is not a migration.
fn guard_audit_log(link: &mut MysqlConnection) -> Result<(), Error> {
    let present = sql::<Text>(
        "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE() \
         AND event_object_table = 'audit_log'",
    );
    let present: Vec<String> = present.load(link)?;
    for event in ["update", "delete"] {
        let name = format!("audit_log_no_{event}");
        // Without the right, existing triggers are not visible either.
        if present.contains(&name) || !rights::granted(link)?.contains("TRIGGER") {
            continue;
        }
        let made = session::run(
            link,
            &format!(
                "CREATE TRIGGER {name} BEFORE {event} ON audit_log FOR EACH ROW \
                 SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit_log is append-only'"
            ),
        );
        match made {
            Err(error) if is_denied(&error.to_string()) => {
                tracing::warn!(
                    %error,
                    "the database does not protect its audit log; run `gateway migrate` once as a user who may make triggers"
                );
                return Ok(());
            }
            Err(error) if is_made_before(&error) => {}
            made => made.map_err(|error| failed("the triggers of audit_log", error))?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
