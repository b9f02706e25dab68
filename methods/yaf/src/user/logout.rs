use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::sessions;
use signet_fault::Fault;

/// 用户退出
///
/// 清除当前会话；令牌已经失效时同样返回成功。被挤下线的旧令牌不会影响新的会话。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Logout {}

impl Method for Logout {
    const NAME: &'static str = "user.logout";
    const ACCESS: Access = Access::Optional;
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    type Reply = ();
    const DONE: &'static str = "退出成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        if let Some(live) = &ctx.session {
            sessions::close(ctx.services, ctx.now, &live.key, &live.session).await?;
        }
        Ok(())
    }
}
