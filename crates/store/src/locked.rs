use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::LoadQuery;

use crate::link::{Link, MultiBackend};
use crate::{Connection, Error};

/// A query that also locks the rows it reads.
pub struct Locked<Q>(Q);

/// Reads rows and locks them until the transaction ends, in the order of the query, so that the values stay valid. On
/// SQLite no lock is needed: only one write transaction runs at a time.
///
/// A cluster that compares transactions when they commit ignores these locks: rows that guard a count are written instead, as
/// [`users::lock`](crate::users::lock) does.
///
/// # Errors
/// [`Error::Query`].
pub fn load_locked<'query, Q, T>(connection: &mut Connection, query: Q) -> Result<Vec<T>, Error>
where
    Locked<Q>: LoadQuery<'query, Link, T>,
{
    Ok(Locked(query).load(&mut connection.link)?)
}

/// Reads one row and locks it, as [`load_locked`] does. `None` if there is no such row.
///
/// # Errors
/// [`Error::Query`].
pub fn find_locked<'query, Q, T>(connection: &mut Connection, query: Q) -> Result<Option<T>, Error>
where
    Locked<Q>: LoadQuery<'query, Link, T>,
{
    Ok(load_locked(connection, query)?.into_iter().next())
}

impl<Q: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for Locked<Q> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.0.walk_ast(pass.reborrow())?;
        #[cfg(feature = "mysql")]
        if let MultiBackend::Mysql(_) = pass.backend() {
            pass.push_sql(" FOR UPDATE");
        }
        Ok(())
    }
}

impl<Q> QueryId for Locked<Q> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Locked<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> RunQueryDsl<Link> for Locked<Q> {}
