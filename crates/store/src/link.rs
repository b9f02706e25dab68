//! The connection on which functions of tables run their queries.

mod database;

use diesel::backend::Backend;
use diesel::connection::{
    CacheSize, ConnectionSealed, Instrumentation, LoadConnection, SimpleConnection,
    TransactionManager, TransactionManagerStatus,
};
use diesel::migration::MigrationConnection;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryBuilder, QueryFragment, QueryId};
use diesel::sql_types::Untyped;

pub use database::{Database, MultiBackend};

/// The builder of the text of a query.
type Text = <MultiBackend as Backend>::QueryBuilder;

/// A connection of diesel to either database.
///
/// It passes every query on as a trait object. Otherwise the code from a query to each database is compiled again for each
/// query of the program: a sixth of the compiled code of a pack.
pub struct Link {
    /// The connection itself, for features that only one of the databases has.
    pub database: Database,
}

impl From<Database> for Link {
    fn from(database: Database) -> Link {
        Link { database }
    }
}

/// Any query. Only this function is compiled for each query.
trait Walk {
    fn walk<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()>;
}

impl<F: QueryFragment<MultiBackend>> Walk for F {
    fn walk<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.walk_ast(pass)
    }
}

/// A query whose type is erased.
struct Erased<'query>(Box<dyn Walk + 'query>);

impl QueryFragment<MultiBackend> for Erased<'_> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.0.walk(pass)
    }
}

/// A query with its text, which is made once, although the enum of the databases needs it several times.
struct Written<'query> {
    query: Erased<'query>,
    text: String,
    is_safe_to_cache: bool,
}

impl<'query> Written<'query> {
    fn of(query: impl Walk + 'query, database: &Database) -> QueryResult<Written<'query>> {
        Written::of_erased(Erased(Box::new(query)), database)
    }

    fn of_erased(query: Erased<'query>, database: &Database) -> QueryResult<Written<'query>> {
        let (mut text, backend) = match database {
            #[cfg(feature = "mysql")]
            Database::Mysql(_) => (
                Text::Mysql(Default::default()),
                MultiBackend::Mysql(Default::default()),
            ),
            Database::Sqlite(_) => (
                Text::Sqlite(Default::default()),
                MultiBackend::Sqlite(Default::default()),
            ),
        };
        query.to_sql(&mut text, &backend)?;
        Ok(Written {
            is_safe_to_cache: query.is_safe_to_cache_prepared(&backend)?,
            query,
            text: text.finish(),
        })
    }
}

impl QueryFragment<MultiBackend> for Written<'_> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.query.walk_ast(pass)
    }

    fn to_sql(&self, out: &mut Text, _: &MultiBackend) -> QueryResult<()> {
        out.push_sql(&self.text);
        Ok(())
    }

    fn is_safe_to_cache_prepared(&self, _: &MultiBackend) -> QueryResult<bool> {
        Ok(self.is_safe_to_cache)
    }
}

/// Prepared statements are found by their text.
impl QueryId for Written<'_> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Written<'_> {
    // The types of columns are taken from the rows that the database returns.
    type SqlType = Untyped;
}

impl SimpleConnection for Link {
    fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        self.database.batch_execute(query)
    }
}

impl ConnectionSealed for Link {}

impl Connection for Link {
    type Backend = MultiBackend;
    type TransactionManager = Link;

    fn establish(url: &str) -> ConnectionResult<Link> {
        Database::establish(url).map(Link::from)
    }

    fn execute_returning_count<T>(&mut self, source: &T) -> QueryResult<usize>
    where
        T: QueryFragment<MultiBackend> + QueryId,
    {
        let written = Written::of(source, &self.database)?;
        self.database.execute_returning_count(&written)
    }

    fn transaction_state(&mut self) -> &mut Database {
        &mut self.database
    }

    fn instrumentation(&mut self) -> &mut dyn Instrumentation {
        self.database.instrumentation()
    }

    fn set_instrumentation(&mut self, instrumentation: impl Instrumentation) {
        self.database.set_instrumentation(instrumentation);
    }

    fn set_prepared_statement_cache_size(&mut self, size: CacheSize) {
        self.database.set_prepared_statement_cache_size(size);
    }
}

impl LoadConnection for Link {
    type Cursor<'conn, 'query> = <Database as LoadConnection>::Cursor<'conn, 'query>;
    type Row<'conn, 'query> = <Database as LoadConnection>::Row<'conn, 'query>;

    fn load<'conn, 'query, T>(
        &'conn mut self,
        source: T,
    ) -> QueryResult<Self::Cursor<'conn, 'query>>
    where
        T: Query + QueryFragment<MultiBackend> + QueryId + 'query,
    {
        let written = Written::of(source, &self.database)?;
        self.database.load(written)
    }
}

impl TransactionManager<Link> for Link {
    type TransactionStateData = Database;

    fn begin_transaction(link: &mut Link) -> QueryResult<()> {
        Database::begin_transaction(&mut link.database)
    }

    fn rollback_transaction(link: &mut Link) -> QueryResult<()> {
        Database::rollback_transaction(&mut link.database)
    }

    fn commit_transaction(link: &mut Link) -> QueryResult<()> {
        Database::commit_transaction(&mut link.database)
    }

    fn transaction_manager_status_mut(link: &mut Link) -> &mut TransactionManagerStatus {
        Database::transaction_manager_status_mut(&mut link.database)
    }

    fn is_broken_transaction_manager(link: &mut Link) -> bool {
        Database::is_broken_transaction_manager(&mut link.database)
    }
}

impl MigrationConnection for Link {
    fn setup(&mut self) -> QueryResult<usize> {
        self.database.setup()
    }
}
