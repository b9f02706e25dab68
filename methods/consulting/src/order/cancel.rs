use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::payments;
use signet_fault::{Code, Fault};
use signet_store::Tx;

use super::Refundable;
use crate::CLIENTS;
use crate::lifecycle::order::{Locked, post_of_own};
use crate::lifecycle::{Actor, Who};
use crate::tables::orders::{OrderState, Party};
use crate::tables::posts::Post;

/// 用户取消订单
///
/// 顾问答复之前取消，金额原路退回；答复之后申请退款，订单变为争议中，由管理员处理。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Cancel {
    /// 需求 ID
    ///
    /// 即订单 ID。
    post_id: Id,
}

impl Method for Cancel {
    const NAME: &'static str = "consulting.order.cancel";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (party, post_id) = (Party::Buyer(ctx.user()?), self.post_id.value());
        let post = ctx
            .run(move |connection| post_of_own(connection, party, post_id))
            .await?;
        let charge = ctx.tx(move |tx| cancel(tx, &post)).await?;
        if let Some(charge) = charge {
            payments::send_refunds(ctx.services, ctx.now, &charge).await;
        }
        Ok(())
    }
}

fn cancel(tx: &mut Tx<'_>, post: &Post) -> Result<Refundable, Fault> {
    let locked = Locked::of(tx, post)?;
    let actor = Actor::new(Who::Buyer(post.user_id), "cancel");
    match locked.order.state {
        OrderState::Active => locked.cancel(tx, &[OrderState::Active], actor),
        OrderState::Delivered => locked.dispute(tx, actor).map(|()| None),
        OrderState::Disputed | OrderState::Cancelled => Ok(None),
        OrderState::Done => Err(Code::OrderState.into()),
    }
}
