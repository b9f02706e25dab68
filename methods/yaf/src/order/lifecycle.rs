//! Orders, paid with points.
//!
//! An order is one transaction: the order, its items, the stock, the points and their ledger. Rows are always locked in the same
//! sequence, so that no two orders wait for each other: the user, then products by id, then goods by id. The user's row is the
//! lock for everything that belongs to one user: the one-time token, the points, the limit per person.

use signet_domain::digest::Digest;
use signet_domain::{districts, points, random, untaken};
use signet_fault::{Code, Fault};
use signet_store::{Connection, Tx, users};

use crate::points::{ORDER, ORDER_CANCEL};
use crate::tables::orders::{NewOrder, Order, OrderItem, Receiver, Step};
use crate::tables::stock::Offer;
use crate::tables::{addresses, orders, stock};

/// The order that a user wants to make.
#[derive(Clone, Debug)]
pub(crate) struct Purchase {
    /// The user.
    pub(crate) user_id: i64,
    /// The one-time token that was issued for it.
    pub(crate) request_token: String,
    /// Whether the token is fresh. Only a fresh token can make a new order.
    pub(crate) token_is_fresh: bool,
    /// The delivery address of the user.
    pub(crate) address_id: i64,
    /// The products and quantities. Each product id occurs once.
    pub(crate) lines: Vec<Line>,
    /// Today, as `Ymd`.
    pub(crate) date: String,
}

/// A product and its quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line {
    /// The product.
    pub(crate) product_id: i64,
    /// The quantity.
    pub(crate) quantity: i64,
}

/// An order that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Its id.
    pub(crate) id: i64,
    /// Its order number, which people see.
    pub(crate) order_sn: String,
    /// Points paid.
    pub(crate) total_price: i64,
}

/// Makes an order and pays it. The same purchase with the same token returns the same order.
///
/// # Errors
/// [`Code::RequestTokenReused`], [`Code::RequestTokenInvalid`], [`Code::AddressNotFound`], [`Code::DistrictUnknown`], `Code::GoodsUnavailable`,
/// `Code::PurchaseLimit`, [`Code::PointsShort`], [`Code::OutOfStock`].
pub(crate) fn place(tx: &mut Tx<'_>, purchase: &Purchase) -> Result<Placed, Fault> {
    let user = users::lock(tx, purchase.user_id)?.ok_or(Code::SessionExpired)?;
    let mut lines = purchase.lines.clone();
    lines.sort_unstable();
    let digest = digest(purchase.address_id, &lines);
    let token = &purchase.request_token;
    if let Some((order, made_with)) = orders::by_request_token(tx, purchase.user_id, token)? {
        return repeated(order, &made_with, &digest);
    }
    if !purchase.token_is_fresh {
        return Err(Code::RequestTokenInvalid.into());
    }
    let receiver = receiver(tx, purchase)?;
    let items = items(tx, purchase.user_id, &lines)?;
    let total_price = items.iter().map(|item| item.total_price).sum();
    if user.points < total_price {
        return Err(Code::PointsShort.into());
    }
    for item in &items {
        if !stock::take(tx, item.product_id, item.quantity)? {
            let note = format!("{} 库存不足", item.goods_name);
            return Err(Fault::with_note(Code::OutOfStock, note));
        }
    }
    let now = tx.now();
    note_sales(tx, &items, now, 1)?;
    let order = NewOrder {
        order_sn: String::new(),
        user_id: purchase.user_id,
        request_token: purchase.request_token.clone(),
        request_digest: digest,
        total_price,
        receiver,
        created_at: now,
    };
    let placed = insert(tx, order, &purchase.date)?;
    orders::insert_items(tx, placed.id, purchase.user_id, &items)?;
    points::change(tx, &user, -total_price, ORDER, &placed.order_sn)?;
    Ok(placed)
}

/// Returns an order by its order number: of one user, or of any user for an operator.
///
/// # Errors
/// [`Code::OrderNotFound`].
pub(crate) fn find(
    connection: &mut Connection,
    user_id: Option<i64>,
    order_sn: &str,
) -> Result<Order, Fault> {
    let order = orders::by_order_sn(connection, user_id, order_sn)?;
    order.ok_or_else(|| Code::OrderNotFound.into())
}

/// Moves an order to the next state.
///
/// # Errors
/// [`Code::OrderState`] if the order is not in the state where the step starts.
pub(crate) fn advance(tx: &mut Tx<'_>, order: &Order, step: &Step<'_>) -> Result<(), Fault> {
    if orders::advance(tx, order, step)? {
        Ok(())
    } else {
        Err(Code::OrderState.into())
    }
}

/// Cancels an order that is not shipped, and gives stock and points back.
///
/// # Errors
/// [`Code::OrderState`] if it is shipped, finished or closed already.
pub(crate) fn cancel(tx: &mut Tx<'_>, order: &Order) -> Result<(), Fault> {
    let user =
        users::lock(tx, order.user_id)?.ok_or_else(|| Fault::internal("an order has no user"))?;
    advance(tx, order, &Step::Close)?;
    let mut items = orders::items_of(tx, order.id)?;
    items.sort_unstable_by_key(|item| item.product_id);
    for item in &items {
        stock::give_back(tx, item.product_id, item.quantity)?;
    }
    note_sales(tx, &items, order.created_at, -1)?;
    points::change(tx, &user, order.total_price, ORDER_CANCEL, &order.order_sn)?;
    Ok(())
}

