//! Feedback of clients about the company.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Flag, Id, Mobile, Page, Prose};
use signet_call::{Action, ActionTx, Ctx, List, Operation, found};
use signet_domain::audit::{Audit, Audited};
use signet_fault::Fault;

use crate::tables::feedback::{self, Feedback, Search};

/// 反馈列表
///
/// 符合全部条件的反馈，最新的在前。手机号由客户端填写，未经验证。
#[derive(Deserr, JsonSchema)]
pub(crate) struct FeedbackList {
    /// 是否已处理
    ///
    /// 0 - 未处理、1 - 已处理，不传则为全部。
    #[deserr(default)]
    handled: Option<Flag>,
    /// 手机号
    #[deserr(default)]
    phone: Option<Mobile>,
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 反馈
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 反馈 ID
    feedback_id: i64,
    /// 手机号
    ///
    /// 客户端填写的，未经验证。
    phone: String,
    /// 反馈内容
    content: String,
    /// 来源地址
    ip: String,
    /// 处理说明
    ///
    /// 未处理则为空字符串。
    note: String,
    /// 处理时间
    ///
    /// 未处理则为空字符串。
    handled_time: String,
    /// 反馈时间
    c_time: String,
}

impl Operation for FeedbackList {
    const NAME: &'static str = "admin.homecare.feedback.list";
    const ONCE: bool = false;
    type Reply = List<Shown>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<List<Shown>>, Fault> {
        let page = self.page.unwrap_or_default();
        let search = Search {
            is_handled: self.handled.map(Flag::is_set),
            phone: self.phone.map(Mobile::into_string),
        };
        let found = audit
            .disclosure(&ctx.services.store, move |connection| {
                Ok(feedback::page(connection, &search, page.request())?)
            })
            .await?;
        let time = |seconds: Option<i64>| seconds.map(|at| ctx.date_time(at)).unwrap_or_default();
        let row = |row: Feedback| Shown {
            feedback_id: row.id,
            phone: row.phone,
            content: row.content,
            ip: row.ip,
            note: row.note,
            handled_time: time(row.handled_at),
            c_time: ctx.date_time(row.created_at),
        };
        Ok(found.map(|found| List::of(page, found, row)))
    }
}

/// 处理反馈
///
/// 记下处理说明，反馈成为已处理的；再次处理则替换说明。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct FeedbackHandle {
    /// 反馈 ID
    feedback_id: Id,
    /// 处理说明
    note: Prose<1, 500>,
}

impl Action for FeedbackHandle {
    const NAME: &'static str = "admin.homecare.feedback.handle";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.feedback_id.value();
        found(feedback::handle(tx, id, self.note.as_str())?)
    }
}
