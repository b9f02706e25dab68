use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Id, Line};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::categories;

use super::{ListOrder, found};

/// 修改分类
///
/// 分类在树中的位置和类型不能改变。
#[derive(Deserr, JsonSchema)]
pub(crate) struct CategoryEdit {
    /// 分类 ID
    cat_id: Id,
    /// 分类名称
    cat_name: Line<1, 64>,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: ListOrder,
}

impl Method for CategoryEdit {
    const NAME: &'static str = "admin.category.edit";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (id, listorder) = (self.cat_id.value(), self.listorder.value());
        ctx.change(move |tx| {
            let name = self.cat_name.as_str();
            found(categories::update(tx, id, name, listorder)?)
        })
        .await
    }
}
