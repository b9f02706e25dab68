//! The cities, goods and services that an order may contain. None of them is hidden, and the groups of the goods and services
//! are not hidden either. Goods and services come with the city that has them.

use diesel::prelude::*;
use signet_store::sql::{on_either, one_of};
use signet_store::{Connection, Error, State};

use crate::tables::schema::{
    cities, goods, goods_items, goods_sec_items, service_groups, services,
};

/// The largest number of goods, and of services, in one order.
pub const MAX_LINES: usize = 50;

/// Goods that can be ordered; prices are in fen.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct GoodsOnSale {
    /// The `sid`.
    pub id: i64,
    /// The title.
    pub title: String,
    /// The description.
    pub content: String,
    /// The original price.
    pub origin_price: i64,
    /// The price.
    pub real_price: i64,
    /// The price of their installation.
    pub repair_price: i64,
    /// The id of the city that has them; 0 for all cities.
    pub city_id: i64,
}

/// A service that can be ordered.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct ServiceOnSale {
    /// The `hid`.
    pub id: i64,
    /// The name.
    pub item_name: String,
    /// The id of the city that has it; 0 for all cities.
    pub city_id: i64,
}

/// Returns the id of the city with a code, unless the city is hidden.
///
/// # Errors
/// [`Error::Query`].
pub fn city(connection: &mut Connection, city_num: &str) -> Result<Option<i64>, Error> {
    let query = cities::table
        .filter(cities::city_num.eq(city_num))
        .filter(cities::state.eq(State::Live));
    let id = query.select(cities::id).first(&mut connection.link);
    Ok(id.optional()?)
}

/// Returns the goods in `sids` that can be ordered. There may be at most [`MAX_LINES`] ids.
///
/// # Errors
/// [`Error::Query`].
pub fn goods(connection: &mut Connection, sids: &[i64]) -> Result<Vec<GoodsOnSale>, Error> {
    let Some(wanted) = one_of::<_, MAX_LINES>(goods::id, sids) else {
        return Ok(Vec::new());
    };
    Ok(on_either!(connection, link => goods::table
        .inner_join(goods_sec_items::table.inner_join(goods_items::table))
        .filter(wanted)
        .filter(goods::state.eq(State::Live))
        .filter(goods_sec_items::state.eq(State::Live))
        .filter(goods_items::state.eq(State::Live))
        .select((
            goods::id,
            goods::title,
            goods::content,
            goods::origin_price,
            goods::real_price,
            goods::repair_price,
            goods_items::city_id,
        ))
        .load(link))?)
}

/// Returns the services in `hids` that can be ordered. There may be at most [`MAX_LINES`] ids.
///
/// # Errors
/// [`Error::Query`].
pub fn services(connection: &mut Connection, hids: &[i64]) -> Result<Vec<ServiceOnSale>, Error> {
    let Some(wanted) = one_of::<_, MAX_LINES>(services::id, hids) else {
        return Ok(Vec::new());
    };
    Ok(on_either!(connection, link => services::table
        .inner_join(service_groups::table)
        .filter(wanted)
        .filter(services::state.eq(State::Live))
        .filter(service_groups::state.eq(State::Live))
        .select((services::id, services::item_name, service_groups::city_id))
        .load(link))?)
}
