//! The favourites of users.

use diesel::prelude::*;
use signet_store::sql::insert_or_ignore;
use signet_store::{Connection, Error, PageRequest, Paged, Tx};

use crate::tables::goods::Goods;
use crate::tables::schema::goods::goods;
use crate::tables::schema::orders::favorites;

/// Adds goods to the favourites of a user, unless they are already there.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, user_id: i64, goods_id: i64) -> Result<(), Error> {
    let row = (
        favorites::user_id.eq(user_id),
        favorites::goods_id.eq(goods_id),
        favorites::created_at.eq(tx.now()),
    );
    insert_or_ignore!(tx, favorites::table, row)?;
    Ok(())
}

/// Returns the number of favourites of a user, without counting the given goods.
///
/// # Errors
/// [`Error::Query`].
pub fn count_others(
    connection: &mut Connection,
    user_id: i64,
    goods_id: i64,
) -> Result<i64, Error> {
    let others = favorites::table
        .filter(favorites::user_id.eq(user_id))
        .filter(favorites::goods_id.ne(goods_id));
    Ok(others.count().get_result(&mut connection.link)?)
}

/// Removes goods from the favourites of a user, if they are there.
///
/// # Errors
/// [`Error::Query`].
pub fn remove(tx: &mut Tx<'_>, user_id: i64, goods_id: i64) -> Result<(), Error> {
    diesel::delete(favorites::table.find((user_id, goods_id))).execute(&mut tx.link)?;
    Ok(())
}

/// Returns a page of the live goods among the favourites of a user. The goods that were added last come first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    user_id: i64,
    page: PageRequest,
) -> Result<Paged<Goods>, Error> {
    let live = favorites::table
        .inner_join(goods::table.on(goods::id.eq(favorites::goods_id)))
        .filter(favorites::user_id.eq(user_id))
        .filter(goods::live);
    let total = live.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = live
            .order((favorites::created_at.desc(), favorites::goods_id.desc()))
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Goods::as_select())
            .load(&mut connection.link)?)
    })
}
