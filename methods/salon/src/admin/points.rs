//! Points of accounts.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Integer, Line, Page, Text};
use signet_call::{Action, ActionTx, Ctx, List, Operation, Violations};
use signet_domain::audit::{Audit, Audited};
use signet_fault::{Code, Fault};
use signet_store::Connection;

use super::{check, lock};
use crate::account::points_list::Change;
use crate::points::{self, ADJUST, GIVEN, Gift};

/// The maximum number of points that one call gives or takes.
const MOST: i64 = 100_000;

/// 增减积分
///
/// 同一用户的同一事件只能增减一次。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct PointsGive {
    /// 用户 ID
    userid: Id,
    /// 事件类型
    ///
    /// TRIAL - 试用、COMMENT - 评论、ADJUST - 调整。
    #[schemars(example = &"TRIAL")]
    event_type: Text<1, 16>,
    /// 事件 ID
    ///
    /// TRIAL 和 COMMENT 必填，为该事件的编号；ADJUST 不能传。
    #[deserr(default)]
    event_id: Option<Id>,
    /// 积分
    ///
    /// 大于 0 为增加，小于 0 为减少，不能为 0。
    #[schemars(example = 50)]
    point: Integer<{ -MOST }, MOST>,
    /// 变更原因
    ///
    /// 用户可以看到。
    #[schemars(example = &"参加新品试用")]
    reason: Line<1, 64>,
}

/// The change.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Given {
    /// 历史 ID
    id: i64,
    /// 变更后的积分
    balance: i64,
}

impl PointsGive {
    fn gift(&self) -> Result<Gift, Violations> {
        let mut known = GIVEN.iter();
        let event = known.find(|event| event.name == self.event_type.as_str());
        let rule = "必须为TRIAL、COMMENT或ADJUST";
        let event = event.ok_or_else(|| Violations::one("event_type", rule))?;
        match (*event == ADJUST, self.event_id) {
            (true, Some(_)) => return Err(Violations::one("event_id", "ADJUST不能传")),
            (false, None) => return Err(Violations::missing("event_id")),
            _ => {}
        }
        if self.point.value() == 0 {
            return Err(Violations::one("point", "不能为0"));
        }
        Ok(Gift {
            event: *event,
            event_id: self.event_id.map(Id::value),
            points: self.point.value(),
            reason: self.reason.as_str().to_owned(),
        })
    }
}

impl Action for PointsGive {
    const NAME: &'static str = "admin.salon.points.give";
    const FAULTS: &'static [Code] = &[Code::UserNotFound, Code::AlreadyExists, Code::PointsShort];
    type Reply = Given;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Given, Fault> {
        let gift = self.gift()?;
        let user = lock(tx, self.userid.value())?;
        let id = points::give(tx, &user, &gift)?;
        Ok(Given {
            id,
            balance: user.points + gift.points,
        })
    }
}

/// 积分变更历史
///
/// 一个用户的积分变更，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PointsList {
    /// 用户 ID
    userid: Id,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 积分变更
#[derive(Serialize, JsonSchema)]
pub(crate) struct ChangeView {
    #[serde(flatten)]
    change: Change,
    /// 变更后的积分
    balance: i64,
}

impl Operation for PointsList {
    const NAME: &'static str = "admin.salon.points.list";
    const FAULTS: &'static [Code] = &[Code::UserNotFound];
    const ONCE: bool = false;
    type Reply = List<ChangeView>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Self::Reply>, Fault> {
        let page = self.page.unwrap_or_default();
        let user_id = self.userid.value();
        let read = move |connection: &mut Connection| {
            check(connection, user_id)?;
            Ok(points::history(connection, user_id, page.request())?)
        };
        let changes = audit.disclosure(&ctx.services.store, read).await?;
        let view = |(entry, event): (signet_store::points_ledger::Entry, _)| ChangeView {
            balance: entry.balance,
            change: Change::of((entry, event)),
        };
        Ok(changes.map(|changes| List::of(page, changes, view)))
    }
}
