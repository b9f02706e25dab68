use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Ctx, List, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_store::charges;
use signet_wire::Fen;

use super::{state, usernames};
use crate::lifecycle::payment::pay_status;
use crate::parameters::Status;
use crate::tables::orders::{self, Order, Party, Search};
use crate::tables::posts::Post;
use crate::{CLIENTS, CONSULTING};

/// 用户查看订单
///
/// 当前登录用户的订单，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Check {
    /// 订单状态
    ///
    /// active - 进行中、delivered - 已答复、disputed - 争议中、done - 已完成、cancelled - 已取消。
    #[deserr(default)]
    #[schemars(example = &"done")]
    status: Option<Status>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 客户的订单
#[derive(Serialize, JsonSchema)]
pub(crate) struct BuyersOrder {
    /// 订单 ID
    order_id: i64,
    /// 需求 ID
    post_id: i64,
    /// 订单号
    order_no: String,
    /// 顾问 ID
    consultant_id: i64,
    /// 顾问的用户名
    username: String,
    /// 需求标题
    title: String,
    /// 订单价格
    ///
    /// 单位：分。
    price: Fen,
    /// 订单状态
    ///
    /// active - 进行中、delivered - 已答复、disputed - 争议中、done - 已完成、cancelled - 已取消。
    status: &'static str,
    /// 支付状态
    ///
    /// free - 免费、unpaid - 未支付、paid - 已支付、refunding - 退款中、refunded - 已退款。
    pay_status: &'static str,
    /// 顾问的答复
    ///
    /// 没有则为空字符串。
    answer: String,
    /// 创建时间
    create_time: String,
    /// 更新时间
    update_time: String,
}

impl Method for Check {
    const NAME: &'static str = "consulting.order.check";
    const CLASSES: &'static [AppClass] = CLIENTS;
    type Reply = List<BuyersOrder>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<BuyersOrder>, Fault> {
        let page = self.page.unwrap_or_default();
        let own = Search {
            of: Some(Party::Buyer(ctx.user()?)),
            state: state(self.status.as_ref())?,
            ..Search::default()
        };
        let (orders, names, charges) = ctx
            .run(move |connection| {
                let orders = orders::page(connection, &own, page.request())?;
                let rows = || orders.rows.iter();
                let ids: Vec<i64> = rows().map(|(order, _)| order.consultant_id).collect();
                let order_nos: Vec<&str> = rows().map(|(_, post)| &*post.order_no).collect();
                let names = usernames(connection, &ids)?;
                let charges = charges::newest_of(connection, CONSULTING.name(), &order_nos)?;
                Ok((orders, names, charges))
            })
            .await?;
        let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
        let view = |(order, post): (Order, Post)| BuyersOrder {
            order_id: order.post_id,
            post_id: order.post_id,
            pay_status: pay_status(order.price, charges.get(&post.order_no)),
            order_no: post.order_no,
            consultant_id: order.consultant_id,
            username: name(order.consultant_id),
            title: post.title,
            price: Fen(order.price),
            status: order.state.name(),
            answer: order.answer,
            create_time: ctx.date_time(order.created_at),
            update_time: ctx.date_time(order.updated_at),
        };
        Ok(List::of(page, orders, view))
    }
}
