use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Text;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::{Tx, users};
use signet_wire::Fen;

use crate::coupon::grant::{self, kind};
use crate::tables::coupons::Coupon;
use crate::tables::{consumers, invites};
use crate::{CLIENTS, faults};

/// The number of unknown codes that an account may try in a day.
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
        let zone = &ctx.services.zone;
        let left = zone.tomorrow(ctx.now)? - ctx.now;
        let entered = Entered {
            user_id: ctx.user()?,
            code: self.invite_code.as_str().to_uppercase(),
            date: zone.date(ctx.now),
            seconds_left: u32::try_from(left).map_err(Fault::internal)?,
        };
        let coupon = ctx.tx(move |tx| redeem(tx, &entered)).await?;
        let coupon = coupon.ok_or(faults::HOMECARE_INVITE_UNKNOWN)?;
        Ok(Redeemed {
            msg: "invite code exchange success",
            deadline: coupon.deadline,
            value: Fen(coupon.value),
            cou_id: coupon.cou_id,
        })
    }
}

/// A code that an account entered, in upper case.
struct Entered {
    user_id: i64,
    code: String,
    /// Today, as `Ymd`.
    date: String,
    /// The seconds until tomorrow.
    seconds_left: u32,
}

/// Redeems a code. Returns `None` for an unknown code, which is counted, and if the rule gives no coupon. An unknown code is
/// not a fault, because a fault would roll the count back. The lock of the account also protects its count.
fn redeem(tx: &mut Tx<'_>, entered: &Entered) -> Result<Option<Coupon>, Fault> {
    let (user_id, date) = (entered.user_id, entered.date.as_str());
    users::lock(tx, user_id)?.ok_or(Code::SessionExpired)?;
    let tries = invites::unknown_tries(tx, user_id, date)?;
    let may_try = tries < UNKNOWN_A_DAY;
    let inviter = match may_try {
        true => consumers::by_invite_code(tx, &entered.code)?,
        false => None,
    };
    if inviter == Some(user_id) {
        return Err(faults::HOMECARE_INVITE_OWN.into());
    }
    if invites::inviter_of(tx, user_id)?.is_some() {
        return Err(faults::HOMECARE_INVITE_USED.into());
    }
    if !may_try {
        return Err(Fault::new(Code::RateLimited).retry_after(entered.seconds_left));
    }
    let Some(inviter) = inviter else {
        invites::set_unknown_tries(tx, user_id, date, tries + 1)?;
        return Ok(None);
    };
    let source = format!("invite:{user_id}");
    let coupon = grant::by_rule(tx, kind::INVITATION, user_id, source, date)?;
    if coupon.is_some() {
        invites::insert(tx, user_id, inviter)?;
    }
    Ok(coupon)
}
