//! The connection to either database, in a file of its own, because the derive imports everything around it.

#![expect(
    missing_docs,
    reason = "the derive generates items without documentation"
)]

#[cfg(feature = "mysql")]
use diesel::mysql::MysqlConnection;
use diesel::sqlite::SqliteConnection;

/// A connection of diesel: an enum of the databases, which runs queries as well.
#[derive(diesel::MultiConnection)]
pub enum Link {
    /// MySQL or MariaDB.
    #[cfg(feature = "mysql")]
    Mysql(MysqlConnection),
    /// SQLite.
    Sqlite(SqliteConnection),
}
