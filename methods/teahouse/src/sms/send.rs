use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Mobile;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::sms::{self, Channel, Request};
use signet_fault::{Code, Fault};

use super::CODE;
use crate::CLIENTS;

/// 发送验证码
///
/// 用于注册（teahouse.user.register）和忘记密码（teahouse.user.pwd.find）。发送间隔与每天的次数有限。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Send {
    /// 手机号码
    #[schemars(example = &"19900000209")]
    mobile: Mobile,
}

impl Method for Send {
    const NAME: &'static str = "teahouse.sms.send";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::SmsBlocked,
        Code::SmsTooFrequent,
        Code::SmsMobileQuota,
        Code::SmsIpQuota,
        Code::SmsFailed,
        Code::SmsTemplateUnknown,
    ];
    const DONE: &'static str = "短信发送成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let request = Request {
            realm: ctx.realm()?,
            mobile: self.mobile.as_str(),
            template: CODE,
            class: ctx.app.class.name(),
            source: ctx.login_source(),
            channel: Channel::Text,
        };
        sms::send(ctx.services, ctx.now, request).await
    }
}
