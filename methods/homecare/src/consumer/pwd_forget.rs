use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Mobile;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::sms::send::Sent;
use crate::{CLIENTS, sms};

/// 顾客忘记密码
///
/// 向手机号发送重置密码（homecare.consumer.pwd.reset）的验证码。未注册的手机号同样发送，结果相同。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PwdForget {
    /// 用户手机号
    phone: Mobile,
}

/// The code was sent.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Requested {
    /// 验证码
    test: Sent,
    /// 结果说明
    msg: &'static str,
}

impl Method for PwdForget {
    const NAME: &'static str = "homecare.consumer.pwd.forget";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = sms::FAULTS;
    type Reply = Requested;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Requested, Fault> {
        let verify_code = sms::request(ctx, self.phone.as_str(), sms::FIND_PASSWORD).await?;
        Ok(Requested {
            test: Sent::new(verify_code),
            msg: "verify code send success",
        })
    }
}
