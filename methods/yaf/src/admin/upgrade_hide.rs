use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Flag, Id};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::app_upgrades;

use super::hide;

/// 隐藏版本
///
/// 隐藏后如同没有该版本：它的用户不升级，其它版本的用户也不会升级到它。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UpgradeHide {
    /// 版本 ID
    upgrade_id: Id,
    /// 是否隐藏
    ///
    /// 1 - 隐藏（默认）、0 - 恢复。
    #[deserr(default)]
    hidden: Option<Flag>,
}

impl Method for UpgradeHide {
    const NAME: &'static str = "admin.upgrade.hide";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let id = self.upgrade_id.value();
        hide(ctx, self.hidden, move |tx, state| {
            app_upgrades::set_state(tx, id, state)
        })
        .await
    }
}
