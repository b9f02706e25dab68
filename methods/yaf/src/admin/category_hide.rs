use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Flag, Id};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::categories;

use super::hide;

/// 隐藏分类
///
/// 隐藏后客户端得不到该分类及其下的所有分类。
#[derive(Deserr, JsonSchema)]
pub(crate) struct CategoryHide {
    /// 分类 ID
    cat_id: Id,
    /// 是否隐藏
    ///
    /// 1 - 隐藏（默认）、0 - 恢复。
    #[deserr(default)]
    hidden: Option<Flag>,
}

impl Method for CategoryHide {
    const NAME: &'static str = "admin.category.hide";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let id = self.cat_id.value();
        hide(ctx, self.hidden, move |tx, state| {
            categories::set_state(tx, id, state)
        })
        .await
    }
}
