//! The pictures of articles, and the gifts of goods.

use diesel::prelude::*;
use signet_store::sql::on_either;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::goods::{goods, goods_gifts, goods_images};

/// A gift that comes with each piece of goods.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Gift {
    /// The goods that are given.
    pub goods_id: i64,
    /// Their name.
    pub name: String,
    /// The number of pieces that come with each piece.
    pub amount: i64,
    /// The URL of their picture.
    pub image_url: String,
}

/// Adds a picture of an article.
///
/// # Errors
/// [`Error::Query`].
pub fn insert_image(
    tx: &mut Tx<'_>,
    common_id: i64,
    url: &str,
    listorder: i64,
) -> Result<(), Error> {
    let row = (
        goods_images::common_id.eq(common_id),
        goods_images::url.eq(url),
        goods_images::middle_url.eq(""),
        goods_images::listorder.eq(listorder),
    );
    diesel::insert_into(goods_images::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Replaces the pictures of an article. Each picture is a URL and the URL of its middle size.
///
/// # Errors
/// [`Error::Query`].
pub fn replace_images(
    tx: &mut Tx<'_>,
    common_id: i64,
    pictures: &[(String, String)],
) -> Result<(), Error> {
    let own = goods_images::table.filter(goods_images::common_id.eq(common_id));
    diesel::delete(own).execute(&mut tx.link)?;
    let rows = (1..).zip(pictures);
    let rows = rows.map(|(listorder, (url, middle_url)): (i64, _)| {
        (
            goods_images::common_id.eq(common_id),
            goods_images::url.eq(url),
            goods_images::middle_url.eq(middle_url),
            goods_images::listorder.eq(listorder),
        )
    });
    let rows: Vec<_> = rows.collect();
    on_either!(tx, link => diesel::insert_into(goods_images::table).values(rows).execute(link))?;
    Ok(())
}

/// Returns the pictures of articles: the article, the URL and the URL of the middle size. The pictures of each article are in their order.
///
/// # Errors
/// [`Error::Query`].
pub fn images_of(
    connection: &mut Connection,
    common_ids: &[i64],
) -> Result<Vec<(i64, String, String)>, Error> {
    let query = goods_images::table
        .filter(goods_images::common_id.eq_any(common_ids))
        .order((
            goods_images::common_id,
            goods_images::listorder,
            goods_images::id,
        ));
    let columns = (
        goods_images::common_id,
        goods_images::url,
        goods_images::middle_url,
    );
    Ok(query.select(columns).load(&mut connection.link)?)
}

/// Returns the URLs of the pictures of an article, in their order.
///
/// # Errors
/// [`Error::Query`].
pub fn images(connection: &mut Connection, common_id: i64) -> Result<Vec<String>, Error> {
    let query = goods_images::table
        .filter(goods_images::common_id.eq(common_id))
        .order((goods_images::listorder, goods_images::id));
    Ok(query.select(goods_images::url).load(&mut connection.link)?)
}

/// Adds a gift to goods.
///
/// # Errors
/// [`Error::Duplicate`] if the goods already have the gift.
pub fn insert_gift(
    tx: &mut Tx<'_>,
    goods_id: i64,
    gift_goods_id: i64,
    amount: i64,
) -> Result<(), Error> {
    let row = (
        goods_gifts::goods_id.eq(goods_id),
        goods_gifts::gift_goods_id.eq(gift_goods_id),
        goods_gifts::amount.eq(amount),
    );
    diesel::insert_into(goods_gifts::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Removes the gifts of goods.
///
/// # Errors
/// [`Error::Query`].
pub fn remove_gifts(tx: &mut Tx<'_>, goods_id: i64) -> Result<(), Error> {
    let own = goods_gifts::table.filter(goods_gifts::goods_id.eq(goods_id));
    diesel::delete(own).execute(&mut tx.link)?;
    Ok(())
}

/// Returns the live gifts of goods, by id.
///
/// # Errors
/// [`Error::Query`].
pub fn gifts(connection: &mut Connection, goods_id: i64) -> Result<Vec<Gift>, Error> {
    let query = goods_gifts::table
        .inner_join(goods::table.on(goods::id.eq(goods_gifts::gift_goods_id)))
        .filter(goods_gifts::goods_id.eq(goods_id))
        .filter(goods::live)
        .order(goods::id);
    let columns = (
        goods::id,
        goods::name,
        goods_gifts::amount,
        goods::image_url,
    );
    Ok(query.select(columns).load(&mut connection.link)?)
}

/// Returns the gifts of some goods: the goods, the goods that are given, and the number of pieces that come with each piece.
///
/// # Errors
/// [`Error::Query`].
pub fn gifts_of(
    connection: &mut Connection,
    goods_ids: &[i64],
) -> Result<Vec<(i64, i64, i64)>, Error> {
    if goods_ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = goods_gifts::table
        .filter(goods_gifts::goods_id.eq_any(goods_ids))
        .order((goods_gifts::goods_id, goods_gifts::gift_goods_id));
    Ok(query.load(&mut connection.link)?)
}
