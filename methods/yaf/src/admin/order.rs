//! Orders.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Id, Integer, Line, Page, Text};
use signet_call::{Action, ActionTx, Ctx, List, Operation};
use signet_domain::audit::{Audit, Audited};
use signet_fault::{Code, Fault};

use crate::order::lifecycle::{advance, cancel, find};
use crate::order::list::Search;
use crate::order::view::OrderView;
use crate::tables::orders::{self, Step};

/// 订单列表
///
/// 所有用户的订单，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct OrderList {
    /// 订单号
    #[deserr(default)]
    #[schemars(default)]
    order_sn: Text<0, 32>,
    /// 用户 ID
    #[deserr(default)]
    userid: Option<Id>,
    /// 订单状态
    ///
    /// -1 - 全部（默认）、1 - 待发货、2 - 已发货、3 - 交易成功、4 - 已关闭。
    #[deserr(default)]
    #[schemars(example = &-1)]
    order_status: Option<Integer<-1, 4>>,
    /// 起始下单时间
    #[deserr(default)]
    start_time: Option<DateTime>,
    /// 截止下单时间
    #[deserr(default)]
    end_time: Option<DateTime>,
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// An order as an operator sees it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AnyOrder {
    /// 用户 ID
    userid: i64,
    /// 快递公司
    express_name: String,
    /// 快递单号
    express_no: String,
    #[serde(flatten)]
    order: OrderView,
}

impl Operation for OrderList {
    const NAME: &'static str = "admin.order.list";
    const ONCE: bool = false;
    type Reply = List<AnyOrder>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<List<AnyOrder>>, Fault> {
        let page = self.page.unwrap_or_default();
        let search = Search {
            user_id: self.userid.map(Id::value),
            order_sn: self.order_sn,
            order_status: self.order_status,
            start_time: self.start_time,
            end_time: self.end_time,
        };
        let filter = search.filter(ctx)?;
        let orders = audit
            .disclosure(&ctx.services.store, move |connection| {
                Ok(orders::page_with_items(
                    connection,
                    &filter,
                    page.request(),
                )?)
            })
            .await?;
        let row = |(mut order, items): (orders::Order, _)| AnyOrder {
            userid: order.user_id,
            express_name: std::mem::take(&mut order.express_name),
            express_no: std::mem::take(&mut order.express_no),
            order: OrderView::new(ctx, order, items),
        };
        Ok(orders.map(|orders| List::of(page, orders, row)))
    }
}

/// 订单发货
///
/// 待发货的订单由此变为已发货。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct OrderShip {
    /// 订单号
    #[schemars(example = &"SN202003140000000001")]
    order_sn: Text<1, 32>,
    /// 快递公司
    #[deserr(default)]
    #[schemars(default)]
    #[schemars(example = &"顺丰速运")]
    express_name: Line<0, 64>,
    /// 快递单号
    #[deserr(default)]
    #[schemars(default)]
    #[schemars(example = &"SF1234567890")]
    express_no: Text<0, 64>,
}

impl Action for OrderShip {
    const NAME: &'static str = "admin.order.ship";
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    const DONE: &'static str = "发货成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let order = find(tx, None, self.order_sn.as_str())?;
        let ship = Step::Ship {
            express_name: self.express_name.as_str(),
            express_no: self.express_no.as_str(),
        };
        advance(tx, &order, &ship)
    }
}

/// 关闭订单
///
/// 只能关闭待发货的订单。积分与库存随即退回给用户与商品。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct OrderClose {
    /// 订单号
    #[schemars(example = &"SN202003140000000001")]
    order_sn: Text<1, 32>,
}

impl Action for OrderClose {
    const NAME: &'static str = "admin.order.close";
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    const DONE: &'static str = "关闭成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let order = find(tx, None, self.order_sn.as_str())?;
        cancel(tx, &order)
    }
}
