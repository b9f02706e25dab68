use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Line, Text};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_domain::orders::{advance, find};
use signet_fault::{Code, Fault};
use signet_store::orders::Step;

/// 订单发货
///
/// 待发货的订单由此变为已发货。
#[derive(Deserr, JsonSchema)]
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

impl Method for OrderShip {
    const NAME: &'static str = "admin.order.ship";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    type Reply = ();
    const DONE: &'static str = "发货成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        ctx.tx(move |tx| {
            let order = find(tx, None, self.order_sn.as_str())?;
            let ship = Step::Ship {
                express_name: self.express_name.as_str(),
                express_no: self.express_no.as_str(),
            };
            advance(tx, &order, &ship)
        })
        .await
    }
}
