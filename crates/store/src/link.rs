//! The connection of whichever database it is. In a file of its own, since the derive imports all that is around it.

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
