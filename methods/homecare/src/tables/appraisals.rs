//! The appraisals of completed orders by their owners.

use diesel::prelude::*;
use signet_store::sql::MultiBackend;
use signet_store::{Connection, Error, PageRequest, Paged, Tx};

use crate::tables::schema::{appraisals, orders};

/// An appraisal of an order.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = appraisals)]
pub struct Appraisal {
    /// The order.
    pub order_id: i64,
    /// The account.
    pub user_id: i64,
    /// Stars, 1 to 5.
    pub rate: i64,
    /// The boxes that were ticked: bit 0 is `rb1`, bit 5 is `rb6`.
    pub ticks: i64,
    /// The comment, or empty.
    pub comment: String,
    /// The time at which it was made.
    pub created_at: i64,
}

/// Inserts an appraisal.
///
/// # Errors
/// [`Error::Duplicate`] if the order already has an appraisal.
pub fn insert(tx: &mut Tx<'_>, appraisal: &Appraisal) -> Result<(), Error> {
    diesel::insert_into(appraisals::table)
        .values(appraisal)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns the appraisal of an order.
///
/// # Errors
/// [`Error::Query`].
pub fn of_order(connection: &mut Connection, order_id: i64) -> Result<Option<Appraisal>, Error> {
    let query = appraisals::table.find(order_id);
    Ok(query
        .select(Appraisal::as_select())
        .first(&mut connection.link)
        .optional()?)
}

/// A filter of appraisals. An appraisal must meet all conditions that are set.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The stars.
    pub rate: Option<i64>,
    /// The first second of the time at which it was made.
    pub since: Option<i64>,
    /// The last second of the time at which it was made.
    pub until: Option<i64>,
}

type Query<'a> = appraisals::BoxedQuery<'a, MultiBackend>;

impl Filter {
    fn apply(&self) -> Query<'_> {
        let mut query = appraisals::table.into_boxed();
        if let Some(rate) = self.rate {
            query = query.filter(appraisals::rate.eq(rate));
        }
        if let Some(since) = self.since {
            query = query.filter(appraisals::created_at.ge(since));
        }
        if let Some(until) = self.until {
            query = query.filter(appraisals::created_at.le(until));
        }
        query
    }
}

/// Returns a page of the appraisals that match a filter. The appraisals of the newest orders come first. Each appraisal comes
/// with the number and the phone of its order.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    filter: &Filter,
    page: PageRequest,
) -> Result<Paged<(Appraisal, String, String)>, Error> {
    let total = filter.apply().count().get_result(&mut connection.link)?;
    page.read(total, || {
        let rows: Vec<Appraisal> = filter
            .apply()
            .order(appraisals::order_id.desc())
            .offset(page.offset)
            .limit(page.limit)
            .select(Appraisal::as_select())
            .load(&mut connection.link)?;
        let ids: Vec<i64> = rows.iter().map(|row| row.order_id).collect();
        let orders: Vec<(i64, String, String)> = orders::table
            .filter(orders::id.eq_any(ids))
            .select((orders::id, orders::order_no, orders::phone))
            .load(&mut connection.link)?;
        let with_order = |row: Appraisal| {
            let order = orders.iter().find(|(id, ..)| *id == row.order_id);
            let (_, order_no, phone) = order.cloned().unwrap_or_default();
            (row, order_no, phone)
        };
        Ok(rows.into_iter().map(with_order).collect())
    })
}
