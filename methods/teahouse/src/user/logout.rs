use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::sessions;
use signet_fault::Fault;

use crate::SIGNED;

/// 退出登录
///
/// 结束当前会话。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Logout {}

impl Method for Logout {
    const NAME: &'static str = "teahouse.user.logout";
    const CLASSES: &'static [AppClass] = SIGNED;
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let live = ctx.live_session()?;
        sessions::close(ctx.services, ctx.now, &live.key, &live.session).await
    }
}
