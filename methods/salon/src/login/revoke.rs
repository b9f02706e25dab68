use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::sessions;
use signet_fault::Fault;

use crate::CLIENTS;
use crate::account::Done;

/// 注销
///
/// 结束令牌的会话。令牌已失效或没有令牌时也成功。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Revoke {}

impl Method for Revoke {
    const NAME: &'static str = "salon.login.revoke";
    const ACCESS: Access = Access::Optional;
    const CLASSES: &'static [AppClass] = CLIENTS;
    type Reply = Done;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Done, Fault> {
        if let Some(live) = &ctx.session {
            sessions::close(ctx.services, ctx.now, &live.key, &live.session).await?;
        }
        Ok(Done {})
    }
}
