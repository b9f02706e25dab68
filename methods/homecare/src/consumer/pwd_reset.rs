use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Mobile;
use signet_call::{Access, Ctx, Method};
use signet_domain::accounts;
use signet_domain::apps::AppClass;
use signet_domain::sms::Entered;
use signet_fault::{Code, Fault};
use signet_store::users::User;

use super::of_user;
use crate::password::NewPassword;
use crate::sms::{FIND_PASSWORD, six_digits};
use crate::{CLIENTS, faults};

/// 顾客重置密码
///
/// 先调用 homecare.consumer.pwd.forget。设置新密码并登录；同时解除密码错误的锁定，该账号的其它会话得到 606。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PwdReset {
    /// 用户手机号
    phone: Mobile,
    /// 验证码
    ///
    /// 必传，6 位数字。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true), example = &"123456")]
    verify_code: Option<crate::sms::Entered>,
    /// 新密码
    ///
    /// 6-64 位可见的 ASCII 字符。
    new_password: NewPassword,
}

/// The session of the account.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LoggedIn {
    /// 用户名
    username: String,
    /// 结果说明
    msg: &'static str,
    /// 用户令牌
    private_token: String,
    /// 邀请码
    ///
    /// 其他用户可以用它兑换优惠券。
    invite_code: String,
}

impl Method for PwdReset {
    const NAME: &'static str = "homecare.consumer.pwd.reset";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const HANDS_OUT_SESSION: bool = true;
    const FAULTS: &'static [Code] = &[
        faults::HOMECARE_CODE_MISSING,
        Code::WrongCode,
        Code::CodeExpired,
        Code::RateLimited,
        Code::NotRegistered,
        Code::AccountLocked,
        Code::AccountClosed,
    ];
    type Reply = LoggedIn;

    async fn call(self, ctx: &Ctx<'_>) -> Result<LoggedIn, Fault> {
        let (services, now, realm) = (ctx.services, ctx.now, ctx.realm()?);
        let code = six_digits(self.verify_code)?;
        let mobile = self.phone.as_str();
        let entered = Entered {
            realm,
            mobile,
            template: FIND_PASSWORD,
            code: &code,
            source: ctx.login_source(),
        };
        let password = self.new_password.as_str();
        let log_in = async |user: User| {
            let consumer = of_user(ctx, user.id).await?;
            let token = accounts::log_in(services, now, &user, ctx.login()).await?;
            Ok(LoggedIn {
                username: user.mobile,
                msg: "reset password success",
                private_token: token,
                invite_code: consumer.invite_code,
            })
        };
        accounts::reset_password(services, now, entered, password, log_in).await
    }
}
