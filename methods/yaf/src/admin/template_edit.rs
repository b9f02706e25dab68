use signet_call::{Access, AppClass, Ctx, Method, edit};
use signet_fault::{Code, Fault};
use signet_store::sms_templates;

use super::found;
use super::template_create::TemplateCreate;

edit! {
    /// 修改短信模板
    ///
    /// 修改标识为 send_key 的模板。
    pub(crate) struct TemplateEdit {
        fields: TemplateCreate,
    }
}

impl Method for TemplateEdit {
    const NAME: &'static str = "admin.template.edit";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let template = self.fields.row()?;
        ctx.change(move |tx| found(sms_templates::update(tx, &template)?))
            .await
    }
}
