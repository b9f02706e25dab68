//! Lists of orders.

use diesel::prelude::*;
use signet_store::charges::is_paid;
use signet_store::{Connection, Error, PageRequest, Paged};

use super::{Order, Query, status};
use crate::HOMECARE;
use crate::tables::schema::orders;

/// Returns at most `limit` of the newest orders of an account. If `before` is set, returns only orders that were made before
/// the order with that number, and no orders if the account has no order with that number.
///
/// # Errors
/// [`Error::Query`].
pub fn newest_of_user(
    connection: &mut Connection,
    user_id: i64,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<Order>, Error> {
    let own = orders::table
        .filter(orders::user_id.eq(user_id))
        .order(orders::id.desc())
        .limit(limit)
        .select(Order::as_select());
    let link = &mut connection.link;
    let Some(before) = before else {
        return Ok(own.load(link)?);
    };
    let earlier = diesel::alias!(orders as earlier);
    let id = earlier
        .filter(earlier.field(orders::order_no).eq(before))
        .filter(earlier.field(orders::user_id).eq(user_id))
        .select(earlier.field(orders::id));
    Ok(own
        .filter(orders::id.nullable().lt(id.single_value()))
        .load(link)?)
}

/// Returns the number of orders of each account in `user_ids`. Accounts without orders are left out.
///
/// # Errors
/// [`Error::Query`].
pub fn counts(connection: &mut Connection, user_ids: &[i64]) -> Result<Vec<(i64, i64)>, Error> {
    let query = orders::table
        .filter(orders::user_id.eq_any(user_ids))
        .group_by(orders::user_id)
        .select((orders::user_id, diesel::dsl::count_star()));
    Ok(query.load(&mut connection.link)?)
}

/// Returns at most `limit` on-line orders that wait for an operator and have no `settled_at`, ordered by id. Their ids are
/// greater than `after`.
///
/// # Errors
/// [`Error::Query`].
pub fn unsettled(connection: &mut Connection, after: i64, limit: i64) -> Result<Vec<Order>, Error> {
    let query = orders::table
        .filter(orders::status.eq(status::NEW))
        .filter(orders::id.gt(after))
        .filter(orders::online_pay.eq(true))
        .filter(orders::settled_at.is_null())
        .order(orders::id)
        .limit(limit);
    Ok(query
        .select(Order::as_select())
        .load(&mut connection.link)?)
}

/// A filter of orders. An order must meet all conditions that are set.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The number for clients.
    pub order_no: Option<String>,
    /// The type.
    pub order_type: Option<i64>,
    /// The state.
    pub status: Option<i64>,
    /// The code of the city.
    pub city_number: Option<String>,
    /// The phone of the owner.
    pub phone: Option<String>,
    /// The first second of the time at which it was made.
    pub since: Option<i64>,
    /// The last second of the time at which it was made.
    pub until: Option<i64>,
    /// Whether it is paid.
    pub is_paid: Option<bool>,
}

impl Filter {
    fn apply(&self) -> Query<'_> {
        let mut query = orders::table.into_boxed();
        if let Some(order_no) = &self.order_no {
            query = query.filter(orders::order_no.eq(order_no));
        }
        if let Some(order_type) = self.order_type {
            query = query.filter(orders::order_type.eq(order_type));
        }
        if let Some(status) = self.status {
            query = query.filter(orders::status.eq(status));
        }
        if let Some(city_number) = &self.city_number {
            query = query.filter(orders::city_number.eq(city_number));
        }
        if let Some(phone) = &self.phone {
            query = query.filter(orders::phone.eq(phone));
        }
        if let Some(since) = self.since {
            query = query.filter(orders::created_at.ge(since));
        }
        if let Some(until) = self.until {
            query = query.filter(orders::created_at.le(until));
        }
        let by_charge = || is_paid("homecare_orders.order_no", HOMECARE.name());
        match self.is_paid {
            None => query,
            Some(true) => query.filter(orders::settled_at.is_not_null().or(by_charge())),
            Some(false) => query
                .filter(orders::settled_at.is_null())
                .filter(diesel::dsl::not(by_charge())),
        }
    }
}

/// Returns a page of the orders that match a filter, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    filter: &Filter,
    page: PageRequest,
) -> Result<Paged<Order>, Error> {
    let total = filter.apply().count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = filter
            .apply()
            .order(orders::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Order::as_select())
            .load(&mut connection.link)?)
    })
}
