use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::payments;
use signet_fault::{Code, Fault};
use signet_store::Tx;
use signet_store::charges::Charge;

use crate::CLIENTS;
use crate::lifecycle::order::Locked;
use crate::lifecycle::{self, Actor, Who};
use crate::tables::offers;
use crate::tables::orders::{self, OrderState, RUNNING};
use crate::tables::posts::{self, Post};

/// 顾问取消接单或订单
///
/// 尚无订单则撤回接单；已有订单则放弃，金额退回客户。
#[derive(Deserr, JsonSchema)]
pub(crate) struct OrderCancel {
    /// 需求 ID
    ///
    /// 即订单 ID。
    post_id: Id,
}

impl Method for OrderCancel {
    const NAME: &'static str = "consulting.consultant.order.cancel";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, post_id) = (ctx.user()?, self.post_id.value());
        let post = ctx
            .run(move |connection| Ok(posts::find(connection, post_id)?))
            .await?
            .ok_or(Code::OrderNotFound)?;
        let charge = ctx.tx(move |tx| cancel(tx, user_id, &post)).await?;
        if let Some(charge) = charge {
            payments::send_refunds(ctx.services, ctx.now, &charge).await;
        }
        Ok(())
    }
}

fn cancel(tx: &mut Tx<'_>, user_id: i64, post: &Post) -> Result<Option<Charge>, Fault> {
    let post = lifecycle::post::lock(tx, post)?;
    orders::lock(tx, post.id)?;
    let order = orders::find(tx, post.id)?;
    let Some(order) = order.filter(|order| order.consultant_id == user_id) else {
        return match offers::withdraw(tx, post.id, user_id)? {
            true => Ok(None),
            false => Err(Code::OrderNotFound.into()),
        };
    };
    match order.state {
        OrderState::Cancelled => Ok(None),
        _ => {
            let actor = Actor::new(Who::Consultant(user_id), "cancel");
            Locked { post, order }.cancel(tx, &RUNNING, actor)
        }
    }
}
