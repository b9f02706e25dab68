use std::error::Error as _;

use diesel::result::{DatabaseErrorKind as Kind, Error as Diesel};
use signet_fault::{Cause, Code, Fault};

/// An error of the database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique value is taken.
    #[error("a unique value is taken")]
    Duplicate,
    /// No connection was free within a second.
    #[error("no connection to the database was free within a second")]
    Busy,
    /// A conflict with another transaction; this one may succeed if it is repeated.
    #[error("a conflict with another transaction: {0}")]
    Contended(String),
    /// The connection broke. Changes that were not committed are rolled back; a commit itself may or may not have happened.
    #[error("the connection to the database broke: {0}")]
    Gone(String),
    /// The database is read-only: it is a replica, or a former primary. Nothing was changed.
    #[error("the database accepts no writes: {0}")]
    ReadOnly(String),
    /// The database did not answer in time; the work may still be done.
    #[error("the database did not answer in time")]
    NoAnswer,
    /// The URL of the database is not usable; the text says why and never contains a password.
    #[error("storage.url: {0}")]
    Url(String),
    /// No connection can be made.
    #[error("no connection to the database at {at}: {reason}; {hint}")]
    Unreachable {
        /// The host and port, or the path of the file.
        at: String,
        /// The message of the database or its client.
        reason: String,
        /// A hint at the cause.
        hint: &'static str,
    },
    /// The schema could not be brought up to date.
    #[error("migration failed: {0}")]
    Migration(String),
    /// The work panicked; its transaction is rolled back.
    #[error("the work on the database panicked")]
    Panicked,
    /// Any other failure of a query.
    #[error(transparent)]
    Query(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Returns whether the same transaction may succeed if it is repeated at once.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Error::Contended(_))
    }

    /// Returns whether the connection is no longer usable. This includes a connection to a read-only database: the name in
    /// the URL may lead to another server by now.
    pub(crate) fn is_gone(&self) -> bool {
        matches!(self, Error::Gone(_) | Error::ReadOnly(_))
    }

    /// Returns whether the database could not be reached, or is read-only.
    pub fn is_away(&self) -> bool {
        matches!(
            self,
            Error::Gone(_) | Error::ReadOnly(_) | Error::NoAnswer | Error::Unreachable { .. }
        )
    }

    /// Returns what failed: the database, or the code that uses it.
    fn cause(&self) -> Cause {
        match self {
            Error::Panicked => Cause::Panic,
            Error::Duplicate | Error::Url(_) | Error::Migration(_) => Cause::Bug,
            Error::Query(error) if !is_of_database(error.as_ref()) => Cause::Bug,
            _ => Cause::Database,
        }
    }
}

/// Returns whether a query failed because of the database itself, such as a full disk or a missing right. A value that breaks
/// a rule of the schema and a value that cannot be read do not count.
fn is_of_database(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    let Some(Diesel::DatabaseError(kind, _)) = error.downcast_ref() else {
        return false;
    };
    !matches!(
        kind,
        Kind::ForeignKeyViolation | Kind::NotNullViolation | Kind::CheckViolation
    )
}

impl From<Error> for Fault {
    #[track_caller]
    fn from(error: Error) -> Fault {
        match error {
            Error::Busy => Fault::overloaded().with_source(error),
            other => {
                let cause = other.cause();
                Fault::internal(other).with_cause(cause)
            }
        }
    }
}

/// A result whose [`Error::Duplicate`] becomes a fault with a code of the caller.
pub trait Taken<T> {
    /// Converts the error into a fault: with this code if a unique value is taken.
    ///
    /// # Errors
    /// `code` if a unique value is taken; the fault of any other error.
    fn taken(self, code: Code) -> Result<T, Fault>;
}

impl<T> Taken<T> for Result<T, Error> {
    #[track_caller]
    fn taken(self, code: Code) -> Result<T, Fault> {
        match self {
            Err(Error::Duplicate) => Err(code.into()),
            other => Ok(other?),
        }
    }
}

/// An error that may carry an [`Error`], so that a [`Store`](crate::Store) can decide what to repeat.
pub trait AsStoreError {
    /// Returns the error of the store inside, if there is one.
    fn as_store_error(&self) -> Option<&Error>;
}

impl AsStoreError for Error {
    fn as_store_error(&self) -> Option<&Error> {
        Some(self)
    }
}

impl AsStoreError for Fault {
    fn as_store_error(&self) -> Option<&Error> {
        self.source()?.downcast_ref()
    }
}
