use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::payments;
use signet_fault::{Code, Fault};
use signet_store::Tx;
use signet_store::charges::Charge;

use crate::lifecycle::post::{close, find_own, lock};
use crate::lifecycle::{Actor, Who};
use crate::tables::posts::{self, Post, PostState};
use crate::{CLIENTS, faults};

/// 用户删除需求信息
///
/// 没有订单的需求由此关闭，已支付的金额原路退回。有订单的需求不能删除，订单结束后可以。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Delete {
    /// 需求 ID
    post_id: Id,
}

impl Method for Delete {
    const NAME: &'static str = "consulting.post.delete";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[faults::POST_NOT_FOUND, faults::POST_STATE];
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, post_id) = (ctx.user()?, self.post_id.value());
        let post = ctx
            .run(move |connection| find_own(connection, user_id, post_id))
            .await?;
        let charge = ctx.tx(move |tx| delete(tx, &post)).await?;
        if let Some(charge) = charge {
            payments::send_refunds(ctx.services, ctx.now, &charge).await;
        }
        Ok(())
    }
}

fn delete(tx: &mut Tx<'_>, post: &Post) -> Result<Option<Charge>, Fault> {
    let post = lock(tx, post)?;
    let charge = match post.state {
        PostState::Closed => None,
        _ => close(tx, &post, Actor::new(Who::Buyer(post.user_id), "delete"))?,
    };
    posts::set_deleted(tx, post.id)?;
    Ok(charge)
}
