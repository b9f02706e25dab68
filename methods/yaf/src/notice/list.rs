use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Access, Ctx, List as Listed, Method};
use signet_fault::Fault;

use crate::tables::notices;

/// 系统公告列表
///
/// 当前平台（固定参数 platform）的公告，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {
    /// 页码
    ///
    /// 当前页码，默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// A notice in a list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Headline {
    /// 公告 ID
    noticeid: i64,
    /// 公告标题
    title: String,
    /// 公告摘要
    summary: String,
    /// 公告发布时间
    c_time: String,
}

impl Method for List {
    const NAME: &'static str = "notice.list";
    const ACCESS: Access = Access::Open;
    const STALE_IF_ERROR: bool = true;
    type Reply = Listed<Headline>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Listed<Headline>, Fault> {
        let page = self.page.unwrap_or_default();
        let bit = ctx.caller.platform.bit();
        let found = ctx
            .run(move |connection| Ok(notices::shown_page(connection, bit, page.request())?))
            .await?;
        Ok(Listed::of(page, found, |notice| Headline {
            noticeid: notice.id,
            title: notice.title,
            summary: notice.summary,
            c_time: ctx.date_time(notice.created_at),
        }))
    }
}
