use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::hide;
use crate::CLIENTS;
use crate::lifecycle::order::post_of_own;
use crate::tables::orders::Party;

/// 用户删除订单
///
/// 已完成或已取消的订单不再出现在客户的列表中。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Delete {
    /// 需求 ID
    ///
    /// 即订单 ID。
    post_id: Id,
}

impl Method for Delete {
    const NAME: &'static str = "consulting.order.delete";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (party, post_id) = (Party::Buyer(ctx.user()?), self.post_id.value());
        let post = ctx
            .run(move |connection| post_of_own(connection, party, post_id))
            .await?;
        ctx.tx(move |tx| hide(tx, &post, party)).await
    }
}
