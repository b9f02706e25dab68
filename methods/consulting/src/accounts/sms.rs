use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Mobile, Text};
use signet_call::{Ctx, Violations};
use signet_domain::sms::{self, Channel, Request};
use signet_fault::{Code, Fault};

use crate::side::Side;

/// The faults of [`send`].
pub(crate) const FAULTS: &[Code] = &[
    Code::SmsTooFrequent,
    Code::SmsMobileQuota,
    Code::SmsIpQuota,
    Code::SmsBlocked,
    Code::SmsFailed,
];

/// The parameters.
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct Fields {
    /// 手机号
    #[schemars(example = &"19900000109")]
    phone_number: Mobile,
    /// 用途
    ///
    /// register - 注册（默认）、password - 重置密码。
    #[deserr(default)]
    #[schemars(example = &"register")]
    usage: Option<Text<1, 16>>,
}

/// Sends a code.
pub(crate) async fn send(ctx: &Ctx<'_>, side: Side, fields: Fields) -> Result<(), Fault> {
    let template = match fields.usage.as_ref().map_or("register", Text::as_str) {
        "register" => sms::REGISTER,
        "password" => sms::FIND_PASSWORD,
        _ => return Err(Violations::one("usage", "必须为register或password").into()),
    };
    let request = Request {
        realm: side.realm(),
        mobile: fields.phone_number.as_str(),
        template,
        class: ctx.app.class.name(),
        source: ctx.login_source(),
        channel: Channel::Text,
    };
    match sms::send(ctx.services, ctx.now, request).await {
        // If operators removed the template, the client gets the fault of a message that could not be sent.
        Err(fault) if fault.code() == Code::SmsTemplateUnknown => {
            Err(Fault::new(Code::SmsFailed).with_source("there is no template of this message"))
        }
        sent => sent,
    }
}
