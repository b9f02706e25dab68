//! The connections of diesel, in a file of their own, because the derive imports everything around it.

#![expect(
    missing_docs,
    reason = "the derive generates items without documentation"
)]

#[cfg(feature = "mysql")]
use diesel::mysql::MysqlConnection;
use diesel::sqlite::SqliteConnection;

/// A connection of diesel to either database, for features that only one of them has.
#[derive(diesel::MultiConnection)]
pub enum Database {
    /// MySQL or MariaDB.
    #[cfg(feature = "mysql")]
    Mysql(MysqlConnection),
    /// SQLite.
    Sqlite(SqliteConnection),
}
