use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Flag;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::sms::{self, Channel, Request};
use signet_fault::{Code, Fault};

use super::LOGIN_CODE;
use crate::account::Done;
use crate::parameters::Mobile;
use crate::{CLIENTS, faults};

/// 登陆获取手机验证码
///
/// 验证码用于登录、注册、设置密码和绑定微信，10 分钟内有效，只能使用一次；再次获取时原来的失效。未注册的手机号也会收到。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Send {
    /// 发送方式
    ///
    /// 1 - 语音、0 - 短信（默认）。发送间隔与次数合在一起计算。
    #[deserr(default)]
    is_voice: Option<Flag>,
    /// 是否重试
    ///
    /// 1 - 重试、0 - 首次（默认）。只用于统计，不影响发送间隔。
    #[deserr(default)]
    is_try: Option<Flag>,
    /// 手机号
    mobile: Mobile,
}

impl Method for Send {
    const NAME: &'static str = "salon.sms.send";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        faults::SMS_TOO_OFTEN,
        faults::MOBILE_INCORRECT,
        Code::SmsBlocked,
        Code::SmsTemplateUnknown,
        Code::SmsFailed,
    ];
    type Reply = Done;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Done, Fault> {
        // A retry counts like the first message. The flag of the client does not lift a limit.
        let _ = self.is_try;
        let is_voice = self.is_voice.is_some_and(Flag::is_set);
        let request = Request {
            realm: ctx.realm()?,
            mobile: self.mobile.checked()?,
            template: LOGIN_CODE,
            class: ctx.app.class.name(),
            channel: match is_voice {
                true => Channel::Voice,
                false => Channel::Text,
            },
            source: ctx.login_source(),
        };
        let sent = sms::send(ctx.services, ctx.now, request).await;
        sent.map_err(|fault| {
            fault.recoded(&[
                (Code::SmsTooFrequent, faults::SMS_TOO_OFTEN),
                (Code::SmsMobileQuota, faults::SMS_TOO_OFTEN),
                (Code::SmsIpQuota, faults::SMS_TOO_OFTEN),
            ])
        })?;
        Ok(Done {})
    }
}
