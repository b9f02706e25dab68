use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;

use crate::CLIENTS;
use crate::tables::messages;

/// 未读消息数量
///
/// 当前登录用户没有过期的未读消息的数量，包括发给所有用户的消息。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UnreadCount {}

/// The number of messages.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Unread {
    /// 未读消息数量
    count: i64,
}

impl Method for UnreadCount {
    const NAME: &'static str = "homecare.message.unread_count";
    const CLASSES: &'static [AppClass] = CLIENTS;
    type Reply = Unread;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Unread, Fault> {
        let (user_id, now) = (ctx.user()?, ctx.now);
        let count = ctx
            .run(move |connection| Ok(messages::count_unread(connection, user_id, now)?))
            .await?;
        Ok(Unread { count })
    }
}
