use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Text;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::order::lifecycle::{advance, find};
use crate::tables::orders::Step;

/// 确认收货
///
/// 已发货的订单由此变为交易成功。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Confirm {
    /// 订单号
    #[schemars(example = &"SN202003140000000001")]
    order_sn: Text<1, 32>,
}

impl Method for Confirm {
    const NAME: &'static str = "order.confirm";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    type Reply = ();
    const DONE: &'static str = "确认成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let user_id = ctx.user()?;
        ctx.tx(move |tx| {
            let order = find(tx, Some(user_id), self.order_sn.as_str())?;
            advance(tx, &order, &Step::Finish)
        })
        .await
    }
}
