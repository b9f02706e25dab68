use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Text;
use signet_call::{Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::orders::{self, Step};

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
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    type Reply = ();
    const DONE: &'static str = "确认成功";

    async fn call(self, ctx: &Ctx) -> Result<(), Fault> {
        let (user_id, now) = (ctx.user()?, ctx.now);
        ctx.tx(move |connection| {
            let order = orders::by_order_sn(connection, Some(user_id), self.order_sn.as_str())?
                .ok_or(Code::OrderNotFound)?;
            if !orders::advance(connection, order.id, &Step::Finish, now)? {
                return Err(Code::OrderState.into());
            }
            Ok(())
        })
        .await
    }
}
