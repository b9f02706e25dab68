//! The differences between the databases.
//!
//! This file has transactions and the errors of each database. The exports for the functions of tables are in `sql.rs`.

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind as Kind, Error as Diesel};

use crate::link::Database;
use crate::{Connection, Error};

/// Opens a write transaction.
///
/// On SQLite it takes the write lock at once. A transaction that reads first and writes later would fail at once if
/// another transaction has written meanwhile, however long the busy timeout is.
///
/// On MySQL it turns autocommit off and sets a savepoint. A cluster may roll a transaction back between two statements, and
/// a command without an answer, such as the end of a prepared statement, cannot report this. Later statements then form a
/// new transaction without the savepoint, and [`commit`] refuses it.
pub(crate) fn begin(connection: &mut Connection) -> QueryResult<()> {
    match &mut connection.link.database {
        #[cfg(feature = "mysql")]
        Database::Mysql(_) => connection.one_by_one(&["SET autocommit = 0", "SAVEPOINT signet"]),
        Database::Sqlite(link) => {
            AnsiTransactionManager::begin_transaction_sql(link, "BEGIN IMMEDIATE")
        }
    }
}

/// Commits the transaction that [`begin`] opened.
///
/// # Errors
/// [`Error::Contended`] if the database has rolled it back before.
pub(crate) fn commit(connection: &mut Connection) -> Result<(), Error> {
    match &mut connection.link.database {
        #[cfg(feature = "mysql")]
        Database::Mysql(_) => {
            connection.one_by_one(&["RELEASE SAVEPOINT signet", "COMMIT"])?;
            if connection.one_by_one(&["SET autocommit = 1"]).is_err() {
                connection.give_up();
            }
            Ok(())
        }
        Database::Sqlite(link) => Ok(AnsiTransactionManager::commit_transaction(link)?),
    }
}

/// Rolls back the transaction that [`begin`] opened; if that fails, the connection is given up.
pub(crate) fn roll_back(connection: &mut Connection) {
    let rolled_back = match &mut connection.link.database {
        #[cfg(feature = "mysql")]
        Database::Mysql(_) => connection.one_by_one(&["ROLLBACK", "SET autocommit = 1"]),
        Database::Sqlite(link) => AnsiTransactionManager::rollback_transaction(link),
    };
    if rolled_back.is_err() {
        connection.give_up();
    }
}

/// Fails if the database is read-only. A SQLite file is not checked: its first write fails.
pub(crate) fn check_writable(connection: &mut Connection) -> Result<(), Error> {
    match &mut connection.link.database {
        #[cfg(feature = "mysql")]
        Database::Mysql(link) => crate::session::check_writable(link),
        Database::Sqlite(_) => Ok(()),
    }
}

/// Parts of the messages of databases about a conflict with another transaction.
const CONTENDED: &[&str] = &[
    // MySQL 1213 and 1205, and the texts of a cluster for them.
    "try restarting transaction",
    "restarting the transaction",
    "deadlock",
    // MySQL 1305: the savepoint of a transaction that was rolled back.
    "savepoint signet does not exist",
    // MariaDB 1020, a write conflict under snapshot isolation.
    "record has changed since last read",
    // TiDB 9007 and its other conflicts at commit; MySQL 3101, the conflicts of group replication.
    "[try again later]",
    "plugin instructed the server to rollback",
    // SQLITE_BUSY and SQLITE_LOCKED.
    "database is locked",
    "database table is locked",
];

/// Parts of the messages of MySQL and its client library about a lost connection.
const GONE: &[&str] = &[
    "gone away",
    "lost connection",
    "connection was killed",
    "disconnected by the server",
    "server shutdown in progress",
];

/// Parts of the errors of a read-only database.
const READ_ONLY: &[&str] = &[
    // MySQL 1290 with --read-only or --super-read-only, 1792, 1836 and 1874, 1036, 3032.
    "read-only option",
    "read-only mode",
    "read only mode",
    "read only transaction",
    "is read only",
    "offline mode",
    // 1047 of a cluster that has lost its majority, or of a node that is not in sync.
    "wsrep has not yet prepared",
    // SQLITE_READONLY.
    "attempt to write a readonly database",
];

impl From<Diesel> for Error {
    fn from(error: Diesel) -> Error {
        let (kind, message) = match error {
            Diesel::RollbackErrorOnCommit { commit_error, .. } => return (*commit_error).into(),
            Diesel::BrokenTransactionManager => return Error::Gone(error.to_string()),
            Diesel::DatabaseError(kind, ref information) => (kind, information.message()),
            other => return Error::Query(other.into()),
        };
        let lower = message.to_lowercase();
        let says = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
        match kind {
            Kind::UniqueViolation => Error::Duplicate,
            Kind::SerializationFailure => Error::Contended(message.to_owned()),
            Kind::ClosedConnection => Error::Gone(message.to_owned()),
            Kind::ReadOnlyTransaction => Error::ReadOnly(message.to_owned()),
            _ if says(CONTENDED) => Error::Contended(message.to_owned()),
            _ if says(READ_ONLY) => Error::ReadOnly(message.to_owned()),
            _ if says(GONE) => Error::Gone(message.to_owned()),
            _ => Error::Query(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_is_recognized_on_every_kind_of_server() {
        for message in [
            "Deadlock found when trying to get lock; try restarting transaction",
            "Lock wait timeout exceeded; try restarting transaction",
            "WSREP detected deadlock/conflict and aborted the transaction. Try restarting the transaction",
            "Write conflict, txnStartTS=1, conflictStartTS=2, conflictCommitTS=3, reason=Optimistic [try again later]",
            "Plugin instructed the server to rollback the current transaction.",
            "Record has changed since last read in table 'users'",
            "database is locked",
        ] {
            let error = Diesel::DatabaseError(Kind::Unknown, Box::new(message.to_owned()));
            let error = Error::from(error);
            assert!(error.is_retryable(), "{message}: {error:?}");
        }
    }
}
