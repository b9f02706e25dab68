//! The exports that the functions of tables need beside diesel. Nothing else may use them.
//!
//! The connection (`Link`) runs most queries of diesel itself. It cannot insert several rows at once, replace or ignore an existing
//! row, lock rows, or return a new id: the macros and functions here can.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use crate::{Connection, Error};

pub use crate::link::{Database, MultiBackend};
pub use crate::locked::{find_locked, load_locked};
pub use crate::one_of::{OneOf, one_of};
pub use crate::{
    edited, insert_live, insert_or_ignore, on_either, replace, set_state, text_enum, update_row,
};

/// Runs one query on the database of the connection, for queries that `Link` cannot run on both databases.
#[cfg(feature = "mysql")]
#[macro_export]
macro_rules! on_either {
    ($connection:expr, $link:ident => $query:expr) => {
        match &mut $connection.link.database {
            $crate::sql::Database::Mysql($link) => $query,
            $crate::sql::Database::Sqlite($link) => $query,
        }
    };
}

/// Runs one query on SQLite, for queries that `Link` cannot run on both databases.
#[cfg(not(feature = "mysql"))]
#[macro_export]
macro_rules! on_either {
    ($connection:expr, $link:ident => $query:expr) => {
        match &mut $connection.link.database {
            $crate::sql::Database::Sqlite($link) => $query,
        }
    };
}

/// Inserts a row or a slice of rows; an existing row with the same key is overwritten.
#[macro_export]
macro_rules! replace {
    ($connection:expr, $table:expr, $rows:expr) => {
        $crate::on_either!($connection, link => diesel::replace_into($table).values($rows).execute(link))
    };
}

/// Inserts a row, unless there is a row with the same key.
#[macro_export]
macro_rules! insert_or_ignore {
    ($connection:expr, $table:expr, $row:expr) => {
        $crate::on_either!($connection, link => diesel::insert_or_ignore_into($table).values($row).execute(link))
    };
}

/// Inserts a live row with the time of the transaction, and returns its id. `$new` has all columns but the state and the times.
#[macro_export]
macro_rules! insert_live {
    ($tx:expr, $table:ident, $new:expr) => {{
        let row = (
            $new,
            $table::state.eq($crate::State::Live),
            $table::created_at.eq($tx.now()),
            $table::updated_at.eq($tx.now()),
        );
        diesel::insert_into($table::table)
            .values(row)
            .execute(&mut $tx.link)?;
        $crate::sql::last_id($tx)
    }};
}

/// Updates columns of the row with a key, and the time of its last change. Returns whether the row exists.
#[macro_export]
macro_rules! update_row {
    ($tx:expr, $table:ident, $key:expr, $columns:expr) => {{
        let change = ($columns, $table::updated_at.eq($tx.now()));
        let changed = diesel::update($table::table.find($key))
            .set(change)
            .execute(&mut $tx.link)?;
        Ok(changed > 0)
    }};
}

/// Sets the state of the row with a key, and the time of its last change. Returns whether the row exists.
#[macro_export]
macro_rules! set_state {
    ($tx:expr, $table:ident, $key:expr, $state:expr) => {
        $crate::update_row!($tx, $table, $key, $table::state.eq($state))
    };
}

/// Writes the functions `insert`, `update` and `set_state` of a table that operators edit, in a module with [`Error`], [`State`](crate::State)
/// and [`Tx`](crate::Tx). `$new` has all columns but the id, the state and the times.
#[macro_export]
macro_rules! edited {
    ($table:ident, $new:ty) => {
        /// Adds a row that clients see, and returns its id.
        ///
        /// # Errors
        /// [`Error::Query`]; [`Error::Duplicate`] if a unique value is taken.
        pub fn insert(tx: &mut Tx<'_>, new: &$new) -> Result<i64, Error> {
            $crate::insert_live!(tx, $table, new)
        }

        /// Replaces the columns that operators edit. Returns whether the row exists.
        ///
        /// # Errors
        /// [`Error::Query`]; [`Error::Duplicate`] if a unique value is taken.
        pub fn update(tx: &mut Tx<'_>, id: i64, new: &$new) -> Result<bool, Error> {
            $crate::update_row!(tx, $table, id, new)
        }

        /// Sets the state of a row. Returns whether the row exists.
        ///
        /// # Errors
        /// [`Error::Query`].
        pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
            $crate::set_state!(tx, $table, id, state)
        }
    };
}

/// Returns the id that the last insert on this connection made.
///
/// # Errors
/// [`Error::Query`].
pub fn last_id(connection: &mut Connection) -> Result<i64, Error> {
    let query = match connection.link.database {
        #[cfg(feature = "mysql")]
        Database::Mysql(_) => "CAST(LAST_INSERT_ID() AS SIGNED)",
        Database::Sqlite(_) => "last_insert_rowid()",
    };
    Ok(diesel::select(sql::<BigInt>(query)).get_result(&mut connection.link)?)
}

/// Returns a condition that always holds; a query with it is prepared each time.
///
/// For lists of large tables: MariaDB 10.11 no longer answers a statement from an index alone if it runs the statement again
/// after another statement on the same table. Counting a million rows then takes 1 s instead of 0.1 s.
pub fn always_prepared() -> SqlLiteral<Bool> {
    // Diesel does not cache a statement that contains a literal.
    sql("1 = 1")
}
