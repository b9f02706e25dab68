use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::{Tx, users};
use signet_wire::Fen;

use super::Pieces;
use crate::pricing::Promotions;
use crate::tables::{carts, goods, promotions};
use crate::{CLIENTS, faults};

/// 购物车修改数量
///
/// 返回该数量的价格：部分促销从一定数量起有效。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Edit {
    /// 购物车编号
    cart_id: Id,
    /// 新的购买数量
    quantity: Pieces,
}

/// The line of the cart after the change.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Edited {
    /// 购买数量
    quantity: i64,
    /// 商品价格
    ///
    /// 单位：分，该数量的单价。
    goods_price: Fen,
    /// 商品总价
    ///
    /// 单位：分。
    total_price: Fen,
}

impl Method for Edit {
    const NAME: &'static str = "teahouse.cart.edit";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        faults::CART_NOT_FOUND,
        Code::GoodsUnavailable,
        Code::OutOfStock,
    ];
    const DONE: &'static str = "修改成功";
    type Reply = Edited;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Edited, Fault> {
        let user_id = ctx.user()?;
        let (cart_id, quantity) = (self.cart_id.value(), self.quantity.value());
        ctx.tx(move |tx| edit(tx, user_id, cart_id, quantity)).await
    }
}

fn edit(tx: &mut Tx<'_>, user_id: i64, cart_id: i64, quantity: i64) -> Result<Edited, Fault> {
    users::lock(tx, user_id)?;
    let lines = carts::of_user(tx, user_id)?;
    let line = lines.iter().find(|line| line.id == cart_id);
    let line = line.ok_or(faults::CART_NOT_FOUND)?;
    let goods = goods::find_live(tx, line.goods_id)?.ok_or(Code::GoodsUnavailable)?;
    if quantity > goods.storage {
        return Err(Code::OutOfStock.into());
    }
    carts::set_quantity(tx, cart_id, quantity)?;
    let now = tx.now();
    let running = promotions::running(tx, &[goods.id], now)?;
    let price = Promotions::of(running)
        .price(goods.id, goods.price, quantity)
        .fen;
    Ok(Edited {
        quantity,
        goods_price: Fen(price),
        total_price: Fen(price.saturating_mul(quantity)),
    })
}
