//! The second level of the goods tree.

use diesel::prelude::*;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::goods_sec_items;

/// A part of a group of goods; its id is the `oid` of clients.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = goods_sec_items)]
pub struct GoodsSecItem {
    /// Its id.
    pub id: i64,
    /// The group that it is in.
    pub pid: i64,
    /// Its name.
    pub item_name: String,
    /// Its place among others, the smallest first.
    pub listorder: i64,
    /// Whether clients see it.
    pub state: State,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// The values that an operator enters; the fields are those of [`GoodsSecItem`].
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

/// Returns whether there is a part of this id, in whatever state.
///
/// # Errors
/// [`Error::Query`].
pub fn exists(connection: &mut Connection, id: i64) -> Result<bool, Error> {
    let found = goods_sec_items::table.find(id).select(goods_sec_items::id);
    let found: Option<i64> = found.first(&mut connection.link).optional()?;
    Ok(found.is_some())
}

/// Returns the number of parts of a group, in whatever state; one of them may be left out.
///
/// # Errors
/// [`Error::Query`].
pub fn count(connection: &mut Connection, pid: i64, without: i64) -> Result<i64, Error> {
    let of_group = goods_sec_items::table
        .filter(goods_sec_items::pid.eq(pid))
        .filter(goods_sec_items::id.ne(without));
    Ok(of_group.count().get_result(&mut connection.link)?)
}

/// Returns a page of the parts of a group in whatever state, in the order in which they are shown.
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
