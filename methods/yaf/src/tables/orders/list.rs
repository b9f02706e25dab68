//! Pages of orders.

use diesel::alias;
use diesel::prelude::*;
use signet_store::sql::{MultiBackend, on_either, one_of};
use signet_store::{Connection, Error, PageRequest, Paged};

use super::{Order, OrderItem};
use crate::tables::schema::{order_items, orders};

/// The conditions of a search for orders. `None` matches any order.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only the orders of this user.
    pub user_id: Option<i64>,
    /// Only the order with this order number.
    pub order_sn: Option<String>,
    /// Only orders in this state.
    pub status: Option<i64>,
    /// Only orders made at this second or later.
    pub from: Option<i64>,
    /// Only orders made at this second or earlier.
    pub until: Option<i64>,
}

/// The maximum number of orders in one query of their products: the length of a page.
const MOST_AT_ONCE: usize = 20;

type Filtered<'a> = orders::BoxedQuery<'a, MultiBackend>;

impl Filter {
    /// Returns the user if the filter has no other condition. This is the list that apps show, and its query text is built only
    /// once.
    fn of_one_user(&self) -> Option<i64> {
        match self {
            Filter {
                user_id,
                order_sn: None,
                status: None,
                from: None,
                until: None,
            } => *user_id,
            _ => None,
        }
    }

    pub(super) fn apply(&self) -> Filtered<'_> {
        let mut query = orders::table.into_boxed();
        if let Some(user_id) = self.user_id {
            query = query.filter(orders::user_id.eq(user_id));
        }
        if let Some(order_sn) = &self.order_sn {
            query = query.filter(orders::order_sn.eq(order_sn));
        }
        if let Some(status) = self.status {
            query = query.filter(orders::status.eq(status));
        }
        if let Some(from) = self.from {
            query = query.filter(orders::created_at.ge(from));
        }
        if let Some(until) = self.until {
            query = query.filter(orders::created_at.le(until));
        }
        query
    }
}

/// Returns a page of orders, the newest first, each with its products in the order in which they were bought. Takes two queries,
/// unless a later page is empty.
///
/// # Errors
/// [`Error::Query`].
pub fn page_with_items(
    connection: &mut Connection,
    filter: &Filter,
    page: PageRequest,
) -> Result<Paged<(Order, Vec<OrderItem>)>, Error> {
    let rows = match filter.of_one_user() {
        Some(user_id) => own(connection, user_id, page)?,
        None => filtered(connection, filter, page)?,
    };
    let orders = page.counted(rows, || {
        Ok(filter.apply().count().get_result(&mut connection.link)?)
    })?;
    let ids: Vec<i64> = orders.rows.iter().map(|order| order.id).collect();
    let mut items = items(connection, &ids)?.into_iter().peekable();
    let with_items = |order: Order| {
        let own = |(order_id, _): &(i64, OrderItem)| *order_id == order.id;
        let items = std::iter::from_fn(|| Some(items.next_if(own)?.1)).collect();
        (order, items)
    };
    Ok(Paged {
        total: orders.total,
        rows: orders.rows.into_iter().map(with_items).collect(),
    })
}

/// Reads some orders of a user, each with the total number of orders. Every app shows this list. The query runs on the connection
/// of its own database, because the enum of both databases builds the text of a query again each time.
fn own(
    connection: &mut Connection,
    user_id: i64,
    page: PageRequest,
) -> Result<Vec<(Order, Option<i64>)>, Error> {
    let counted = alias!(orders as counted);
    let total = counted.filter(counted.field(orders::user_id).eq(user_id));
    let query = orders::table
        .filter(orders::user_id.eq(user_id))
        .order(orders::id.desc())
        .offset(page.offset)
        .limit(page.limit);
    Ok(on_either!(connection, link => query
        .select((Order::as_select(), total.count().single_value()))
        .load(link))?)
}

/// Reads some orders that match a filter, each with the total number of matching orders.
fn filtered(
    connection: &mut Connection,
    filter: &Filter,
    page: PageRequest,
) -> Result<Vec<(Order, Option<i64>)>, Error> {
    let query = filter
        .apply()
        .order(orders::id.desc())
        .offset(page.offset)
        .limit(page.limit)
        .select((Order::as_select(), filter.apply().count().single_value()));
    Ok(query.load(&mut connection.link)?)
}

/// Returns the products of some orders, each with the id of its order. The newest order comes first. The products of an order are
/// in the order in which they were bought.
fn items(connection: &mut Connection, order_ids: &[i64]) -> Result<Vec<(i64, OrderItem)>, Error> {
    let mut items = Vec::with_capacity(order_ids.len());
    for order_ids in order_ids.chunks(MOST_AT_ONCE) {
        let Some(own) = one_of::<_, MOST_AT_ONCE>(order_items::order_id, order_ids) else {
            continue;
        };
        let mut rows = on_either!(connection, link => order_items::table
            .filter(own)
            .order((order_items::order_id.desc(), order_items::id))
            .select((order_items::order_id, OrderItem::as_select()))
            .load(link))?;
        items.append(&mut rows);
    }
    Ok(items)
}
