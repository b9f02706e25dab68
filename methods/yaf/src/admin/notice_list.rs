use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Access, AppClass, Ctx, List, Method};
use signet_fault::Fault;
use signet_store::notices;

/// 公告列表
///
/// 所有公告，包括隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct NoticeList {
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// A notice with all that an operator can set.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Notice {
    /// 公告 ID
    noticeid: i64,
    /// 公告标题
    title: String,
    /// 公告摘要
    summary: String,
    /// 公告内容
    body: String,
    /// 显示平台
    ///
    /// 各平台之和：1 - iOS、2 - Android、4 - H5、8 - Web、16 - 其它。
    platforms: i64,
    /// 是否弹框
    ///
    /// 0 - 否、1 - 是。
    is_dialog: i64,
    /// 弹框截止时间
    ///
    /// 没有截止时间则为空字符串。
    dialog_end_time: String,
    /// 状态
    ///
    /// 0 - 隐藏、1 - 显示。
    state: i64,
    /// 发布时间
    c_time: String,
    /// 修改时间
    u_time: String,
}

impl Method for NoticeList {
    const NAME: &'static str = "admin.notice.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Notice>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Notice>, Fault> {
        let page = self.page.unwrap_or_default();
        let found = ctx
            .run(move |connection| Ok(notices::page(connection, page.window())?))
            .await?;
        Ok(List::of(page, found, |notice| Notice {
            noticeid: notice.id,
            title: notice.title,
            summary: notice.summary,
            body: notice.body,
            platforms: notice.platforms,
            is_dialog: notice.is_dialog.into(),
            dialog_end_time: notice
                .dialog_ends_at
                .map(|end| ctx.date_time(end))
                .unwrap_or_default(),
            state: notice.state.value(),
            c_time: ctx.date_time(notice.created_at),
            u_time: ctx.date_time(notice.updated_at),
        }))
    }
}
