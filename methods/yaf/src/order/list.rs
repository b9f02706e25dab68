use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{DateTime, Integer, Page, Text};
use signet_call::{Ctx, Method, Violations};
use signet_domain::apps::AppClass;
use signet_fault::Fault;

use super::view::OrderView;
use crate::tables::orders::{self, Filter};

/// 订单列表
///
/// 当前登录用户的订单，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {
    /// 订单号
    ///
    /// 默认传空字符串。
    #[deserr(default)]
    #[schemars(default)]
    order_sn: Text<0, 32>,
    /// 订单状态
    ///
    /// -1 - 全部（默认）、1 - 待发货、2 - 已发货、3 - 交易成功、4 - 已关闭。
    #[deserr(default)]
    #[schemars(example = &-1)]
    order_status: Option<Integer<-1, 4>>,
    /// 起始下单时间
    ///
    /// 默认传空字符串。
    #[deserr(default)]
    start_time: Option<DateTime>,
    /// 截止下单时间
    ///
    /// 默认传空字符串。
    #[deserr(default)]
    end_time: Option<DateTime>,
    /// 页码
    ///
    /// 默认传 1。
    #[deserr(default)]
    page: Option<Page>,
}

impl Method for List {
    const NAME: &'static str = "order.list";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    type Reply = signet_call::List<OrderView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Self::Reply, Fault> {
        let page = self.page.unwrap_or_default();
        let search = Search {
            user_id: Some(ctx.user()?),
            order_sn: self.order_sn,
            order_status: self.order_status,
            start_time: self.start_time,
            end_time: self.end_time,
        };
        let filter = search.filter(ctx)?;
        let orders = ctx
            .run(move |connection| {
                Ok(orders::page_with_items(
                    connection,
                    &filter,
                    page.request(),
                )?)
            })
            .await?;
        let row = |(order, items)| OrderView::new(ctx, order, items);
        Ok(signet_call::List::of(page, orders, row))
    }
}

/// The parameters of a search for orders.
pub(crate) struct Search {
    pub(crate) user_id: Option<i64>,
    pub(crate) order_sn: Text<0, 32>,
    /// The state; -1 for any state.
    pub(crate) order_status: Option<Integer<-1, 4>>,
    pub(crate) start_time: Option<DateTime>,
    pub(crate) end_time: Option<DateTime>,
}

impl Search {
    /// Returns the filter. Refuses state 0, which no order has.
    pub(crate) fn filter(self, ctx: &Ctx<'_>) -> Result<Filter, Violations> {
        let status = match self.order_status.map(Integer::value) {
            None | Some(-1) => None,
            Some(0) => return Err(Violations::one("order_status", "不正确")),
            status => status,
        };
        let seconds = |date_time: Option<DateTime>| date_time.map(|at| ctx.seconds(at));
        Ok(Filter {
            user_id: self.user_id,
            order_sn: Some(self.order_sn.into_string()).filter(|order_sn| !order_sn.is_empty()),
            status,
            from: seconds(self.start_time),
            until: seconds(self.end_time),
        })
    }
}
