use std::collections::{BTreeMap, HashMap};

use signet_fault::{Code, Fault};
use signet_store::{Connection, State};

use super::rules;
use super::{Basket, GiftLine, Line, Parcel, digest};
use crate::checkout::bought::Bought;
use crate::faults;
use crate::pricing::Promotions;
use crate::tables::commons::{self, Common};
use crate::tables::goods::{self, Goods};
use crate::tables::samples::Sample;
use crate::tables::stores::{self, Store};
use crate::tables::{carts, promotions};

/// The purchase that a member wants to make.
#[derive(Clone, Copy)]
pub(crate) struct Purchase<'a> {
    pub(crate) user_id: i64,
    /// Whether the ids are ids of lines of the cart. Otherwise they are ids of goods.
    pub(crate) of_cart: bool,
    pub(crate) bought: &'a Bought,
}

/// Reads what is bought. The number of queries does not grow with the number of lines.
///
/// # Errors
/// `faults::CART_NOT_FOUND`; [`Code::GoodsUnavailable`] if nothing can be bought; [`Code::PurchaseLimit`]; the faults of samples.
pub(crate) fn load(
    connection: &mut Connection,
    purchase: Purchase<'_>,
    now: i64,
) -> Result<Basket, Fault> {
    let named = named(connection, purchase)?;
    let ids: Vec<i64> = named.iter().map(|(_, goods_id, _)| *goods_id).collect();
    let mut goods = by_id(goods::of_ids(connection, &ids)?, |goods| goods.id);
    let common_ids: Vec<i64> = goods.values().map(|goods| goods.common_id).collect();
    let commons = by_id(commons::of_ids(connection, &common_ids)?, |common| {
        common.id
    });
    let promotions = Promotions::of(promotions::running(connection, &ids, now)?);
    let mut lines = Vec::new();
    for (cart_id, goods_id, pieces) in &named {
        let goods = goods.remove(goods_id).ok_or(Code::GoodsUnavailable)?;
        let common = commons.get(&goods.common_id).cloned();
        let common = common.ok_or_else(|| Fault::internal("goods without an article"))?;
        lines.push(line(*cart_id, goods, common, *pieces, &promotions));
    }
    rules::stand_alone(&lines)?;
    if !lines.iter().any(|line| line.is_live) {
        return Err(Code::GoodsUnavailable.into());
    }
    let sample = rules::sample(connection, &mut lines, purchase.user_id, now)?;
    rules::upper_limits(connection, &lines, &promotions, purchase.user_id)?;
    let mut stores = parcels(connection, lines, sample)?;
    rules::add_campaigns(connection, &mut stores, now)?;
    Ok(Basket {
        stores,
        digest: digest(purchase.of_cart, named),
    })
}

/// Returns what the purchase names: the lines of the cart (0 for none), the goods and the numbers of pieces.
fn named(
    connection: &mut Connection,
    purchase: Purchase<'_>,
) -> Result<Vec<(i64, i64, i64)>, Fault> {
    let pairs = purchase.bought.pairs().iter();
    if !purchase.of_cart {
        return Ok(pairs.map(|(id, pieces)| (0, *id, *pieces)).collect());
    }
    let cart = carts::of_user(connection, purchase.user_id)?;
    let of_cart = pairs.map(|(id, pieces)| {
        let line = cart.iter().find(|line| line.id == *id);
        let line = line.ok_or(faults::CART_NOT_FOUND)?;
        Ok((*id, line.goods_id, *pieces))
    });
    of_cart.collect()
}

fn by_id<T>(rows: Vec<T>, id: impl Fn(&T) -> i64) -> HashMap<i64, T> {
    rows.into_iter().map(|row| (id(&row), row)).collect()
}

fn line(cart_id: i64, goods: Goods, common: Common, pieces: i64, promotions: &Promotions) -> Line {
    let price = promotions.price(goods.id, goods.price, pieces);
    let promotion = price
        .promotion
        .map(|promotion| (promotion.id, promotion.kind));
    Line {
        cart_id,
        // Virtual goods and goods on appointment cannot be bought: nothing delivers the right or books the appointment.
        is_live: goods.live && !common.is_virtual && !common.is_appoint,
        price: price.fen,
        promotion,
        goods,
        common,
        pieces,
    }
}

/// Returns the lines by store.
fn parcels(
    connection: &mut Connection,
    lines: Vec<Line>,
    mut sample: Option<Sample>,
) -> Result<BTreeMap<i64, Parcel>, Fault> {
    let stores = by_id(stores::all(connection)?, |store| store.id);
    let mut parcels: BTreeMap<i64, Parcel> = BTreeMap::new();
    for line in lines {
        let store_id = line.goods.store_id;
        let parcel = parcels.entry(store_id).or_insert_with(|| Parcel {
            store: store(&stores, store_id),
            lines: Vec::new(),
            gifts: Vec::<GiftLine>::new(),
            mansong: None,
            sample: sample.take(),
        });
        parcel.lines.push(line);
    }
    Ok(parcels)
}

/// Returns a store, or a hidden store without a name if it does not exist any more.
fn store(stores: &HashMap<i64, Store>, id: i64) -> Store {
    stores.get(&id).cloned().unwrap_or_else(|| Store {
        id,
        name: String::new(),
        free_price: 0,
        offpay: false,
        state: State::Hidden,
    })
}
