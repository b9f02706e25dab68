use diesel::backend::Backend;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate,
};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Bool, HasSqlType};

/// The condition `column IN (…)` with a fixed number of places. Its query is prepared only once. With
/// [`eq_any`](diesel::ExpressionMethods::eq_any) a query is prepared each time, which costs one more round trip to the database.
pub struct OneOf<C, const PLACES: usize> {
    column: C,
    values: [i64; PLACES],
}

/// Returns the condition that a column has one of some values. The last value also fills the places that are left. `None` if there
/// are no values, or more values than places.
pub fn one_of<C, const PLACES: usize>(column: C, values: &[i64]) -> Option<OneOf<C, PLACES>> {
    let mut places = [*values.last()?; PLACES];
    places.get_mut(..values.len())?.copy_from_slice(values);
    Some(OneOf {
        column,
        values: places,
    })
}

impl<C, const PLACES: usize> Expression for OneOf<C, PLACES> {
    type SqlType = Bool;
}

impl<C: SelectableExpression<T>, T, const PLACES: usize> SelectableExpression<T>
    for OneOf<C, PLACES>
{
}

impl<C: AppearsOnTable<T>, T, const PLACES: usize> AppearsOnTable<T> for OneOf<C, PLACES> {}

impl<C, const PLACES: usize> ValidGrouping<()> for OneOf<C, PLACES> {
    type IsAggregate = is_aggregate::No;
}

impl<C: QueryId, const PLACES: usize> QueryId for OneOf<C, PLACES> {
    type QueryId = OneOf<C::QueryId, PLACES>;

    const HAS_STATIC_QUERY_ID: bool = C::HAS_STATIC_QUERY_ID;
}

impl<C, const PLACES: usize, DB: Backend> QueryFragment<DB> for OneOf<C, PLACES>
where
    C: QueryFragment<DB>,
    DB: HasSqlType<BigInt>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        for (number, value) in self.values.iter().enumerate() {
            if number > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<BigInt, i64>(value)?;
        }
        out.push_sql(")");
        Ok(())
    }
}
