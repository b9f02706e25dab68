use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::{Tx, users};

use super::{MAX_PIECES, Pieces};
use crate::tables::{carts, goods};
use crate::{CLIENTS, faults};

/// The maximum number of lines in a cart.
const MAX_LINES: usize = 50;

/// 购物车添加
///
/// 已在购物车中的商品增加数量。最多 50 种商品，每种最多 999 件；添加不占用库存。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Add {
    /// 商品编号
    #[schemars(example = 232)]
    goods_id: Id,
    /// 购买数量
    quantity: Pieces,
}

impl Method for Add {
    const NAME: &'static str = "teahouse.cart.add";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::GoodsUnavailable,
        faults::NOT_FOR_CART,
        Code::OutOfStock,
        Code::PurchaseLimit,
        faults::CART_FULL,
    ];
    const DONE: &'static str = "添加成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let user_id = ctx.user()?;
        let (goods_id, quantity) = (self.goods_id.value(), self.quantity.value());
        ctx.tx(move |tx| add(tx, user_id, goods_id, quantity)).await
    }
}

fn add(tx: &mut Tx<'_>, user_id: i64, goods_id: i64, quantity: i64) -> Result<(), Fault> {
    // Locked before anything is read: a transaction reads everything as it was at the time of its first read.
    users::lock(tx, user_id)?;
    let found = goods::find_with_common(tx, goods_id)?;
    let (goods, common) = found.ok_or(Code::GoodsUnavailable)?;
    if common.is_fcode || common.is_sample || common.is_virtual || common.is_appoint {
        return Err(faults::NOT_FOR_CART.into());
    }
    let lines = carts::of_user(tx, user_id)?;
    let line = lines.iter().find(|line| line.goods_id == goods_id);
    let pieces = quantity + line.map_or(0, |line| line.quantity);
    if pieces > MAX_PIECES {
        return Err(Code::PurchaseLimit.into());
    }
    if pieces > goods.storage {
        return Err(Code::OutOfStock.into());
    }
    match line {
        Some(line) => carts::set_quantity(tx, line.id, pieces)?,
        None if lines.len() >= MAX_LINES => return Err(faults::CART_FULL.into()),
        None => carts::insert(tx, user_id, goods_id, pieces).map(|_| true)?,
    };
    Ok(())
}
