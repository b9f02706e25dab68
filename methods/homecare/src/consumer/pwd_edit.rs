use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::accounts::{self, PasswordChange};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::password::{NewPassword, Password};

/// 顾客更改密码
///
/// 当前会话继续有效，该账号的其它会话得到 606。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PwdEdit {
    /// 原密码
    #[schemars(extend("writeOnly" = true), example = &"123456")]
    old_password: Password,
    /// 新密码
    ///
    /// 6-64 位可见的 ASCII 字符。
    new_password: NewPassword,
}

/// The password was changed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Changed {
    /// 验证码
    ///
    /// 总是空字符串。
    verify_code: &'static str,
    /// 是否已更改
    success: bool,
    /// 结果说明
    msg: &'static str,
}

impl Method for PwdEdit {
    const NAME: &'static str = "homecare.consumer.pwd.edit";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::WrongOldPassword,
        Code::PasswordUnchanged,
        Code::LoginLocked,
    ];
    type Reply = Changed;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Changed, Fault> {
        let live = ctx.live_session()?;
        let change = PasswordChange {
            user_id: live.session.user_id,
            session: &live.key,
            old: self.old_password.as_str(),
            new: self.new_password.as_str(),
            origin: ctx.caller.origin,
        };
        accounts::change_password(ctx.services, ctx.now, change).await?;
        Ok(Changed {
            verify_code: "",
            success: true,
            msg: "change password success",
        })
    }
}
