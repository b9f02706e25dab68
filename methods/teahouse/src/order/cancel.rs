use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::closing::{By, close};
use super::numbered::Numbered;
use super::overdue;
use crate::SIGNED;
use crate::parameters::Number;

/// 取消订单
///
/// 待付款的订单，以及待发货的货到付款订单。库存、代金券、F码、茶样和预存款随即退还；同一支付编号下其余待付款的订单须重新支付。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Cancel {
    /// 订单编号
    #[schemars(example = &"261128000000000002")]
    order_sn: Number,
}

impl Method for Cancel {
    const NAME: &'static str = "teahouse.order.cancel";
    const CLASSES: &'static [AppClass] = SIGNED;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    const DONE: &'static str = "取消成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, order_sn) = (ctx.user()?, self.order_sn.into_string());
        overdue::close_of_user(ctx, user_id).await?;
        let find = move |connection: &mut _| Numbered::find_own(connection, user_id, &order_sn);
        let numbered = ctx.run(find).await?;
        // An order that its buyer may cancel was not paid through the provider, so there is no charge to refund.
        ctx.tx(move |tx| close(tx, &numbered, By::Buyer).map(drop))
            .await
    }
}
