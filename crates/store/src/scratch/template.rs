//! Filled databases for tests: each test gets a copy.

use std::fs;

use diesel::connection::SimpleConnection;
#[cfg(feature = "mysql")]
use diesel::{dsl::sql, mysql::MysqlConnection, prelude::*, sql_query, sql_types::Text};

use crate::Error;
use crate::link::Database;
use crate::target::Target;

/// A filled database. A copy takes a fraction of the time of its migrations and its content.
pub struct Template(Source);

enum Source {
    /// The file.
    Sqlite(String),
    /// The statements that make the tables and copy their rows.
    #[cfg(feature = "mysql")]
    Mysql(String),
}

impl Template {
    /// Reads the database of a URL. Nothing may change in this database from now on.
    ///
    /// # Errors
    /// As [`Store::open`](crate::Store::open); [`Error::Query`] if a table cannot be read.
    pub fn of(url: &str) -> Result<Template, Error> {
        let target = Target::parse(url)?;
        Ok(Template(match (target.connect()?, target) {
            (Database::Sqlite(mut link), Target::Sqlite { path }) => {
                // After this, a copy of the file alone is complete.
                link.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?;
                Source::Sqlite(path)
            }
            #[cfg(feature = "mysql")]
            (Database::Mysql(mut link), Target::Mysql(_)) => Source::Mysql(statements(&mut link)?),
            #[cfg(feature = "mysql")]
            _ => return Err(Error::Url("it is of another kind".to_owned())),
        }))
    }

    /// Fills an empty database on the same server, or a new file.
    ///
    /// # Errors
    /// As [`Store::open`](crate::Store::open); [`Error::Query`] if it is not empty.
    pub fn copy_to(&self, url: &str) -> Result<(), Error> {
        let target = Target::parse(url)?;
        match (&self.0, &target) {
            (Source::Sqlite(file), Target::Sqlite { path }) => fs::copy(file, path)
                .map(drop)
                .map_err(|error| target.unreachable(error)),
            #[cfg(feature = "mysql")]
            (Source::Mysql(statements), Target::Mysql(_)) => {
                Ok(target.connect()?.batch_execute(statements)?)
            }
            #[cfg(feature = "mysql")]
            _ => Err(Error::Url("it is of another kind".to_owned())),
        }
    }
}

/// Returns the statements that copy the tables of this database to another one. Triggers are made by the next start.
#[cfg(feature = "mysql")]
fn statements(link: &mut MysqlConnection) -> Result<String, Error> {
    #[derive(QueryableByName)]
    struct Made {
        #[diesel(sql_type = Text, column_name = "Create Table")]
        statement: String,
    }
    let database: String = diesel::select(sql::<Text>("DATABASE()")).get_result(link)?;
    let tables: Vec<String> = sql::<Text>(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()",
    )
    .load(link)?;
    // The tables are in any order: a table may refer to a later one.
    let mut statements = "SET foreign_key_checks = 0;".to_owned();
    for table in tables {
        let made: Made = sql_query(format!("SHOW CREATE TABLE `{table}`")).get_result(link)?;
        statements.push_str(&made.statement);
        statements.push(';');
        if sql_query(format!("SELECT 1 FROM `{table}` LIMIT 1")).execute(link)? > 0 {
            statements.push_str(&format!(
                "INSERT INTO `{table}` SELECT * FROM `{database}`.`{table}`;"
            ));
        }
    }
    Ok(statements)
}
