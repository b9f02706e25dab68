use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::Tx;

use crate::CLIENTS;
use crate::lifecycle::order::{Locked, post_of_own};
use crate::lifecycle::{Actor, Who};
use crate::tables::orders::{OrderState, Party};
use crate::tables::posts::Post;

/// 用户确认订单
///
/// 顾问答复之后，确认即把金额付给顾问；不确认也不取消的，7 天后自动确认。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Confirm {
    /// 需求 ID
    ///
    /// 即订单 ID。
    post_id: Id,
}

impl Method for Confirm {
    const NAME: &'static str = "consulting.order.confirm";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (party, post_id) = (Party::Buyer(ctx.user()?), self.post_id.value());
        let post = ctx
            .run(move |connection| post_of_own(connection, party, post_id))
            .await?;
        ctx.tx(move |tx| confirm(tx, &post)).await
    }
}

fn confirm(tx: &mut Tx<'_>, post: &Post) -> Result<(), Fault> {
    let locked = Locked::of(tx, post)?;
    if locked.order.state == OrderState::Done {
        return Ok(());
    }
    let answered = [OrderState::Delivered, OrderState::Disputed];
    let actor = Actor::new(Who::Buyer(post.user_id), "confirm");
    locked.finish(tx, &answered, actor)
}
