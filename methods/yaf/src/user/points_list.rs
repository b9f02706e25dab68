use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Ctx, List, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::points_ledger::{self, Entry};
use signet_store::users;

use crate::points;

/// 积分明细
///
/// 最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PointsList {
    /// 当前页码
    #[deserr(default)]
    page: Option<Page>,
}

/// The points of the user and their changes.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Points {
    /// 当前积分
    points: i64,
    #[serde(flatten)]
    changes: List<Change>,
}

/// A change of the points.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Change {
    /// 明细 ID
    id: i64,
    /// 变动积分
    ///
    /// 负数为减少。
    points: i64,
    /// 变动后的积分
    balance: i64,
    /// 变动原因
    ///
    /// welcome、order、order_cancel 等。
    reason: String,
    /// 变动原因的中文释义
    reason_label: String,
    /// 关联编号
    ///
    /// 如订单号；没有则为空字符串。
    ref_id: String,
    /// 变动时间
    c_time: String,
}

impl Method for PointsList {
    const NAME: &'static str = "user.points.list";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    type Reply = Points;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Points, Fault> {
        let (user_id, page) = (ctx.user()?, self.page.unwrap_or_default());
        let read = move |connection: &mut _| {
            let user = users::by_id(connection, user_id)?.ok_or(Code::SessionExpired)?;
            let entries = points_ledger::of_user(connection, user_id, page.request())?;
            Ok((user.points, entries))
        };
        let (points, entries) = ctx.run(read).await?;
        Ok(Points {
            points,
            changes: List::of(page, entries, |entry| change(ctx, entry)),
        })
    }
}

fn change(ctx: &Ctx<'_>, entry: Entry) -> Change {
    let mut known = points::ALL.iter();
    let known = known.find(|reason| reason.name == entry.reason);
    let label = known.map_or(entry.reason.as_str(), |reason| reason.label);
    Change {
        id: entry.id,
        points: entry.delta,
        balance: entry.balance,
        reason_label: label.to_owned(),
        reason: entry.reason,
        ref_id: entry.ref_id,
        c_time: ctx.date_time(entry.created_at),
    }
}
