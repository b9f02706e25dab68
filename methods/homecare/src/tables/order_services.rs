//! The services in orders, with the names that they had when the order was made.

use diesel::prelude::*;
use signet_store::sql::{on_either, one_of};
use signet_store::{Connection, Error, Tx};

use super::MAX_ORDERS;
use crate::tables::schema::order_services;

/// A service in an order.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_services)]
pub struct ServiceLine {
    /// The order.
    pub order_id: i64,
    /// The service.
    pub hid: i64,
    /// Its name.
    pub item_name: String,
}

/// Inserts the services of an order.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, lines: &[ServiceLine]) -> Result<(), Error> {
    if lines.is_empty() {
        return Ok(());
    }
    on_either!(tx, link => diesel::insert_into(order_services::table).values(lines).execute(link))?;
    Ok(())
}

/// Returns the services of at most [`MAX_ORDERS`] orders, in the sequence in which they were inserted. Runs one query.
///
/// # Errors
/// [`Error::Query`].
pub fn of_orders(
    connection: &mut Connection,
    order_ids: &[i64],
) -> Result<Vec<ServiceLine>, Error> {
    let Some(of_orders) = one_of::<_, MAX_ORDERS>(order_services::order_id, order_ids) else {
        return Ok(Vec::new());
    };
    Ok(on_either!(connection, link => order_services::table
        .filter(of_orders)
        .order(order_services::id)
        .select(ServiceLine::as_select())
        .load(link))?)
}
