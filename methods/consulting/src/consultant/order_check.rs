use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Ctx, List, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_wire::Fen;

use crate::CLIENTS;
use crate::order::state;
use crate::parameters::Status;
use crate::tables::offers;
use crate::tables::orders::{self, Order, Party, Search};
use crate::tables::posts::Post;

/// The value of `status` for standing offers, in addition to the states of orders.
const OFFERED: &str = "offered";

/// 顾问查看订单
///
/// 当前登录顾问的订单，或未成为订单的接单，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct OrderCheck {
    /// 订单状态
    ///
    /// offered - 已接单、active - 进行中、delivered - 已答复、disputed - 争议中、done - 已完成、cancelled - 已取消。默认全部订单，不含 offered。
    #[deserr(default)]
    #[schemars(example = &"done")]
    status: Option<Status>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 顾问的订单
#[derive(Serialize, JsonSchema)]
pub(crate) struct ConsultantsOrder {
    /// 订单 ID
    order_id: i64,
    /// 需求 ID
    post_id: i64,
    /// 客户 ID
    user_id: i64,
    /// 需求标题
    title: String,
    /// 需求详细内容
    summary: String,
    /// 订单价格
    ///
    /// 单位：分。
    price: Fen,
    /// 订单状态
    ///
    /// offered - 已接单、active - 进行中、delivered - 已答复、disputed - 争议中、done - 已完成、cancelled - 已取消。
    status: &'static str,
    /// 顾问的答复
    ///
    /// 没有则为空字符串。
    answer: String,
    /// 创建时间
    create_time: String,
    /// 更新时间
    update_time: String,
}

impl Method for OrderCheck {
    const NAME: &'static str = "consulting.consultant.order.check";
    const CLASSES: &'static [AppClass] = CLIENTS;
    type Reply = List<ConsultantsOrder>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<ConsultantsOrder>, Fault> {
        let (user_id, page) = (ctx.user()?, self.page.unwrap_or_default());
        if self.status.as_ref().map(Status::as_str) == Some(OFFERED) {
            let posts = ctx
                .run(move |connection| {
                    Ok(offers::of_consultant(connection, user_id, page.request())?)
                })
                .await?;
            return Ok(List::of(page, posts, |(post, at)| offered(ctx, post, at)));
        }
        let own = Search {
            of: Some(Party::Consultant(user_id)),
            state: state(self.status.as_ref())?,
            ..Search::default()
        };
        let orders = ctx
            .run(move |connection| Ok(orders::page(connection, &own, page.request())?))
            .await?;
        Ok(List::of(page, orders, |(order, post)| {
            ordered(ctx, order, post)
        }))
    }
}

fn offered(ctx: &Ctx<'_>, post: Post, made_at: i64) -> ConsultantsOrder {
    ConsultantsOrder {
        order_id: post.id,
        post_id: post.id,
        user_id: post.user_id,
        title: post.title,
        summary: post.content,
        price: Fen(post.price),
        status: OFFERED,
        answer: String::new(),
        create_time: ctx.date_time(made_at),
        update_time: ctx.date_time(made_at),
    }
}

fn ordered(ctx: &Ctx<'_>, order: Order, post: Post) -> ConsultantsOrder {
    ConsultantsOrder {
        order_id: order.post_id,
        post_id: order.post_id,
        user_id: order.user_id,
        title: post.title,
        summary: post.content,
        price: Fen(order.price),
        status: order.state.name(),
        answer: order.answer,
        create_time: ctx.date_time(order.created_at),
        update_time: ctx.date_time(order.updated_at),
    }
}
