use std::collections::HashMap;
use std::sync::Arc;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_store::Connection;

use super::numbered::Numbered;
use super::overdue;
use super::view::{GoodsView, OrderView};
use crate::SIGNED;
use crate::content::CONTENT;
use crate::paging::Paging;
use crate::parameters::OrderState;
use crate::tables::order_goods;
use crate::tables::orders::{self, Search};

/// 订单列表
///
/// 自己的订单，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {
    /// 订单状态
    ///
    /// 0 - 已关闭、10 - 待付款、20 - 待发货、30 - 待收货、40 - 已完成，不传则为全部。
    #[deserr(default)]
    state: Option<OrderState>,
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// A page of the orders of a member.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Orders {
    /// 订单列表
    order_list: Vec<Shown>,
    #[serde(flatten)]
    paging: Paging,
}

/// An order with its goods.
#[derive(Serialize, JsonSchema)]
struct Shown {
    #[serde(flatten)]
    order: OrderView,
    /// 商品列表
    goods: Vec<GoodsView>,
}

impl Method for List {
    const NAME: &'static str = "teahouse.order.list";
    const CLASSES: &'static [AppClass] = SIGNED;
    const DONE: &'static str = "查询正常";
    type Reply = Orders;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Orders, Fault> {
        let (user_id, page) = (ctx.user()?, self.page.unwrap_or_default());
        let search = Search {
            user_id: Some(user_id),
            state: self.state.map(OrderState::number),
            ..Search::default()
        };
        overdue::close_of_user(ctx, user_id).await?;
        let content = Arc::clone(&*ctx.snapshot(&CONTENT)?);
        let read = move |connection: &mut Connection| {
            let found = orders::page(connection, &search, page.request())?;
            let ids: Vec<i64> = found.rows.iter().map(|order| order.id).collect();
            let lines = order_goods::of_orders(connection, &ids)?;
            let numbered = Numbered::all(connection, found.rows)?;
            Ok((found.total, numbered, lines))
        };
        let (total, numbered, lines) = ctx.run(read).await?;
        let mut of_orders: HashMap<i64, Vec<GoodsView>> = HashMap::new();
        for line in lines {
            let of_order = of_orders.entry(line.order_id).or_default();
            of_order.push(line.into());
        }
        let shown = |numbered: Numbered| Shown {
            goods: of_orders.remove(&numbered.order.id).unwrap_or_default(),
            order: OrderView::of(&numbered, &content),
        };
        Ok(Orders {
            order_list: numbered.into_iter().map(shown).collect(),
            paging: Paging::of(page, total),
        })
    }
}
