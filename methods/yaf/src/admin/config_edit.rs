use signet_call::{Access, AppClass, Ctx, Method, edit};
use signet_fault::{Code, Fault};
use signet_store::system_configs;

use super::config_create::ConfigCreate;
use super::found;

edit! {
    /// 修改系统配置
    ///
    /// 修改名称为 name 的配置。
    pub(crate) struct ConfigEdit {
        fields: ConfigCreate,
    }
}

impl Method for ConfigEdit {
    const NAME: &'static str = "admin.config.edit";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let config = self.fields.row();
        ctx.change(move |tx| found(system_configs::update(tx, &config)?))
            .await
    }
}
