use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::sms::{self, Channel, Request};
use signet_fault::{Code, Fault};

use super::{PAY_CODE, own_mobile};
use crate::SIGNED;

/// 发送支付密码验证码
///
/// 发送到账号自己的手机，用于设置支付密码（teahouse.paypwd.set）。没有手机号的账号不能设置支付密码。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Pay {}

impl Method for Pay {
    const NAME: &'static str = "teahouse.sms.pay";
    const CLASSES: &'static [AppClass] = SIGNED;
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
        let mobile = own_mobile(ctx).await?;
        let request = Request {
            realm: ctx.realm()?,
            mobile: mobile.as_deref().ok_or(Code::SmsBlocked)?,
            template: PAY_CODE,
            class: ctx.app.class.name(),
            source: ctx.login_source(),
            channel: Channel::Text,
        };
        sms::send(ctx.services, ctx.now, request).await
    }
}
