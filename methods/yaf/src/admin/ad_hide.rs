use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Flag, Id};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::ads;

use super::hide;

/// 隐藏广告
///
/// 隐藏后客户端得不到该广告。
#[derive(Deserr, JsonSchema)]
pub(crate) struct AdHide {
    /// 广告 ID
    ad_id: Id,
    /// 是否隐藏
    ///
    /// 1 - 隐藏（默认）、0 - 恢复。
    #[deserr(default)]
    hidden: Option<Flag>,
}

impl Method for AdHide {
    const NAME: &'static str = "admin.ad.hide";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let id = self.ad_id.value();
        hide(ctx, self.hidden, move |tx, state| {
            ads::set_state(tx, id, state)
        })
        .await
    }
}
