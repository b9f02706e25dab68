use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Mobile;
use signet_call::{Access, Ctx, Method};
use signet_domain::accounts::{self, Account};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::of_user;
use crate::CLIENTS;
use crate::password::Password;

/// 顾客登陆
///
/// 只保留最近一次登录，更早的会话随后得到 603。密码连续错误会被锁定 24 小时（607），重置密码可以解锁。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Login {
    /// 用户名
    ///
    /// 必须为手机号。
    #[schemars(example = &"18215606355")]
    username: Mobile,
    /// 密码
    #[schemars(extend("writeOnly" = true), example = &"123456")]
    password: Password,
}

/// The session of the account.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LoggedIn {
    /// 结果说明
    msg: &'static str,
    /// 用户名
    username: String,
    /// 用户令牌
    private_token: String,
    /// 邀请码
    ///
    /// 其他用户可以用它兑换优惠券。
    invite_code: String,
}

impl Method for Login {
    const NAME: &'static str = "homecare.consumer.login";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const HANDS_OUT_SESSION: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::WrongPassword,
        Code::LoginLocked,
        Code::AccountLocked,
        Code::AccountClosed,
    ];
    type Reply = LoggedIn;

    async fn call(self, ctx: &Ctx<'_>) -> Result<LoggedIn, Fault> {
        let (services, now) = (ctx.services, ctx.now);
        let account = Account::of_mobile(ctx.realm()?, self.username.as_str());
        let password = self.password.as_str();
        let source = ctx.login_source();
        let user = accounts::by_password(services, now, account, password, source).await?;
        let consumer = of_user(ctx, user.id).await?;
        let token = accounts::log_in_with_password(services, now, &user, ctx.login()).await?;
        Ok(LoggedIn {
            msg: "login success",
            username: user.mobile,
            private_token: token,
            invite_code: consumer.invite_code,
        })
    }
}
