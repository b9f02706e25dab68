use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Code as SmsCode, Mobile, Text};
use signet_call::{Ctx, Method};
use signet_domain::accounts::{self, MobileChange as Change};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

/// 用户手机号更改
///
/// 更改登录用的手机号，已有的会话继续有效。昵称若是旧手机号的掩码，则随之更改。
#[derive(Deserr, JsonSchema)]
pub(crate) struct MobileChange {
    /// 登录密码
    #[schemars(example = &"secret_1")]
    password: Text<1, 128>,
    /// 新手机号
    mobile: Mobile,
    /// 短信验证码
    ///
    /// 先调用 sms.send（USER_CHANGE_MOBILE），发送到新手机号。
    code: SmsCode,
}

impl Method for MobileChange {
    const NAME: &'static str = "user.mobile.change";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::MobileUnchanged,
        Code::WrongCode,
        Code::CodeExpired,
        Code::RateLimited,
        Code::WrongPassword,
        Code::LoginLocked,
        Code::MobileTaken,
    ];
    type Reply = ();
    const DONE: &'static str = "手机号更改成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let change = Change {
            realm: ctx.realm()?,
            user_id: ctx.user()?,
            password: self.password.as_str(),
            mobile: self.mobile.as_str(),
            code: self.code.as_str(),
            source: ctx.login_source(),
        };
        accounts::change_mobile(ctx.services, ctx.now, change).await
    }
}
