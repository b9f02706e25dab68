use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Flag, Id};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::notices;

use super::hide;

/// 隐藏公告
///
/// 隐藏的公告对用户不存在，也可以重新显示。
#[derive(Deserr, JsonSchema)]
pub(crate) struct NoticeHide {
    /// 公告 ID
    noticeid: Id,
    /// 是否隐藏
    ///
    /// 1 - 隐藏（默认）、0 - 重新显示。
    #[deserr(default)]
    hidden: Option<Flag>,
}

impl Method for NoticeHide {
    const NAME: &'static str = "admin.notice.hide";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    type Reply = ();
    const DONE: &'static str = "设置成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let id = self.noticeid.value();
        hide(ctx, self.hidden, move |tx, state| {
            notices::set_state(tx, id, state)
        })
        .await
    }
}
