use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Flag, Id};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::links;

use super::hide;

/// 隐藏友情链接
///
/// 隐藏后客户端得不到该链接。
#[derive(Deserr, JsonSchema)]
pub(crate) struct LinkHide {
    /// 友链 ID
    link_id: Id,
    /// 是否隐藏
    ///
    /// 1 - 隐藏（默认）、0 - 恢复。
    #[deserr(default)]
    hidden: Option<Flag>,
}

impl Method for LinkHide {
    const NAME: &'static str = "admin.link.hide";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let id = self.link_id.value();
        hide(ctx, self.hidden, move |tx, state| {
            links::set_state(tx, id, state)
        })
        .await
    }
}