/// Returns the order that was made with the token before.
fn repeated(order: Order, made_with: &str, digest: &str) -> Result<Placed, Fault> {
    if made_with != digest {
        return Err(Code::RequestTokenReused.into());
    }
    Ok(Placed {
        id: order.id,
        order_sn: order.order_sn,
        total_price: order.total_price,
    })
}

/// Returns the text that identifies a purchase. The lines are sorted, so the sequence of the products in the call has no effect.
fn digest(address_id: i64, sorted: &[Line]) -> String {
    let digest = Digest::default().number(address_id);
    let lines = digest.list(sorted, |digest, line| {
        digest.number(line.product_id).number(line.quantity)
    });
    lines.finish()
}

fn receiver(connection: &mut Connection, purchase: &Purchase) -> Result<Receiver, Fault> {
    let address = addresses::find(connection, purchase.user_id, purchase.address_id)?
        .ok_or(Code::AddressNotFound)?;
    let place =
        districts::place(connection, address.district_code)?.ok_or(Code::DistrictUnknown)?;
    Ok(Receiver {
        receiver_name: address.realname,
        receiver_province: place.province,
        receiver_city: place.city,
        receiver_district: place.district,
        receiver_street: address.street,
        receiver_address: address.address,
        receiver_mobile: address.mobile,
    })
}

/// Returns the items of a new order, by product id, after checking that every product can be bought and no limit is exceeded.
fn items(tx: &mut Tx<'_>, user_id: i64, lines: &[Line]) -> Result<Vec<OrderItem>, Fault> {
    let ids: Vec<i64> = lines.iter().map(|line| line.product_id).collect();
    let offers = stock::offers(tx, &ids)?;
    let mut items = Vec::with_capacity(lines.len());
    for line in lines {
        let offer = offers
            .iter()
            .find(|offer| offer.product_id == line.product_id)
            .ok_or(Code::GoodsUnavailable)?;
        items.push(item(offer, line.quantity)?);
    }
    check_limits(tx, user_id, &offers, &items)?;
    Ok(items)
}

fn item(offer: &Offer, quantity: i64) -> Result<OrderItem, Fault> {
    let price = offer
        .sales_price
        .checked_mul(quantity)
        .ok_or_else(|| Fault::internal("a price beyond 64 bits"))?;
    Ok(OrderItem {
        goods_id: offer.goods_id,
        goods_name: offer.goods_name.clone(),
        goods_image: offer.goods_image.clone(),
        product_id: offer.product_id,
        spec_val: offer.spec_val.clone(),
        market_price: offer.market_price,
        sales_price: offer.sales_price,
        quantity,
        payment_price: price,
        total_price: price,
    })
}

/// Checks that no goods exceed their limit per person, including what the user has bought before.
fn check_limits(
    connection: &mut Connection,
    user_id: i64,
    offers: &[Offer],
    items: &[OrderItem],
) -> Result<(), Fault> {
    let mut limited: Vec<&Offer> = offers
        .iter()
        .filter(|offer| offer.limit_count > 0)
        .collect();
    limited.sort_unstable_by_key(|offer| offer.goods_id);
    limited.dedup_by_key(|offer| offer.goods_id);
    if limited.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = limited.iter().map(|offer| offer.goods_id).collect();
    let bought = orders::bought(connection, user_id, &ids)?;
    for offer in limited {
        let of_goods =
            |(goods_id, number): (i64, i64)| (goods_id == offer.goods_id).then_some(number);
        let before: i64 = bought.iter().copied().filter_map(of_goods).sum();
        let now: i64 = items
            .iter()
            .filter_map(|item| of_goods((item.goods_id, item.quantity)))
            .sum();
        if before + now > offer.limit_count {
            let note = format!("{} 每人限兑{}件", offer.goods_name, offer.limit_count);
            return Err(Fault::with_note(Code::PurchaseLimit, note));
        }
    }
    Ok(())
}

/// Records the sale of every goods once, by id. `sign` is -1 for a cancelled order.
fn note_sales(
    tx: &mut Tx<'_>,
    items: &[OrderItem],
    bought_at: i64,
    sign: i64,
) -> Result<(), Fault> {
    let mut by_goods = std::collections::BTreeMap::new();
    for item in items {
        *by_goods.entry(item.goods_id).or_insert(0) += item.quantity * sign;
    }
    for (goods_id, quantity) in by_goods {
        stock::note_sale(tx, goods_id, bought_at, quantity)?;
    }
    Ok(())
}

/// Adds the order under a unique order number: `SN`, the date, ten random digits. The digits are random so that nodes need no
/// common counter, and clients cannot see from the number how much is sold.
fn insert(tx: &mut Tx<'_>, mut order: NewOrder, date: &str) -> Result<Placed, Fault> {
    let number = || Ok::<_, Fault>(format!("SN{date}{}", random::ten_digits()?));
    let (order_sn, id) = untaken::insert(number, |order_sn: &String| {
        order.order_sn.clone_from(order_sn);
        orders::insert(tx, &order)
    })?;
    Ok(Placed {
        id,
        order_sn,
        total_price: order.total_price,
    })
}
