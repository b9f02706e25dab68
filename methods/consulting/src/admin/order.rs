//! Orders.

mod view;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Id, Page};
use signet_call::{Ctx, List, Operation};
use signet_domain::audit::{Audit, Audited};
use signet_fault::{Code, Fault};
use signet_store::{Connection, Tx};

use self::view::{OrderView, Row, with_parts};
use super::{Reason, no_state, with_refunds};
use crate::lifecycle::order::Locked;
use crate::lifecycle::{Actor, sweep};
use crate::parameters::{OrderNo, Status};
use crate::tables::orders::{self, OrderState, Search};
use crate::tables::posts::{self, Post};

/// 订单列表
///
/// 符合全部条件的订单，最新的在前，附支付状态和状态变更记录。
#[derive(Deserr, JsonSchema)]
pub(crate) struct OrderList {
    /// 订单状态
    ///
    /// active - 进行中、delivered - 已答复、disputed - 争议中、done - 已完成、cancelled - 已取消。
    #[deserr(default)]
    #[schemars(example = &"done")]
    state: Option<Status>,
    /// 客户 ID
    #[deserr(default)]
    user_id: Option<Id>,
    /// 顾问 ID
    #[deserr(default)]
    consultant_id: Option<Id>,
    /// 订单号
    #[deserr(default)]
    #[schemars(example = &"CO202611280000000001")]
    order_no: Option<OrderNo>,
    /// 起始创建时间
    ///
    /// 格式：Y-m-d H:i:s
    #[deserr(default)]
    start_time: Option<DateTime>,
    /// 截止创建时间
    ///
    /// 格式：Y-m-d H:i:s，包含这一秒。
    #[deserr(default)]
    end_time: Option<DateTime>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

impl Operation for OrderList {
    const NAME: &'static str = "admin.consulting.order.list";
    const ONCE: bool = false;
    type Reply = List<OrderView>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Self::Reply>, Fault> {
        let page = self.page.unwrap_or_default();
        let seconds = |time: Option<DateTime>| time.map(|time| ctx.seconds(time));
        let named =
            |word: &Status| OrderState::named(word.as_str()).ok_or_else(|| no_state("state"));
        let search = Search {
            of: None,
            state: self.state.as_ref().map(named).transpose()?,
            user_id: self.user_id.map(Id::value),
            consultant_id: self.consultant_id.map(Id::value),
            order_no: self.order_no.map(OrderNo::into_string),
            since: seconds(self.start_time),
            until: seconds(self.end_time),
        };
        let read = move |connection: &mut Connection| {
            let orders = orders::page(connection, &search, page.request())?;
            with_parts(connection, orders)
        };
        let rows = audit.disclosure(&ctx.services.store, read).await?;
        let view = |row: Row| row.shown(ctx);
        Ok(rows.map(|rows| List::of(page, rows, view)))
    }
}

/// Returns the post of an order. The caller is an operator, so its sides are not checked.
fn find(connection: &mut Connection, post_id: i64) -> Result<Post, Fault> {
    let has_order = orders::find(connection, post_id)?.is_some();
    let post = posts::find(connection, post_id)?.filter(|_| has_order);
    post.ok_or_else(|| Code::OrderNotFound.into())
}

/// 订单退款
///
/// 取消订单，金额原路退回。已完成的订单须顾问的余额足够。
#[derive(Deserr, JsonSchema)]
pub(crate) struct OrderRefund {
    /// 需求 ID
    ///
    /// 即订单 ID。
    post_id: Id,
    /// 原因
    #[schemars(example = &"顾问没有答复问题")]
    reason: Reason,
}

impl Operation for OrderRefund {
    const NAME: &'static str = "admin.consulting.order.refund";
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    const DONE: &'static str = "退款成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        let post_id = self.post_id.value();
        let post = ctx.run(move |connection| find(connection, post_id)).await?;
        let act = move |tx: &mut Tx<'_>| {
            let actor = Actor::of_operator("refund", self.reason.as_str());
            let from = [
                OrderState::Active,
                OrderState::Delivered,
                OrderState::Disputed,
                OrderState::Done,
            ];
            Locked::of(tx, &post)?.cancel(tx, &from, actor)
        };
        with_refunds(ctx, audit, act).await
    }
}

/// 完成订单
///
/// 已答复或争议中的订单由此完成，金额归顾问。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct OrderFinish {
    /// 需求 ID
    ///
    /// 即订单 ID。
    post_id: Id,
    /// 原因
    #[schemars(example = &"答复符合要求")]
    reason: Reason,
}

impl Operation for OrderFinish {
    const NAME: &'static str = "admin.consulting.order.finish";
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    const DONE: &'static str = "完成成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        let post_id = self.post_id.value();
        let post = ctx.run(move |connection| find(connection, post_id)).await?;
        let act = move |tx: &mut Tx<'_>| {
            let actor = Actor::of_operator("finish", self.reason.as_str());
            let answered = [OrderState::Delivered, OrderState::Disputed];
            Locked::of(tx, &post)?.finish(tx, &answered, actor)
        };
        audit.transaction(&ctx.services.store, act).await
    }
}

/// 完成过期未确认的订单
///
/// 答复 7 天后客户既不确认也不取消的，最多 500 个；系统也会定时执行。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct OrderSweep {}

/// The result of [`OrderSweep`].
#[derive(Serialize, JsonSchema)]
pub(crate) struct Swept {
    /// 完成的订单数
    count: i64,
}

impl Operation for OrderSweep {
    const NAME: &'static str = "admin.consulting.order.sweep";
    const DONE: &'static str = "完成成功";
    type Reply = Swept;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Swept>, Fault> {
        // Each order is finished in its own transaction. The audit row is written first, so that no order is finished without it.
        let nothing = |_: &mut Tx<'_>| Ok(());
        let row = audit.transaction(&ctx.services.store, nothing).await?;
        let count = sweep::sweep(ctx.services, ctx.now).await?;
        Ok(row.map(|()| Swept { count }))
    }
}
