use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Id, Integer, Page, Text};
use signet_call::{Access, AppClass, Ctx, List, Method};
use signet_fault::Fault;
use signet_store::orders;

use crate::order::list::filter;
use crate::order::view::OrderView;

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
    #[schemars(default)]
    page: Page,
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

impl Method for OrderList {
    const NAME: &'static str = "admin.order.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const DISCLOSES: bool = true;
    type Reply = List<AnyOrder>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Self::Reply, Fault> {
        let times = (self.start_time, self.end_time);
        let user_id = self.userid.map(Id::value);
        let filter = filter(ctx, user_id, self.order_sn, self.order_status, times)?;
        let window = self.page.window();
        let orders = ctx
            .disclose(move |connection| Ok(orders::page_with_items(connection, &filter, window)?))
            .await?;
        Ok(List::of(self.page, orders, |(mut order, items)| AnyOrder {
            userid: order.user_id,
            express_name: std::mem::take(&mut order.express_name),
            express_no: std::mem::take(&mut order.express_no),
            order: OrderView::new(ctx, order, items),
        }))
    }
}
