//! The products that can be bought, and the changes of a purchase: stock and sales.

use diesel::prelude::*;
use signet_store::sql::{insert_or_ignore, load_locked};
use signet_store::{Error, State, Tx};

use super::goods::Goods;
use super::products::Product;
use crate::tables::schema::{goods, goods_sales, products};

/// The day that a sale is counted under: its number since 1970, in UTC.
pub fn day(now: i64) -> i64 {
    now.div_euclid(86_400)
}

/// A product that can be bought.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The product.
    pub product_id: i64,
    /// The goods that it is one form of.
    pub goods_id: i64,
    /// The name of the goods.
    pub goods_name: String,
    /// The URL of its picture, or empty.
    pub goods_image: String,
    /// The number of the goods that one user may have; 0 for any number.
    pub limit_count: i64,
    /// The specification, or empty.
    pub spec_val: String,
    /// The market price of one.
    pub market_price: i64,
    /// The price of one.
    pub sales_price: i64,
}

/// Those of some products that can be bought, by id, locked until the transaction ends: nobody changes or hides them
/// meanwhile. First the products, then their goods, each by id.
///
/// # Errors
/// [`Error::Query`].
pub fn offers(tx: &mut Tx<'_>, product_ids: &[i64]) -> Result<Vec<Offer>, Error> {
    let mut live: Vec<Product> = load_locked!(
        tx,
        products::table
            .filter(products::id.eq_any(product_ids))
            .order(products::id)
            .select(Product::as_select())
    )?;
    live.retain(|product| product.state == State::Live);
    let goods_ids: Vec<i64> = live.iter().map(|product| product.goods_id).collect();
    let goods: Vec<Goods> = load_locked!(
        tx,
        goods::table
            .filter(goods::id.eq_any(goods_ids))
            .order(goods::id)
            .select(Goods::as_select())
    )?;
    let offer = |product: Product| {
        let goods = goods
            .iter()
            .find(|goods| goods.id == product.goods_id && goods.state == State::Live)?;
        Some(Offer {
            product_id: product.id,
            goods_id: goods.id,
            goods_name: goods.name.clone(),
            goods_image: goods.image_url.clone(),
            limit_count: goods.limit_count,
            spec_val: product.spec_val,
            market_price: product.market_price,
            sales_price: product.sales_price,
        })
    };
    Ok(live.into_iter().filter_map(offer).collect())
}

/// Takes some of a product out of the stock; whether there were enough.
///
/// # Errors
/// [`Error::Query`].
pub fn take(tx: &mut Tx<'_>, product_id: i64, quantity: i64) -> Result<bool, Error> {
    // One statement, so that no other transaction gets between the check and the change.
    let enough = products::table
        .find(product_id)
        .filter(products::stock.ge(quantity));
    let changed = diesel::update(enough)
        .set(products::stock.eq(products::stock - quantity))
        .execute(&mut tx.link)?;
    Ok(changed > 0)
}

/// Puts some of a product back into the stock.
///
/// # Errors
/// [`Error::Query`].
pub fn give_back(tx: &mut Tx<'_>, product_id: i64, quantity: i64) -> Result<(), Error> {
    diesel::update(products::table.find(product_id))
        .set(products::stock.eq(products::stock + quantity))
        .execute(&mut tx.link)?;
    Ok(())
}

/// Notes that so many of some goods were bought at a time, or came back if `quantity` is negative.
///
/// # Errors
/// [`Error::Query`].
pub fn note_sale(
    tx: &mut Tx<'_>,
    goods_id: i64,
    bought_at: i64,
    quantity: i64,
) -> Result<(), Error> {
    // The row of the goods first: who holds it is alone with the row of the day.
    diesel::update(goods::table.find(goods_id))
        .set(goods::buy_count.eq(goods::buy_count + quantity))
        .execute(&mut tx.link)?;
    let day = day(bought_at);
    let none = (
        goods_sales::goods_id.eq(goods_id),
        goods_sales::day.eq(day),
        goods_sales::quantity.eq(0),
    );
    insert_or_ignore!(tx, goods_sales::table, none)?;
    diesel::update(goods_sales::table.find((goods_id, day)))
        .set(goods_sales::quantity.eq(goods_sales::quantity + quantity))
        .execute(&mut tx.link)?;
    Ok(())
}
