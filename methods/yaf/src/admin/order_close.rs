use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Text;
use signet_call::{Access, AppClass, Ctx, Method};
use signet_domain::orders::{cancel, find};
use signet_fault::{Code, Fault};

/// 关闭订单
///
/// 只能关闭待发货的订单。积分与库存随即退回给用户与商品。
#[derive(Deserr, JsonSchema)]
pub(crate) struct OrderClose {
    /// 订单号
    #[schemars(example = &"SN202003140000000001")]
    order_sn: Text<1, 32>,
}

impl Method for OrderClose {
    const NAME: &'static str = "admin.order.close";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    type Reply = ();
    const DONE: &'static str = "关闭成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        ctx.tx(move |tx| {
            let order = find(tx, None, self.order_sn.as_str())?;
            cancel(tx, &order)
        })
        .await
    }
}
