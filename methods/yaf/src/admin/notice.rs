//! Notices.

use crate::content::TOPIC;
use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Flag, Hidden, Html, Id, Integer, Line, Page, Prose};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_domain::platform::EVERYWHERE;
use signet_fault::{Code, Fault};

use crate::tables::notices::{self, NewNotice};

/// 添加公告
///
/// 添加之后立即显示。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct NoticeCreate {
    /// 公告标题
    title: Line<1, 64>,
    /// 公告摘要
    summary: Prose<1, 255>,
    /// 公告内容
    ///
    /// HTML。写入时只保留文字、列表、表格、http(s) 的图片与链接，最多 5000 个标签；脚本、样式、表单等被去除。整个 data 不超过 64 KiB。
    body: Html<1, 60000>,
    /// 显示平台
    ///
    /// 各平台之和：1 - iOS、2 - Android、4 - H5、8 - Web、16 - 其它；默认 31，即全部。
    #[deserr(default)]
    platforms: Option<Integer<1, EVERYWHERE>>,
    /// 是否弹框
    ///
    /// 0 - 否（默认）、1 - 是：system.init 返回最新的一条。
    #[deserr(default)]
    is_dialog: Option<Flag>,
    /// 弹框截止时间
    ///
    /// 格式：Y-m-d H:i:s；不传则一直弹框。
    #[deserr(default)]
    dialog_end_time: Option<DateTime>,
}

/// The new row.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 公告 ID
    noticeid: i64,
}

impl Action for NoticeCreate {
    const NAME: &'static str = "admin.notice.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let notice = self.row(tx);
        let noticeid = notices::insert(tx, &notice)?;
        Ok(Created { noticeid })
    }
}

impl NoticeCreate {
    fn row(self, tx: &ActionTx<'_>) -> NewNotice {
        NewNotice {
            title: self.title.into_string(),
            summary: self.summary.into_string(),
            body: self.body.into_string(),
            platforms: self.platforms.map_or(EVERYWHERE, Integer::value),
            is_dialog: self.is_dialog.is_some_and(Flag::is_set),
            dialog_ends_at: self.dialog_end_time.map(|end| tx.seconds(end)),
        }
    }
}

edit! {
    /// 修改公告
    ///
    /// 替换公告的全部内容；弹框公告修改之后重新弹出，已读状态不变。
    pub(crate) struct NoticeEdit {
        /// 公告 ID
        noticeid: Id,
        fields: NoticeCreate,
    }
}

impl Action for NoticeEdit {
    const NAME: &'static str = "admin.notice.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let notice = self.fields.row(tx);
        found(notices::update(tx, self.noticeid.value(), &notice)?)
    }
}

/// 隐藏公告
///
/// 隐藏的公告对用户不存在，也可以重新显示。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct NoticeHide {
    /// 公告 ID
    noticeid: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for NoticeHide {
    const NAME: &'static str = "admin.notice.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(notices::set_state(tx, self.noticeid.value(), state)?)
    }
}

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
            .run(move |connection| Ok(notices::page(connection, page.request())?))
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
