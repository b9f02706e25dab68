use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Id;
use signet_call::{Access, Ctx, Method};
use signet_fault::{Code, Fault};

use crate::tables::{notice_reads, notices};

use crate::faults;

/// 公告详情
///
/// 当前平台（固定参数 platform）的公告。登录用户查看之后，该公告不再计入其未读数量。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Detail {
    /// 公告 ID
    noticeid: Id,
}

/// A notice.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Notice {
    /// 公告 ID
    noticeid: i64,
    /// 公告标题
    title: String,
    /// 公告摘要
    summary: String,
    /// 公告内容
    ///
    /// HTML，没有脚本、样式和表单。
    body: String,
    /// 公告发布时间
    c_time: String,
}

impl Method for Detail {
    const NAME: &'static str = "notice.detail";
    const ACCESS: Access = Access::Optional;
    const STALE_IF_ERROR: bool = true;
    const FAULTS: &'static [Code] = &[faults::NOTICE_NOT_FOUND];
    type Reply = Notice;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Notice, Fault> {
        let (id, now) = (self.noticeid.value(), ctx.now);
        let bit = ctx.caller.platform.bit();
        let reader = ctx.session.as_ref().map(|live| live.session.user_id);
        // No transaction, because the only write may be repeated.
        let notice = ctx
            .run(move |connection| {
                let notice =
                    notices::shown_by_id(connection, id, bit)?.ok_or(faults::NOTICE_NOT_FOUND)?;
                if let Some(user_id) = reader {
                    notice_reads::note(connection, user_id, id, now)?;
                }
                Ok(notice)
            })
            .await?;
        Ok(Notice {
            noticeid: notice.id,
            title: notice.title,
            summary: notice.summary,
            body: notice.body,
            c_time: ctx.date_time(notice.created_at),
        })
    }
}
