//! The first level of the goods tree: groups of goods.

use diesel::prelude::*;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::goods_items;

/// A group of goods. Clients call the id `pid`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = goods_items)]
pub struct GoodsItem {
    /// Its id.
    pub id: i64,
    /// The id of the only city that has it; 0 if all cities have it.
    pub city_id: i64,
    /// Its name.
    pub item_name: String,
    /// The advertisement shown with it, or empty.
    pub advertisment: String,
    /// Its position in lists. The smallest number comes first.
    pub listorder: i64,
    /// Whether clients see it.
    pub state: State,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// The values of a group that an operator enters. See [`GoodsItem`] for the fields.
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = goods_items)]
pub struct NewGoodsItem {
    /// [`GoodsItem::city_id`]
    pub city_id: i64,
    /// [`GoodsItem::item_name`]
    pub item_name: String,
    /// [`GoodsItem::advertisment`]
    pub advertisment: String,
    /// [`GoodsItem::listorder`]
    pub listorder: i64,
}

signet_store::sql::edited!(goods_items, NewGoodsItem);

/// Returns the groups that clients see, in the order in which they are shown.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<GoodsItem>, Error> {
    let query = goods_items::table
        .filter(goods_items::state.eq(State::Live))
        .order((goods_items::listorder, goods_items::id));
    Ok(query
        .select(GoodsItem::as_select())
        .load(&mut connection.link)?)
}

/// Returns whether a group with an id exists, in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn exists(connection: &mut Connection, id: i64) -> Result<bool, Error> {
    let found = goods_items::table.find(id).select(goods_items::id);
    let found: Option<i64> = found.first(&mut connection.link).optional()?;
    Ok(found.is_some())
}

/// Returns the number of groups in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn count(connection: &mut Connection) -> Result<i64, Error> {
    Ok(goods_items::table
        .count()
        .get_result(&mut connection.link)?)
}

/// Returns a page of the groups in any state, in the order in which they are shown.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<GoodsItem>, Error> {
    let total = count(connection)?;
    page.read(total, || {
        let query = goods_items::table
            .order((goods_items::listorder, goods_items::id))
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(GoodsItem::as_select())
            .load(&mut connection.link)?)
    })
}
