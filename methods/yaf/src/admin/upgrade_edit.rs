use signet_call::{Access, AppClass, Ctx, Method, edit};
use signet_fault::{Code, Fault};
use signet_store::app_upgrades;

use super::upgrade_create::UpgradeCreate;
use super::{found, not_taken};

edit! {
    /// 修改版本
    pub(crate) struct UpgradeEdit {
        /// 版本 ID
        upgrade_id: Id,
        fields: UpgradeCreate,
    }
}

impl Method for UpgradeEdit {
    const NAME: &'static str = "admin.upgrade.edit";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, Code::AlreadyExists];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (id, upgrade) = (self.upgrade_id.value(), self.fields.row()?);
        ctx.change(move |tx| found(not_taken(app_upgrades::update(tx, id, &upgrade))?))
            .await
    }
}
