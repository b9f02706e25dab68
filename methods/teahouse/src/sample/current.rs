use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::Shown;
use crate::tables::samples::{self, Sample};
use crate::{CLIENTS, faults};

/// 免费茶样当前
///
/// 正在进行的茶样，没有则为下一次的，再没有则为最近一次的。登录后可以知道自己是否领取过。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Current {}

/// The sample that is shown, and whether the caller can get it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Claimable {
    #[serde(flatten)]
    sample: Shown,
    /// 是否可以申领
    allow: bool,
    /// 申领状态
    ///
    /// 可以申领、未开始、已结束、已领取、已领完。
    state: &'static str,
}

impl Method for Current {
    const NAME: &'static str = "teahouse.sample.current";
    const ACCESS: Access = Access::Optional;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const FAULTS: &'static [Code] = &[faults::SAMPLE_NOT_FOUND];
    const DONE: &'static str = "查询正常";
    type Reply = Claimable;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Claimable, Fault> {
        let (user_id, now) = (ctx.user().ok(), ctx.now);
        ctx.run(move |connection| {
            let sample = samples::current(connection, now)?.ok_or(faults::SAMPLE_NOT_FOUND)?;
            let is_claimed = match user_id {
                None => false,
                Some(user_id) => samples::is_claimed(connection, sample.id, user_id)?,
            };
            let state = Claim::of(&sample, is_claimed, now);
            Ok(Claimable {
                sample: Shown::of(sample),
                allow: state == Claim::Open,
                state: state.text(),
            })
        })
        .await
    }
}

/// Whether a caller can get a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Claim {
    Open,
    Early,
    Late,
    Claimed,
    Gone,
}

impl Claim {
    fn of(sample: &Sample, is_claimed: bool, now: i64) -> Claim {
        match () {
            () if now < sample.starts_at => Claim::Early,
            () if now >= sample.ends_at => Claim::Late,
            () if is_claimed => Claim::Claimed,
            () if sample.received >= sample.limit_number => Claim::Gone,
            () => Claim::Open,
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Claim::Open => "可以申领",
            Claim::Early => "未开始",
            Claim::Late => "已结束",
            Claim::Claimed => "已领取",
            Claim::Gone => "已领完",
        }
    }
}
