//! Bringing the schema up to date.

use diesel::backend::Backend;
use diesel::migration::Result as MigrationResult;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::link::Link;
use crate::{Connection, Error};

#[cfg(feature = "mysql")]
const MYSQL: EmbeddedMigrations = embed_migrations!("../../migrations/mysql");
const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// Runs what is pending and returns the names.
///
/// On SQLite the lock between nodes is the transaction of the caller; on MySQL, where a change of the schema ends any
/// transaction, it is taken here.
pub(crate) fn run(connection: &mut Connection) -> Result<Vec<String>, Error> {
    match &mut connection.link {
        #[cfg(feature = "mysql")]
        Link::Mysql(link) => locked(link, |link| {
            let names = apply(link, MYSQL)?;
            guard_audit_log(link)?;
            Ok(names)
        }),
        Link::Sqlite(link) => apply(link, SQLITE),
    }
    .map_err(failed)
}

/// Whether there is something to run.
pub(crate) fn are_pending(connection: &mut Connection) -> Result<bool, Error> {
    match &mut connection.link {
        #[cfg(feature = "mysql")]
        Link::Mysql(link) => link.has_pending_migration(MYSQL),
        Link::Sqlite(link) => link.has_pending_migration(SQLITE),
    }
    .map_err(failed)
}

fn apply<DB: Backend>(
    link: &mut impl MigrationHarness<DB>,
    all: EmbeddedMigrations,
) -> MigrationResult<Vec<String>> {
    let mut names = Vec::new();
    for migration in link.pending_migrations(all)? {
        link.run_migration(&migration)?;
        names.push(migration.name().to_string());
    }
    Ok(names)
}

fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> Error {
    Error::Migration(error.to_string())
}

/// Runs `work` while no other node does so on this database.
#[cfg(feature = "mysql")]
fn locked<T>(
    link: &mut diesel::mysql::MysqlConnection,
    work: impl FnOnce(&mut diesel::mysql::MysqlConnection) -> MigrationResult<T>,
) -> MigrationResult<T> {
    use diesel::RunQueryDsl;
    use diesel::dsl::sql;
    use diesel::sql_types::{BigInt, Nullable};

    let ask = |link: &mut _, function: &str| {
        // The name of a lock counts for the whole server and has at most 64 characters.
        let query = format!("CAST({function} AS SIGNED)");
        diesel::select(sql::<Nullable<BigInt>>(&query)).get_result::<Option<i64>>(link)
    };
    if ask(link, "GET_LOCK(CONCAT('signet.', MD5(DATABASE())), 60)")? != Some(1) {
        return Err("another node has been migrating for a minute".into());
    }
    let result = work(link);
    ask(link, "RELEASE_LOCK(CONCAT('signet.', MD5(DATABASE())))")?;
    result
}

/// Has the server refuse changes of what is in the audit log. It may not let us: with a binary log that takes the right
/// `SUPER`, or `log_bin_trust_function_creators`. That must not stop the gateway, so that this is no migration, but tried
/// each time until it is done.
#[cfg(feature = "mysql")]
fn guard_audit_log(link: &mut diesel::mysql::MysqlConnection) -> MigrationResult<()> {
    use diesel::RunQueryDsl;
    use diesel::connection::SimpleConnection;
    use diesel::dsl::sql;
    use diesel::sql_types::BigInt;

    for event in ["update", "delete"] {
        let name = format!("audit_log_no_{event}");
        let count = format!(
            "(SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = '{name}')"
        );
        if diesel::select(sql::<BigInt>(&count)).get_result::<i64>(link)? > 0 {
            continue;
        }
        let made = link.batch_execute(&format!(
            "CREATE TRIGGER {name} BEFORE {event} ON audit_log FOR EACH ROW \
             SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit_log is append-only'"
        ));
        if let Err(error) = made {
            if !is_refusal(&error.to_string()) {
                return Err(error.into());
            }
            tracing::warn!(
                %error,
                "the database does not guard its audit log, or this user cannot see that it does; \
                 run `gateway migrate` once as a user who may make triggers"
            );
            return Ok(());
        }
    }
    Ok(())
}

/// Whether a server says that it does not let this user make a trigger (MySQL 1142, 1227 and 1419).
#[cfg(feature = "mysql")]
fn is_refusal(message: &str) -> bool {
    let parts = ["command denied", "Access denied", "SUPER privilege"];
    parts.iter().any(|part| message.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Store, scratch};

    fn take_back(connection: &mut Connection) -> Result<usize, Error> {
        match &mut connection.link {
            #[cfg(feature = "mysql")]
            Link::Mysql(link) => link.revert_all_migrations(MYSQL).map(|names| names.len()),
            Link::Sqlite(link) => link.revert_all_migrations(SQLITE).map(|names| names.len()),
        }
        .map_err(failed)
    }

    #[test]
    fn what_goes_up_comes_down_and_goes_up_again() {
        let url = scratch::create(&scratch::server_url()).unwrap();
        let store = Store::open(&url, 1).unwrap();
        let names = store.migrate().unwrap();
        assert_eq!(store.run_blocking(take_back).unwrap(), names.len());
        assert_eq!(store.migrate().unwrap(), names);
        scratch::drop(&url).unwrap();
    }

    #[cfg(feature = "mysql")]
    #[test]
    fn a_server_that_allows_no_triggers_gets_them_later() {
        use diesel::connection::SimpleConnection;

        let url = scratch::create(&scratch::server_url()).unwrap();
        if url.starts_with("sqlite") {
            return;
        }
        let root = Store::open(&url, 1).unwrap();
        let (server, database) = url.rsplit_once('/').unwrap();
        let (_, address) = server.split_once('@').unwrap();
        let run = |statement: String| {
            let work = |connection: &mut Connection| {
                Ok::<_, Error>(connection.link.batch_execute(&statement)?)
            };
            root.run_blocking(work)
        };
        run(format!(
            "CREATE USER {database} IDENTIFIED BY 'secret'; \
             GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES ON {database}.* TO {database}"
        ))
        .unwrap();
        let plain = Store::open(
            &format!("mysql://{database}:secret@{address}/{database}"),
            1,
        )
        .unwrap();
        assert!(!plain.migrate().unwrap().is_empty());
        let drop_trigger = || run("DROP TRIGGER audit_log_no_update".to_owned());
        assert!(drop_trigger().is_err());
        assert!(root.migrate().unwrap().is_empty());
        drop_trigger().unwrap();
        run(format!("DROP USER {database}")).unwrap();
        scratch::drop(&url).unwrap();
    }
}
