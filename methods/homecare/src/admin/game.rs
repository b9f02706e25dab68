//! Games: periods in which accounts win coupons. At most one game runs at a time.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Hidden, Id, Integer, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, Violations, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::State;
use signet_wire::Fen;

use super::{CouponDays, MOST_VALUE};
use crate::content::TOPIC;
use crate::tables::games::{self, Game, NewGame};

/// A yuan in fen.
const YUAN: i64 = 100;

/// The topic whose counter serves as the lock of games. Each change of a game increments the counter. If two changes run at the
/// same time, the second reads the result of the first.
const LOCK: Option<&str> = Some(TOPIC);

/// 添加游戏
///
/// 一段时间内用户可以玩的游戏，时间不能与其它显示的游戏重叠。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct GameCreate {
    /// 游戏名称
    title: Line<1, 64>,
    /// 开始时间
    ///
    /// 格式：Y-m-d H:i:s
    start_time: DateTime,
    /// 结束时间
    ///
    /// 格式：Y-m-d H:i:s，必须晚于开始时间，不包括这一秒。
    #[schemars(example = &"2026-12-31 00:00:00")]
    end_time: DateTime,
    /// 优惠券张数
    ///
    /// 不能小于已发出的张数。
    total: Integer<1, 10_000_000>,
    /// 每个用户的次数
    plays: Integer<1, 1000>,
    /// 最小面值
    ///
    /// 单位：分，必须为整元。
    #[schemars(example = 100)]
    min_value: Integer<YUAN, MOST_VALUE>,
    /// 最大面值
    ///
    /// 单位：分，必须为整元，不能小于最小面值。
    #[schemars(example = 900)]
    max_value: Integer<YUAN, MOST_VALUE>,
    /// 优惠券期限
    ///
    /// 单位：天。
    #[schemars(example = 365)]
    days: CouponDays,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 游戏 ID
    game_id: i64,
}

impl Action for GameCreate {
    const NAME: &'static str = "admin.homecare.game.create";
    const TOPIC: Option<&'static str> = LOCK;
    const FAULTS: &'static [Code] = &[Code::AlreadyExists];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let game = self.row(tx)?;
        check_alone(tx, 0, game.starts_at, game.ends_at)?;
        let game_id = games::insert(tx, &game)?;
        Ok(Created { game_id })
    }
}

impl GameCreate {
    fn row(self, tx: &ActionTx<'_>) -> Result<NewGame, Violations> {
        let game = NewGame {
            title: self.title.into_string(),
            starts_at: tx.seconds(self.start_time),
            ends_at: tx.seconds(self.end_time),
            total: self.total.value(),
            plays: self.plays.value(),
            min_value: self.min_value.value(),
            max_value: self.max_value.value(),
            days: self.days.value(),
        };
        if game.starts_at >= game.ends_at {
            return Err(Violations::one("end_time", "必须晚于start_time"));
        }
        if game.min_value % YUAN != 0 {
            return Err(Violations::one("min_value", "必须为整元"));
        }
        if game.max_value % YUAN != 0 {
            return Err(Violations::one("max_value", "必须为整元"));
        }
        if game.min_value > game.max_value {
            return Err(Violations::one("max_value", "不能小于min_value"));
        }
        Ok(game)
    }
}

/// Checks that no other game overlaps a period.
fn check_alone(tx: &mut ActionTx<'_>, id: i64, starts_at: i64, ends_at: i64) -> Result<(), Fault> {
    match games::overlaps(tx, id, starts_at, ends_at)? {
        true => Err(Code::AlreadyExists.into()),
        false => Ok(()),
    }
}

edit! {
    /// 修改游戏
    pub(crate) struct GameEdit {
        /// 游戏 ID
        game_id: Id,
        fields: GameCreate,
    }
}

impl Action for GameEdit {
    const NAME: &'static str = "admin.homecare.game.edit";
    const TOPIC: Option<&'static str> = LOCK;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, Code::AlreadyExists];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.game_id.value();
        let edited = self.fields.row(tx)?;
        let game = games::lock(tx, id)?.ok_or(Code::RecordNotFound)?;
        if edited.total < game.sent {
            return Err(Violations::one("total", "不能小于已发出的张数").into());
        }
        if game.state == State::Live {
            check_alone(tx, id, edited.starts_at, edited.ends_at)?;
        }
        found(games::update(tx, id, &edited)?)
    }
}

/// 隐藏游戏
///
/// 隐藏后不能玩；恢复时不能与其它显示的游戏重叠。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct GameHide {
    /// 游戏 ID
    game_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for GameHide {
    const NAME: &'static str = "admin.homecare.game.hide";
    const TOPIC: Option<&'static str> = LOCK;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, Code::AlreadyExists];
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.game_id.value();
        let state = self.hidden.unwrap_or_default().state();
        let game = games::lock(tx, id)?.ok_or(Code::RecordNotFound)?;
        if state == State::Live {
            check_alone(tx, id, game.starts_at, game.ends_at)?;
        }
        found(games::set_state(tx, id, state)?)
    }
}

/// 游戏列表
///
/// 全部游戏，包括已隐藏的和已结束的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct GameList {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 游戏
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 游戏 ID
    game_id: i64,
    /// 游戏名称
    title: String,
    /// 开始时间
    start_time: String,
    /// 结束时间
    end_time: String,
    /// 优惠券张数
    total: i64,
    /// 已发出的张数
    sent: i64,
    /// 每个用户的次数
    plays: i64,
    /// 最小面值
    ///
    /// 单位：分。
    min_value: Fen,
    /// 最大面值
    ///
    /// 单位：分。
    max_value: Fen,
    /// 优惠券期限
    ///
    /// 单位：天。
    days: i64,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 创建时间
    c_time: String,
}

impl Method for GameList {
    const NAME: &'static str = "admin.homecare.game.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Shown>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Shown>, Fault> {
        let page = self.page.unwrap_or_default();
        let paged = ctx
            .run(move |connection| Ok(games::page(connection, page.request())?))
            .await?;
        Ok(List::of(page, paged, |row: Game| Shown {
            game_id: row.id,
            title: row.title,
            start_time: ctx.date_time(row.starts_at),
            end_time: ctx.date_time(row.ends_at),
            total: row.total,
            sent: row.sent,
            plays: row.plays,
            min_value: Fen(row.min_value),
            max_value: Fen(row.max_value),
            days: row.days,
            state: row.state.value(),
            c_time: ctx.date_time(row.created_at),
        }))
    }
}
