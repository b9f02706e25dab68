use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Text;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::order::lifecycle::{cancel, find};

/// 取消订单
///
/// 只能取消待发货的订单。积分与库存随即退回。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Cancel {
    /// 订单号
    #[schemars(example = &"SN202003140000000001")]
    order_sn: Text<1, 32>,
}

impl Method for Cancel {
    const NAME: &'static str = "order.cancel";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    type Reply = ();
    const DONE: &'static str = "取消成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let user_id = ctx.user()?;
        ctx.tx(move |tx| {
            let order = find(tx, Some(user_id), self.order_sn.as_str())?;
            cancel(tx, &order)
        })
        .await
    }
}
