use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Code as SmsCode, Mobile, NewPassword};
use signet_call::{Access, Ctx, Method};
use signet_domain::accounts;
use signet_domain::apps::AppClass;
use signet_domain::sms::Entered;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::sms::CODE;

/// 忘记密码
///
/// 先调用 teahouse.sms.send。同时解除密码错误的锁定，该账号的令牌全部失效。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PwdFind {
    /// 手机号码
    #[schemars(example = &"19900000202")]
    mobile: Mobile,
    /// 验证码
    verificode: SmsCode,
    /// 新密码
    newpwd: NewPassword,
}

impl Method for PwdFind {
    const NAME: &'static str = "teahouse.user.pwd.find";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::WrongCode,
        Code::CodeExpired,
        Code::RateLimited,
        Code::NotRegistered,
        Code::AccountLocked,
        Code::AccountClosed,
    ];
    const DONE: &'static str = "更新成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (services, now, realm) = (ctx.services, ctx.now, ctx.realm()?);
        let mobile = self.mobile.as_str();
        let entered = Entered {
            realm,
            mobile,
            template: CODE,
            code: self.verificode.as_str(),
            source: ctx.login_source(),
        };
        let password = self.newpwd.as_str();
        accounts::reset_password(services, now, entered, password, async |_| Ok(())).await
    }
}
