use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Mobile;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::{CLIENTS, sms};

/// 发送验证码
///
/// 验证码用于注册（homecare.consumer.register）或验证手机号（homecare.guest.verify），只能使用一次。发送间隔与每天的次数有限。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Send {
    /// 手机号
    phone: Mobile,
}

/// The code was sent.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sent {
    /// 验证码
    ///
    /// 总是空字符串：验证码只在短信中；只有测试环境返回它。
    verify_code: String,
    /// 是否已发送
    success: bool,
}

impl Sent {
    /// Returns the reply to a request of a code.
    pub(crate) fn new(verify_code: String) -> Sent {
        Sent {
            verify_code,
            success: true,
        }
    }
}

impl Method for Send {
    const NAME: &'static str = "homecare.sms.send";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = sms::FAULTS;
    type Reply = Sent;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Sent, Fault> {
        let verify_code = sms::request(ctx, self.phone.as_str(), sms::VERIFY).await?;
        Ok(Sent::new(verify_code))
    }
}
