use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::random;
use signet_fault::{Code, Fault};
use signet_store::{Tx, users};
use signet_wire::Fen;

use crate::coupon::grant::{Grant, grant, kind};
use crate::tables::coupons::Coupon;
use crate::tables::games::{self, Game};
use crate::{CLIENTS, faults};

/// A yuan in fen.
const YUAN: i64 = 100;

/// 进行小游戏
///
/// 得到一张优惠券，面值随机。没有得到优惠券的不计次数。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Play {}

/// The coupon that was won.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Won {
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

impl Method for Play {
    const NAME: &'static str = "homecare.game.play";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[faults::HOMECARE_NO_GAME, faults::HOMECARE_COUPONS_GONE];
    type Reply = Won;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Won, Fault> {
        let user_id = ctx.user()?;
        let date = ctx.services.zone.date(ctx.now);
        let coupon = ctx.tx(move |tx| play(tx, user_id, &date)).await?;
        Ok(Won {
            msg: "get coupon success",
            deadline: coupon.deadline,
            value: Fen(coupon.value),
            cou_id: coupon.cou_id,
        })
    }
}

/// Plays once. Counts the play of the account first, then the coupon of the game. A fault rolls both back.
fn play(tx: &mut Tx<'_>, user_id: i64, date: &str) -> Result<Coupon, Fault> {
    users::lock(tx, user_id)?.ok_or(Code::SessionExpired)?;
    let now = tx.now();
    let game = games::running(tx, now)?.ok_or(faults::HOMECARE_NO_GAME)?;
    if !games::count_play(tx, &game, user_id)? {
        return Err(faults::HOMECARE_NO_GAME.into());
    }
    if !games::take_coupon(tx, game.id)? {
        return Err(faults::HOMECARE_COUPONS_GONE.into());
    }
    let number = games::plays_of(tx, game.id, user_id)?;
    let won = Grant {
        user_id,
        kind: kind::GAME,
        value: value(&game)?,
        days: game.days,
        source: format!("game:{}:{user_id}:{number}", game.id),
        date,
    };
    let coupon = grant(tx, &won)?;
    coupon.ok_or_else(|| Fault::internal("a play of a game was counted before"))
}

/// Returns a random value of whole yuan within the bounds of a game. All values are equally likely.
fn value(game: &Game) -> Result<i64, Fault> {
    let choices = (game.max_value - game.min_value) / YUAN + 1;
    let chosen = random::below(u64::try_from(choices).map_err(Fault::internal)?)?;
    let chosen = i64::try_from(chosen).map_err(Fault::internal)?;
    Ok(game.min_value + chosen * YUAN)
}
