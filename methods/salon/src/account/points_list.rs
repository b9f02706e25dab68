use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Integer, Page};
use signet_call::{Ctx, Method, SizedList};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_store::points_ledger::Entry;

use crate::tables::point_events::Event;
use crate::{CLIENTS, points};

/// The number of entries on a page if the client does not choose one. The shipped apps do not support pages.
const COUNT: i64 = 100;

/// 获取积分变更历史
///
/// 最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PointsList {
    /// 页码
    ///
    /// 从 1 开始，默认 1。
    #[deserr(default)]
    #[schemars(example = 1)]
    page: Option<Integer<1, { i64::MAX }>>,
    /// 每页条数
    ///
    /// 1-100，默认 100。
    #[deserr(default)]
    #[schemars(example = 100)]
    count: Option<Integer<1, COUNT>>,
}

/// 积分变更
#[derive(Serialize, JsonSchema)]
pub(crate) struct Change {
    /// 创建时间戳
    ///
    /// 单位：秒。
    create_time: i64,
    /// 事件 ID
    event_id: i64,
    /// 事件类型
    ///
    /// TRIAL - 试用、REGISTER - 注册、COMMENT - 评论、ADJUST - 调整；以后可能增加。
    event_type: String,
    /// 历史 ID
    id: i64,
    /// 积分变更
    ///
    /// 大于 0 为增加积分，小于 0 为减少积分。
    point: i64,
    /// 变更原因
    reason: String,
    /// 用户 ID
    user_id: i64,
}

impl Change {
    /// Returns a change as clients see it.
    pub(crate) fn of((entry, event): (Entry, Event)) -> Change {
        Change {
            create_time: entry.created_at,
            event_id: event.event_id,
            event_type: event.event_type,
            id: entry.id,
            point: entry.delta,
            reason: event.reason,
            user_id: event.user_id,
        }
    }
}

impl Method for PointsList {
    const NAME: &'static str = "salon.account.points.list";
    const CLASSES: &'static [AppClass] = CLIENTS;
    type Reply = SizedList<Change>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<SizedList<Change>, Fault> {
        let user_id = ctx.user()?;
        let page = self.page.map_or_else(Page::default, Page::from);
        let count = self.count.map_or(COUNT, Integer::value);
        let request = page.request_of(count);
        let read = move |connection: &mut _| Ok(points::history(connection, user_id, request)?);
        let changes = ctx.run(read).await?;
        Ok(SizedList::of(page, count, changes, Change::of))
    }
}
