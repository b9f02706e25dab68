use std::collections::HashMap;
use std::sync::Arc;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_store::Connection;
use signet_wire::Fen;

use crate::CLIENTS;
use crate::content::{CONTENT, Content};
use crate::pricing::Promotions;
use crate::tables::carts::{self, CartLine};
use crate::tables::goods::{self, Goods};
use crate::tables::promotions;

/// 购物车列表
///
/// 最新的在前，价格为现在的价格。已下架的商品 state 为 false，不计入总价。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {}

/// The cart of a member.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Cart {
    /// 购物车列表
    cart_list: Vec<Line>,
    /// 购物车总价
    ///
    /// 单位：分。
    sum: Fen,
}

/// A line of the cart.
#[derive(Serialize, JsonSchema)]
struct Line {
    /// 购物车编号
    cart_id: i64,
    /// 买家编号
    buyer_id: i64,
    /// 店铺编号
    store_id: i64,
    /// 店铺名称
    store_name: String,
    /// 商品编号
    goods_id: i64,
    /// 商品名称
    goods_name: String,
    /// 商品价格
    ///
    /// 单位：分，该数量的单价。
    goods_price: Fen,
    /// 购买数量
    goods_num: i64,
    /// 图片地址
    goods_image_url: String,
    /// 商品总价
    ///
    /// 单位：分。
    goods_sum: Fen,
    /// 商品是否有效
    state: bool,
}

impl Method for List {
    const NAME: &'static str = "teahouse.cart.list";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const DONE: &'static str = "查询正常";
    type Reply = Cart;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Cart, Fault> {
        let (user_id, now) = (ctx.user()?, ctx.now);
        let content = Arc::clone(&*ctx.snapshot(&CONTENT)?);
        ctx.run(move |connection| Cart::read(connection, &content, user_id, now))
            .await
    }
}

impl Cart {
    /// Reads a cart in three queries.
    fn read(
        connection: &mut Connection,
        content: &Content,
        user_id: i64,
        now: i64,
    ) -> Result<Cart, Fault> {
        let lines = carts::of_user(connection, user_id)?;
        let ids: Vec<i64> = lines.iter().map(|line| line.goods_id).collect();
        let goods = goods::of_ids(connection, &ids)?.into_iter();
        let goods: HashMap<i64, Goods> = goods.map(|goods| (goods.id, goods)).collect();
        let promotions = Promotions::of(promotions::running(connection, &ids, now)?);
        let lines = lines.into_iter().filter_map(|line| {
            let goods = goods.get(&line.goods_id)?;
            Some(Line::of(user_id, &line, goods, &promotions, content))
        });
        let cart_list: Vec<Line> = lines.collect();
        let live = cart_list.iter().filter(|line| line.state);
        let sum = live.fold(0_i64, |sum, line| sum.saturating_add(line.goods_sum.0));
        Ok(Cart {
            cart_list,
            sum: Fen(sum),
        })
    }
}

impl Line {
    fn of(
        buyer_id: i64,
        line: &CartLine,
        goods: &Goods,
        promotions: &Promotions,
        content: &Content,
    ) -> Line {
        let price = promotions.price(goods.id, goods.price, line.quantity).fen;
        Line {
            cart_id: line.id,
            buyer_id,
            store_id: goods.store_id,
            store_name: content.store_name(goods.store_id).to_owned(),
            goods_id: goods.id,
            goods_name: goods.name.clone(),
            goods_price: Fen(price),
            goods_num: line.quantity,
            goods_image_url: goods.image_url.clone(),
            goods_sum: Fen(price.saturating_mul(line.quantity)),
            state: goods.live,
        }
    }
}
