use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::sessions;
use signet_fault::Fault;

use crate::CLIENTS;

/// 顾客注销
///
/// 结束当前会话。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Logout {}

/// The session ended.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LoggedOut {
    /// 结果说明
    msg: &'static str,
}

impl Method for Logout {
    const NAME: &'static str = "homecare.consumer.logout";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    type Reply = LoggedOut;

    async fn call(self, ctx: &Ctx<'_>) -> Result<LoggedOut, Fault> {
        let live = ctx.live_session()?;
        sessions::close(ctx.services, ctx.now, &live.key, &live.session).await?;
        Ok(LoggedOut {
            msg: "log out success",
        })
    }
}
