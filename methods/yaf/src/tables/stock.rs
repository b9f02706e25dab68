//! The products that can be bought, and the changes of a purchase: stock and sales.

use diesel::prelude::*;
use signet_store::sql::{insert_or_ignore, load_locked};
use signet_store::{Error, State, Tx};

use super::goods::Goods;
use super::products::Product;
use crate::tables::schema::{goods, goods_sales, products};

/// Returns the day under which a sale is counted, as the number of days since 1970 in UTC.
pub fn day(now: i64) -> i64 {
    now.div_euclid(86_400)
}

/// A product that can be bought.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The product.
    pub product_id: i64,
    /// The goods to which the product belongs.
    pub goods_id: i64,
    /// The name of the goods.
    pub goods_name: String,
    /// The URL of the picture of the goods, or empty.
    pub goods_image: String,
    /// The maximum number of these goods that one user may have; 0 means no limit.
    pub limit_count: i64,
    /// The specification of the product, or empty.
    pub spec_val: String,
    /// The market price of one piece.
    pub market_price: i64,
    /// The price of one piece.
    pub sales_price: i64,
}

/// Returns the products in the list that can be bought, by id. Their rows are locked until the transaction ends, so that no other
/// transaction changes or hides them. The products are locked first, then their goods, each by id.
///
/// # Errors
/// [`Error::Query`].
pub fn offers(tx: &mut Tx<'_>, product_ids: &[i64]) -> Result<Vec<Offer>, Error> {
    let mut live: Vec<Product> = load_locked(
        tx,
        products::table
            .filter(products::id.eq_any(product_ids))
            .order(products::id)
            .select(Product::as_select()),
    )?;
    live.retain(|product| product.state == State::Live);
    let goods_ids: Vec<i64> = live.iter().map(|product| product.goods_id).collect();
    let goods: Vec<Goods> = load_locked(
        tx,
        goods::table
            .filter(goods::id.eq_any(goods_ids))
            .order(goods::id)
            .select(Goods::as_select()),
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

/// Removes a quantity of a product from the stock. Returns whether the stock was sufficient.
///
/// # Errors
/// [`Error::Query`].
pub fn take(tx: &mut Tx<'_>, product_id: i64, quantity: i64) -> Result<bool, Error> {
    // One statement, so that no other transaction changes the stock between the check and the update.
    let enough = products::table
        .find(product_id)
        .filter(products::stock.ge(quantity));
    let changed = diesel::update(enough)
        .set(products::stock.eq(products::stock - quantity))
        .execute(&mut tx.link)?;
    Ok(changed > 0)
}

/// Adds a quantity of a product to the stock again.
///
/// # Errors
/// [`Error::Query`].
pub fn give_back(tx: &mut Tx<'_>, product_id: i64, quantity: i64) -> Result<(), Error> {
    diesel::update(products::table.find(product_id))
        .set(products::stock.eq(products::stock + quantity))
        .execute(&mut tx.link)?;
    Ok(())
}

/// Records that a quantity of some goods was bought at `bought_at`. A negative `quantity` undoes a sale.
///
/// # Errors
/// [`Error::Query`].
pub fn note_sale(
    tx: &mut Tx<'_>,
    goods_id: i64,
    bought_at: i64,
    quantity: i64,
) -> Result<(), Error> {
    // The row of the goods is updated first: only the transaction that holds its lock changes the row of the day.
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
