use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;

use crate::CLIENTS;
use crate::accounts::logout;

/// 卖家退出登录
///
/// 结束当前会话。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Logout {}

impl Method for Logout {
    const NAME: &'static str = "consulting.consultant.logout";
    const CLASSES: &'static [AppClass] = CLIENTS;
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        logout::log_out(ctx).await
    }
}
