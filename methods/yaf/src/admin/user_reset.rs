use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Id, NewPassword};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_domain::accounts::operators;
use signet_fault::{Code, Fault};

/// 重置用户密码
///
/// 设置新密码；该用户的所有会话得到 606。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserReset {
    /// 用户 ID
    userid: Id,
    /// 新密码
    ///
    /// 6-20 位数字字母下划线破折号组成。
    password: NewPassword,
}

impl Method for UserReset {
    const NAME: &'static str = "admin.user.reset";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::UserNotFound, Code::AccountClosed];
    type Reply = ();
    const DONE: &'static str = "修改成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let hash = ctx.shared.passwords.hash(self.password.as_str()).await?;
        operators::reset(ctx.shared, &ctx.audit, ctx.now, self.userid.value(), hash).await
    }
}
