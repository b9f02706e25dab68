use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_store::Connection;

use crate::CLIENTS;
use crate::tables::games;

/// 检查小游戏是否可玩
///
/// 现在玩游戏能否得到优惠券：有进行中的游戏，优惠券没有发完，当前登录用户还有次数。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Check {}

/// Whether there is a game.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Checked {
    /// 结果说明
    msg: &'static str,
    /// 是否可玩
    have_game: bool,
}

impl Method for Check {
    const NAME: &'static str = "homecare.game.check";
    const CLASSES: &'static [AppClass] = CLIENTS;
    type Reply = Checked;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Checked, Fault> {
        let (user_id, now) = (ctx.user()?, ctx.now);
        let have_game = ctx
            .run(move |connection| would_win(connection, user_id, now))
            .await?;
        Ok(Checked {
            msg: "game status get success",
            have_game,
        })
    }
}

fn would_win(connection: &mut Connection, user_id: i64, now: i64) -> Result<bool, Fault> {
    let Some(game) = games::running(connection, now)? else {
        return Ok(false);
    };
    let plays = games::plays_of(connection, game.id, user_id)?;
    Ok(game.sent < game.total && plays < game.plays)
}
