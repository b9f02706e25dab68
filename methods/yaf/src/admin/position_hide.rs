use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Flag, Id};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::ad_positions;

use super::hide;

/// 隐藏广告位
///
/// 隐藏后客户端得不到该广告位的任何广告。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PositionHide {
    /// 广告位 ID
    position_id: Id,
    /// 是否隐藏
    ///
    /// 1 - 隐藏（默认）、0 - 恢复。
    #[deserr(default)]
    hidden: Option<Flag>,
}

impl Method for PositionHide {
    const NAME: &'static str = "admin.position.hide";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let id = self.position_id.value();
        hide(ctx, self.hidden, move |tx, state| {
            ad_positions::set_state(tx, id, state)
        })
        .await
    }
}
