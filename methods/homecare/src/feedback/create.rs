use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Mobile, Prose};
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::daily_limits::{self, DailyLimit};
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::tables::feedback::{self, NewFeedback};

/// The largest number of feedbacks in a day with one phone, and from one address.
const OF_PHONE: i64 = 5;
const OF_ADDRESS: i64 = 20;

/// 提交反馈
///
/// 每个手机号每天 5 条，每个 IP 每天 20 条。手机号不需要验证。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Create {
    /// 手机号
    phone: Mobile,
    /// 反馈内容
    content: Prose<1, 500>,
}

/// The feedback was taken.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 结果说明
    msg: &'static str,
}

impl Method for Create {
    const NAME: &'static str = "homecare.feedback.create";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RateLimited];
    type Reply = Created;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Created, Fault> {
        let limits = [
            DailyLimit {
                key: format!("homecare-feedback-phone:{}", self.phone.as_str()),
                most: OF_PHONE,
            },
            DailyLimit {
                key: format!("homecare-feedback-ip:{}", ctx.caller.origin),
                most: OF_ADDRESS,
            },
        ];
        let feedback = NewFeedback {
            phone: self.phone.into_string(),
            content: self.content.into_string(),
            ip: ctx.caller.ip.to_string(),
        };
        let write = ctx.tx(move |tx| Ok(feedback::insert(tx, &feedback)?));
        daily_limits::within(ctx.services, ctx.now, limits, write).await?;
        Ok(Created {
            msg: "feedback add success",
        })
    }
}
