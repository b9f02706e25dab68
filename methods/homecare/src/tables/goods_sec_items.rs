//! The second level of the goods tree.

use diesel::prelude::*;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::goods_sec_items;

/// A part of a group of goods. Clients call the id `oid`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = goods_sec_items)]
pub struct GoodsSecItem {
    /// Its id.
    pub id: i64,
    /// The group that it is in.
    pub pid: i64,
    /// Its name.
    pub item_name: String,
    /// Its position in lists. The smallest number comes first.
    pub listorder: i64,
    /// Whether clients see it.
    pub state: State,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// The values of a part that an operator enters. See [`GoodsSecItem`] for the fields.
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = goods_sec_items)]
pub struct NewGoodsSecItem {
    /// [`GoodsSecItem::pid`]
    pub pid: i64,
    /// [`GoodsSecItem::item_name`]
    pub item_name: String,
    /// [`GoodsSecItem::listorder`]
    pub listorder: i64,
}

signet_store::sql::edited!(goods_sec_items, NewGoodsSecItem);

/// Returns the parts that clients see, in the order in which they are shown within each group.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<GoodsSecItem>, Error> {
    let query = goods_sec_items::table
        .filter(goods_sec_items::state.eq(State::Live))
        .order((goods_sec_items::listorder, goods_sec_items::id));
    Ok(query
        .select(GoodsSecItem::as_select())
        .load(&mut connection.link)?)
}

/// Returns whether a part with an id exists, in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn exists(connection: &mut Connection, id: i64) -> Result<bool, Error> {
    let found = goods_sec_items::table.find(id).select(goods_sec_items::id);
    let found: Option<i64> = found.first(&mut connection.link).optional()?;
    Ok(found.is_some())
}

/// Returns the number of parts of a group, in any state. The part with the id `without` is not counted.
///
/// # Errors
/// [`Error::Query`].
pub fn count(connection: &mut Connection, pid: i64, without: i64) -> Result<i64, Error> {
    let of_group = goods_sec_items::table
        .filter(goods_sec_items::pid.eq(pid))
        .filter(goods_sec_items::id.ne(without));
    Ok(of_group.count().get_result(&mut connection.link)?)
}

/// Returns a page of the parts of a group, in any state and in the order in which they are shown.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    pid: i64,
    page: PageRequest,
) -> Result<Paged<GoodsSecItem>, Error> {
    let total = count(connection, pid, 0)?;
    page.read(total, || {
        let query = goods_sec_items::table
            .filter(goods_sec_items::pid.eq(pid))
            .order((goods_sec_items::listorder, goods_sec_items::id))
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(GoodsSecItem::as_select())
            .load(&mut connection.link)?)
    })
}
