//! Orders.

mod view;

use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{DateTime, Id, Line, Page, Prose};
use signet_call::{Action, ActionTx, Ctx, List, Operation};
use signet_domain::audit::{Audit, Audited};
use signet_domain::payments;
use signet_fault::{Code, Fault};
use signet_store::{Connection, Paged, Tx};

use self::view::{DetailView, Entry, Parts};
use crate::content::CONTENT;
use crate::order::closing::{By, close};
use crate::order::numbered::Numbered;
use crate::parameters::{Number, OrderState};
use crate::tables::orders::{self, Search, Step};

/// 订单列表
///
/// 符合全部条件的订单，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct OrderList {
    /// 订单状态
    ///
    /// 0 - 已关闭、10 - 待付款、20 - 待发货、30 - 待收货、40 - 已完成，不传则为全部。
    #[deserr(default)]
    state: Option<OrderState>,
    /// 店铺编号
    #[deserr(default)]
    #[schemars(example = &2)]
    store_id: Option<Id>,
    /// 会员编号
    #[deserr(default)]
    user_id: Option<Id>,
    /// 起始下单时间
    ///
    /// 格式：Y-m-d H:i:s
    #[deserr(default)]
    start_time: Option<DateTime>,
    /// 截止下单时间
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
    const NAME: &'static str = "admin.teahouse.order.list";
    const ONCE: bool = false;
    type Reply = List<Entry>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Self::Reply>, Fault> {
        let page = self.page.unwrap_or_default();
        let seconds = |time: Option<DateTime>| time.map(|time| ctx.seconds(time));
        let search = Search {
            user_id: self.user_id.map(Id::value),
            store_id: self.store_id.map(Id::value),
            state: self.state.map(OrderState::number),
            since: seconds(self.start_time),
            until: seconds(self.end_time),
        };
        let read = move |connection: &mut Connection| {
            let found = orders::page(connection, &search, page.request())?;
            Ok(Paged {
                total: found.total,
                rows: Numbered::all(connection, found.rows)?,
            })
        };
        let content = ctx.snapshot(&CONTENT)?;
        let rows = audit.disclosure(&ctx.services.store, read).await?;
        let entry = |numbered: Numbered| Entry::of(&numbered, &content);
        Ok(rows.map(|rows| List::of(page, rows, entry)))
    }
}

/// 订单详情
#[derive(Deserr, JsonSchema)]
pub(crate) struct OrderDetail {
    /// 订单编号
    #[schemars(example = &"261128000000000002")]
    order_sn: Number,
}

impl Operation for OrderDetail {
    const NAME: &'static str = "admin.teahouse.order.detail";
    const ONCE: bool = false;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound];
    type Reply = DetailView;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<DetailView>, Fault> {
        let read = move |tx: &mut Tx<'_>| {
            let numbered = Numbered::find(tx, self.order_sn.as_str())?;
            Ok(Parts::read(tx, numbered)?)
        };
        let content = ctx.snapshot(&CONTENT)?;
        let parts = audit.transaction(&ctx.services.store, read).await?;
        Ok(parts.map(|parts| parts.shown(&content)))
    }
}

/// 发货
///
/// 待发货的订单由此变为待收货。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct OrderShip {
    /// 订单编号
    #[schemars(example = &"261128000000000002")]
    order_sn: Number,
    /// 快递公司
    #[schemars(example = &"顺丰速运")]
    express_name: Line<1, 64>,
    /// 快递单号
    #[schemars(example = &"SF1234567890")]
    express_no: Line<1, 64>,
}

impl Action for OrderShip {
    const NAME: &'static str = "admin.teahouse.order.ship";
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    const DONE: &'static str = "发货成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let order = Numbered::find(tx, self.order_sn.as_str())?.order;
        let ship = Step::Ship {
            express_name: self.express_name.as_str(),
            express_no: self.express_no.as_str(),
        };
        match orders::advance(tx, order.id, ship)? {
            true => Ok(()),
            false => Err(Code::OrderState.into()),
        }
    }
}

/// 关闭订单
///
/// 待付款或待发货的订单。库存、促销数量、代金券、F码、茶样和预存款随即退还，在线支付的金额原路退回。
#[derive(Deserr, JsonSchema)]
pub(crate) struct OrderClose {
    /// 订单编号
    #[schemars(example = &"261128000000000002")]
    order_sn: Number,
    /// 原因
    #[schemars(example = &"用户电话取消")]
    reason: Prose<1, 200>,
}

impl Operation for OrderClose {
    const NAME: &'static str = "admin.teahouse.order.close";
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    const DONE: &'static str = "关闭成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        let order_sn = self.order_sn.into_string();
        let find = move |connection: &mut Connection| Numbered::find(connection, &order_sn);
        let numbered = ctx.run(find).await?;
        let close = move |tx: &mut Tx<'_>| {
            let reason = self.reason.as_str();
            close(tx, &numbered, By::Operator { reason })
        };
        let store = &ctx.services.store;
        let (charge, row) = audit.transaction(store, close).await?.split();
        if let Some(charge) = charge {
            payments::send_refunds(ctx.services, ctx.now, &charge).await;
        }
        Ok(row)
    }
}
