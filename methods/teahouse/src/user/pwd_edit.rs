use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::NewPassword;
use signet_call::{Ctx, Method};
use signet_domain::accounts::{self, PasswordChange};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::parameters::Password;

/// 更改密码
///
/// 当前的令牌继续有效，该账号的其他令牌失效。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PwdEdit {
    /// 旧密码
    #[schemars(extend("writeOnly" = true), example = &"secret_1")]
    oldpwd: Password,
    /// 新密码
    newpwd: NewPassword,
}

impl Method for PwdEdit {
    const NAME: &'static str = "teahouse.user.pwd.edit";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::WrongOldPassword,
        Code::PasswordUnchanged,
        Code::LoginLocked,
    ];
    const DONE: &'static str = "更新成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let live = ctx.live_session()?;
        let change = PasswordChange {
            user_id: live.session.user_id,
            session: &live.key,
            old: self.oldpwd.as_str(),
            new: self.newpwd.as_str(),
            origin: ctx.caller.origin,
        };
        accounts::change_password(ctx.services, ctx.now, change).await
    }
}
