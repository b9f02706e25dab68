//! The connection of whichever database it is. In a file of its own, since the derive imports all that is around it.

#[cfg(feature = "mysql")]
use diesel::mysql::MysqlConnection;
use diesel::sqlite::SqliteConnection;

/// A connection as diesel knows it.
#[derive(diesel::MultiConnection)]
pub(crate) enum Link {
    #[cfg(feature = "mysql")]
    Mysql(MysqlConnection),
    Sqlite(SqliteConnection),
}
