use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Access, AppClass, Ctx, Method};
use signet_domain::accounts::operators;
use signet_fault::{Code, Fault};

/// 锁定用户
///
/// 该用户的所有会话立即失效（601），并且不能再登录，直到解锁。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserLock {
    /// 用户 ID
    userid: Id,
}

impl Method for UserLock {
    const NAME: &'static str = "admin.user.lock";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::UserNotFound, Code::AccountClosed];
    type Reply = ();
    const DONE: &'static str = "设置成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        operators::lock(ctx.shared, &ctx.audit, ctx.now, self.userid.value()).await
    }
}
