use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Text;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::view::OrderView;
use crate::order::lifecycle::find;
use crate::tables::orders;

/// 订单详情
///
/// 当前登录用户的一个订单。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Detail {
    /// 订单号
    #[schemars(example = &"SN202003140000000001")]
    order_sn: Text<1, 32>,
}

/// An order and its parcel.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OrderDetail {
    #[serde(flatten)]
    order: OrderView,
    /// 快递公司
    ///
    /// 未发货时为空字符串。
    express_name: String,
    /// 快递单号
    ///
    /// 未发货时为空字符串。
    express_no: String,
}

impl Method for Detail {
    const NAME: &'static str = "order.detail";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const FAULTS: &'static [Code] = &[Code::OrderNotFound];
    type Reply = OrderDetail;

    async fn call(self, ctx: &Ctx<'_>) -> Result<OrderDetail, Fault> {
        let user_id = ctx.user()?;
        let found = ctx
            .run(move |connection| {
                let order = find(connection, Some(user_id), self.order_sn.as_str())?;
                let items = orders::items_of(connection, order.id)?;
                Ok((order, items))
            })
            .await?;
        let (mut order, items) = found;
        Ok(OrderDetail {
            express_name: std::mem::take(&mut order.express_name),
            express_no: std::mem::take(&mut order.express_no),
            order: OrderView::new(ctx, order, items),
        })
    }
}
