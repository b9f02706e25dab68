use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Access, Ctx, Method};
use signet_fault::Fault;

use crate::tables::notices;

/// 用户公告未读数量
///
/// 当前平台（固定参数 platform）的公告中，登录用户还没有通过 notice.detail 查看过的数量；未登录时为 0。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UnreadCount {}

/// The number of unread notices.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Unread {
    /// 未读公告数量
    count: i64,
}

impl Method for UnreadCount {
    const NAME: &'static str = "notice.unread.count";
    const ACCESS: Access = Access::Optional;
    type Reply = Unread;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Unread, Fault> {
        let Some(live) = &ctx.session else {
            return Ok(Unread { count: 0 });
        };
        let (user_id, bit) = (live.session.user_id, ctx.caller.platform.bit());
        let count = ctx
            .run(move |connection| Ok(notices::unread_count(connection, user_id, bit)?))
            .await?;
        Ok(Unread { count })
    }
}
