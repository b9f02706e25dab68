use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Access, AppClass, Ctx, Method};
use signet_domain::accounts::operators;
use signet_fault::{Code, Fault};

/// 解锁用户
///
/// 该用户可以重新登录；同时解除密码错误次数过多的锁定（607）。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserUnlock {
    /// 用户 ID
    userid: Id,
}

impl Method for UserUnlock {
    const NAME: &'static str = "admin.user.unlock";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::UserNotFound, Code::AccountClosed];
    type Reply = ();
    const DONE: &'static str = "设置成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        operators::unlock(ctx.shared, &ctx.audit, ctx.now, self.userid.value()).await
    }
}
