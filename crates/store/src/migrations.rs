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
        Link::Mysql(link) => locked(link, |link| apply(link, MYSQL)),
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
}
