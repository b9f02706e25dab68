use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Text;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::daily_limits::{self, DailyLimit};
use signet_fault::{Code, Fault};
use signet_store::{Tx, users};
use signet_wire::Fen;

use crate::coupon::grant::{self, kind};
use crate::tables::coupons::Coupon;
use crate::tables::{consumers, invites};
use crate::{CLIENTS, faults};

/// The number of unknown codes that an account tries a day.
const UNKNOWN_A_DAY: i64 = 10;

/// 兑换邀请码优惠券
///
/// 用其他用户的邀请码兑换一张优惠券，每个账号只能兑换一次。不存在的邀请码每天最多试 10 次。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Invite {
    /// 邀请码
    ///
    /// 不区分大小写。
    #[schemars(example = &"123455")]
    invite_code: Text<1, 16>,
}

/// The coupon of the code.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Redeemed {
    /// 结果说明
    msg: &'static str,
    /// 过期时间
    ///
    /// Unix 时间戳，单位：秒。
    deadline: i64,
    /// 面值
    ///
    /// 单位：分。
    #[schemars(with = "i64")]
    value: Fen,
    /// 优惠券 ID
    cou_id: String,
}

impl Method for Invite {
    const NAME: &'static str = "homecare.coupon.invite";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        faults::HOMECARE_INVITE_OWN,
        faults::HOMECARE_INVITE_USED,
        faults::HOMECARE_INVITE_UNKNOWN,
        Code::RateLimited,
    ];
    type Reply = Redeemed;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Redeemed, Fault> {
        let user_id = ctx.user()?;
        let code = self.invite_code.as_str().to_uppercase();
        let date = ctx.services.zone.date(ctx.now);
        let limit = DailyLimit {
            key: format!("homecare-invite:{user_id}"),
            most: UNKNOWN_A_DAY,
        };
        // Counted before the comparison, so that calls at the same time do not try more codes.
        let counted = daily_limits::take(ctx.services, ctx.now, [limit]).await?;
        let redeemed = ctx.tx(move |tx| redeem(tx, user_id, &code, &date)).await;
        let is_unknown = |fault: &Fault| fault.code() == faults::HOMECARE_INVITE_UNKNOWN;
        if !redeemed.as_ref().is_err_and(is_unknown) {
            counted.give_back(ctx.services, ctx.now).await;
        }
        let coupon = redeemed?;
        Ok(Redeemed {
            msg: "invite code exchange success",
            deadline: coupon.deadline,
            value: Fen(coupon.value),
            cou_id: coupon.cou_id,
        })
    }
}

/// Redeems a code in upper case. One's own code is told from any other before all else.
fn redeem(tx: &mut Tx<'_>, user_id: i64, code: &str, date: &str) -> Result<Coupon, Fault> {
    users::lock(tx, user_id)?.ok_or(Code::SessionExpired)?;
    let inviter = consumers::by_invite_code(tx, code)?;
    if inviter == Some(user_id) {
        return Err(faults::HOMECARE_INVITE_OWN.into());
    }
    if invites::inviter_of(tx, user_id)?.is_some() {
        return Err(faults::HOMECARE_INVITE_USED.into());
    }
    let inviter = inviter.ok_or(faults::HOMECARE_INVITE_UNKNOWN)?;
    let source = format!("invite:{user_id}");
    let coupon = grant::by_rule(tx, kind::INVITATION, user_id, source, date)?;
    let coupon = coupon.ok_or(faults::HOMECARE_INVITE_UNKNOWN)?;
    invites::insert(tx, user_id, inviter)?;
    Ok(coupon)
}
