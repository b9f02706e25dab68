use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Mobile, Text};
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::sms::{self, Channel, Request};
use signet_fault::{Code, Fault};

/// 短信发送
///
/// 向手机号发送 6 位验证码，10 分钟内有效；同一来源（设备与网络）输错 3 次后对该来源失效，累计输错 10 次后失效。
/// 同一手机号同一模板 60 秒内只发送一次，每个手机号每天 10 次，其中 2 次保留给近 30 天登录过的来源，每个 IP 每天 50 次。
/// 以上为默认值。sms_failed 且提示可能稍后送达时，短信仍计入次数，其验证码有效。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Send {
    /// 手机号码
    mobile: Mobile,
    /// 短信模板标识
    ///
    /// 注册 - USER_REGISTER_CODE、登录 - USER_LOGIN_CODE、找回密码 - USER_FIND_PWD、
    /// 更改手机号 - USER_CHANGE_MOBILE。
    #[schemars(example = &"USER_LOGIN_CODE")]
    key: Text<1, 30>,
}

impl Method for Send {
    const NAME: &'static str = "sms.send";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::SmsTooFrequent,
        Code::SmsMobileQuota,
        Code::SmsIpQuota,
        Code::SmsTemplateUnknown,
        Code::SmsBlocked,
        Code::SmsFailed,
    ];
    type Reply = ();
    const DONE: &'static str = "发送成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let request = Request {
            realm: ctx.realm()?,
            mobile: self.mobile.as_str(),
            template: self.key.as_str(),
            class: ctx.app.class.name(),
            channel: Channel::Text,
            source: ctx.login_source(),
        };
        sms::send(ctx.services, ctx.now, request).await
    }
}
