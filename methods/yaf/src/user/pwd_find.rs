use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Code as SmsCode, Mobile, NewPassword};
use signet_call::{Access, Ctx, Method};
use signet_domain::accounts;
use signet_domain::apps::AppClass;
use signet_domain::sms::{self, Entered};
use signet_fault::{Code, Fault};

/// 用户密码找回
///
/// 用短信验证码设置新密码；同时解除密码错误的锁定，该用户的所有会话得到 606。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PwdFind {
    /// 手机账号
    ///
    /// 用户注册的手机账号。
    mobile: Mobile,
    /// 短信验证码
    ///
    /// 先调用 sms.send（USER_FIND_PWD）。
    code: SmsCode,
    /// 新密码
    ///
    /// 6-20 位数字字母下划线破折号组成。
    password: NewPassword,
}

impl Method for PwdFind {
    const NAME: &'static str = "user.pwd.find";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::WrongCode,
        Code::CodeExpired,
        Code::RateLimited,
        Code::NotRegistered,
        Code::AccountLocked,
        Code::AccountClosed,
    ];
    type Reply = ();
    const DONE: &'static str = "密码找回成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (services, now, mobile) = (ctx.services, ctx.now, self.mobile.as_str());
        let realm = ctx.realm()?;
        let entered = Entered {
            realm,
            mobile,
            template: sms::FIND_PASSWORD,
            code: self.code.as_str(),
            source: ctx.login_source(),
        };
        let password = self.password.as_str();
        accounts::reset_password(services, now, entered, password, async |_| Ok(())).await
    }
}
