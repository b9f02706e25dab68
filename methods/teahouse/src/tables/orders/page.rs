//! Lists of orders.

use diesel::prelude::*;
use signet_store::sql::MultiBackend;
use signet_store::{Connection, Error, PageRequest, Paged};

use super::{Order, state};
use crate::tables::schema::orders::orders;

/// A filter of orders. An order must meet every condition that is set.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The buyer.
    pub user_id: Option<i64>,
    /// The store.
    pub store_id: Option<i64>,
    /// The state.
    pub state: Option<i64>,
    /// The first second in which it may have been made.
    pub since: Option<i64>,
    /// The last second in which it may have been made.
    pub until: Option<i64>,
}

fn matching(search: &Search) -> orders::BoxedQuery<'_, MultiBackend> {
    let mut query = orders::table.into_boxed();
    if let Some(user_id) = search.user_id {
        query = query.filter(orders::user_id.eq(user_id));
    }
    if let Some(store_id) = search.store_id {
        query = query.filter(orders::store_id.eq(store_id));
    }
    if let Some(state) = search.state {
        query = query.filter(orders::state.eq(state));
    }
    if let Some(since) = search.since {
        query = query.filter(orders::created_at.ge(since));
    }
    if let Some(until) = search.until {
        query = query.filter(orders::created_at.le(until));
    }
    query
}

/// Returns a page of the orders that match a filter, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    search: &Search,
    page: PageRequest,
) -> Result<Paged<Order>, Error> {
    let total = matching(search).count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = matching(search)
            .order(orders::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Order::as_select())
            .load(&mut connection.link)?)
    })
}

/// The orders that [`unpaid`] returns.
#[derive(Clone, Copy, Debug)]
pub struct Unpaid {
    /// The buyer; `None` for all.
    pub user_id: Option<i64>,
    /// The last second in which they were made.
    pub until: i64,
    /// Only orders with a greater id are returned.
    pub after: i64,
    /// The maximum number of orders.
    pub limit: i64,
}

/// Returns orders that were made until a time and are not paid, by id.
///
/// # Errors
/// [`Error::Query`].
pub fn unpaid(connection: &mut Connection, unpaid: Unpaid) -> Result<Vec<Order>, Error> {
    let search = Search {
        user_id: unpaid.user_id,
        state: Some(state::UNPAID),
        until: Some(unpaid.until),
        ..Search::default()
    };
    let query = matching(&search)
        .filter(orders::id.gt(unpaid.after))
        .order(orders::id)
        .limit(unpaid.limit);
    Ok(query
        .select(Order::as_select())
        .load(&mut connection.link)?)
}
