use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Code as SmsCode, Mobile, Text};
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::sms::{self, Entered};
use signet_fault::{Code, Fault};

/// 短信验证
///
/// 检查验证码是否正确。正确的验证码不会被消耗，随后仍可用于登录、注册或找回密码；错误的尝试计入次数限制。
/// 没有请求过验证码的手机号，与验证码错误的答复相同。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Verify {
    /// 手机号码
    mobile: Mobile,
    /// 短信模板标识
    ///
    /// 注册 - USER_REGISTER_CODE、登录 - USER_LOGIN_CODE、找回密码 - USER_FIND_PWD、
    /// 更改手机号 - USER_CHANGE_MOBILE。
    #[schemars(example = &"USER_LOGIN_CODE")]
    key: Text<1, 30>,
    /// 验证码
    code: SmsCode,
}

impl Method for Verify {
    const NAME: &'static str = "sms.verify";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const FAULTS: &'static [Code] = &[Code::WrongCode, Code::CodeExpired, Code::RateLimited];
    type Reply = ();
    const DONE: &'static str = "验证码正确";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let entered = Entered {
            realm: ctx.realm()?,
            mobile: self.mobile.as_str(),
            template: self.key.as_str(),
            code: self.code.as_str(),
            source: ctx.login_source(),
        };
        sms::check(ctx.services, ctx.now, entered).await
    }
}
