use signet_call::{Access, AppClass, Ctx, Method, edit};
use signet_fault::{Code, Fault};
use signet_store::notices;

use super::found;
use super::notice_create::NoticeCreate;

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

impl Method for NoticeEdit {
    const NAME: &'static str = "admin.notice.edit";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    type Reply = ();
    const DONE: &'static str = "修改成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let id = self.noticeid.value();
        let notice = self.fields.into_row(ctx)?;
        ctx.change(move |tx| found(notices::update(tx, id, &notice)?))
            .await
    }
}
