use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{NewPassword, Text};
use signet_call::{Ctx, Method};
use signet_domain::accounts::{self, PasswordChange};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

/// 用户密码修改
///
/// 修改成功后当前会话继续有效，该用户的其它会话得到 606。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PwdEdit {
    /// 旧密码
    old_pwd: Text<1, 128>,
    /// 新密码
    ///
    /// 6-20 位数字字母下划线破折号组成。
    new_pwd: NewPassword,
}

impl Method for PwdEdit {
    const NAME: &'static str = "user.pwd.edit";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::WrongOldPassword,
        Code::PasswordUnchanged,
        Code::LoginLocked,
    ];
    type Reply = ();
    const DONE: &'static str = "密码修改成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let live = ctx.live_session()?;
        let change = PasswordChange {
            user_id: live.session.user_id,
            session: &live.key,
            old: self.old_pwd.as_str(),
            new: self.new_pwd.as_str(),
            origin: ctx.caller.origin,
        };
        accounts::change_password(ctx.services, ctx.now, change).await
    }
}
