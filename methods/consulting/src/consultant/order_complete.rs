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
use crate::parameters::Content;
use crate::tables::orders::{OrderState, Party};
use crate::tables::posts::Post;

/// 顾问答复订单
///
/// 提交答复，等待客户确认。
#[derive(Deserr, JsonSchema)]
pub(crate) struct OrderComplete {
    /// 需求 ID
    ///
    /// 即订单 ID。
    post_id: Id,
    /// 答复
    #[schemars(extend("writeOnly" = true), example = &"第五条对租客不利，建议删除。")]
    content: Content,
}

impl Method for OrderComplete {
    const NAME: &'static str = "consulting.consultant.order.complete";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, post_id) = (ctx.user()?, self.post_id.value());
        let party = Party::Consultant(user_id);
        let post = ctx
            .run(move |connection| post_of_own(connection, party, post_id))
            .await?;
        let answer = self.content.into_string();
        ctx.tx(move |tx| complete(tx, user_id, &post, &answer))
            .await
    }
}

fn complete(tx: &mut Tx<'_>, user_id: i64, post: &Post, answer: &str) -> Result<(), Fault> {
    let locked = Locked::of(tx, post)?;
    let is_repeated = match locked.order.state {
        OrderState::Active | OrderState::Cancelled => false,
        OrderState::Delivered | OrderState::Disputed | OrderState::Done => {
            locked.order.answer == answer
        }
    };
    match is_repeated {
        true => Ok(()),
        false => locked.deliver(tx, answer, Actor::new(Who::Consultant(user_id), "complete")),
    }
}
