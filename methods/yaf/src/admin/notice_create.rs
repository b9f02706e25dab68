use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Flag, Integer, Line, Prose};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_domain::platform::EVERYWHERE;
use signet_fault::Fault;
use signet_store::Tx;
use signet_store::notices::{self, NewNotice};

/// 添加公告
///
/// 添加之后立即显示。
#[derive(Deserr, JsonSchema)]
pub(crate) struct NoticeCreate {
    /// 公告标题
    title: Line<1, 64>,
    /// 公告摘要
    summary: Prose<1, 255>,
    /// 公告内容
    ///
    /// HTML。整个 data 不超过 64 KiB。
    body: Prose<1, 60000>,
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

/// What was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 公告 ID
    noticeid: i64,
}

impl NoticeCreate {
    /// The parameters as a row.
    pub(super) fn into_row(self, ctx: &Ctx<'_>) -> Result<NewNotice, Fault> {
        Ok(NewNotice {
            title: self.title.into_string(),
            summary: self.summary.into_string(),
            body: self.body.into_string(),
            platforms: self.platforms.map_or(EVERYWHERE, Integer::value),
            is_dialog: self.is_dialog.is_some_and(Flag::is_set),
            dialog_ends_at: self.dialog_end_time.map(|end| ctx.seconds(end)),
        })
    }
}

impl Method for NoticeCreate {
    const NAME: &'static str = "admin.notice.create";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    type Reply = Created;
    const DONE: &'static str = "添加成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<Created, Fault> {
        let notice = self.into_row(ctx)?;
        let add = move |tx: &mut Tx<'_>| Ok(notices::insert(tx, &notice)?);
        let noticeid = ctx.change(add).await?;
        Ok(Created { noticeid })
    }
}
