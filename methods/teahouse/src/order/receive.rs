use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::numbered::Numbered;
use crate::SIGNED;
use crate::parameters::Number;
use crate::tables::orders::{self, Step};

/// 确认收货
///
/// 待收货的订单由此完成。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Receive {
    /// 订单编号
    #[schemars(example = &"261128000000000002")]
    order_sn: Number,
}

impl Method for Receive {
    const NAME: &'static str = "teahouse.order.receive";
    const CLASSES: &'static [AppClass] = SIGNED;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    const DONE: &'static str = "收货成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, order_sn) = (ctx.user()?, self.order_sn.into_string());
        let receive = move |tx: &mut signet_store::Tx<'_>| {
            let order = Numbered::find_own(tx, user_id, &order_sn)?.order;
            match orders::advance(tx, order.id, Step::Receive)? {
                true => Ok(()),
                false => Err(Code::OrderState.into()),
            }
        };
        ctx.tx(receive).await
    }
}
