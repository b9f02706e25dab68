use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Flag, Slug};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::system_configs;

use super::hide;

/// 隐藏系统配置
///
/// 隐藏后如同没有该配置。
#[derive(Deserr, JsonSchema)]
pub(crate) struct ConfigHide {
    /// 配置名称
    name: Slug,
    /// 是否隐藏
    ///
    /// 1 - 隐藏（默认）、0 - 恢复。
    #[deserr(default)]
    hidden: Option<Flag>,
}

impl Method for ConfigHide {
    const NAME: &'static str = "admin.config.hide";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let name = self.name;
        hide(ctx, self.hidden, move |tx, state| {
            system_configs::set_state(tx, name.as_str(), state)
        })
        .await
    }
}
