use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Flag, Slug};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::sms_templates;

use super::hide;

/// 隐藏短信模板
///
/// 隐藏后该模板的短信不能发送。
#[derive(Deserr, JsonSchema)]
pub(crate) struct TemplateHide {
    /// 短信模板标识
    send_key: Slug,
    /// 是否隐藏
    ///
    /// 1 - 隐藏（默认）、0 - 恢复。
    #[deserr(default)]
    hidden: Option<Flag>,
}

impl Method for TemplateHide {
    const NAME: &'static str = "admin.template.hide";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let send_key = self.send_key;
        hide(ctx, self.hidden, move |tx, state| {
            sms_templates::set_state(tx, send_key.as_str(), state)
        })
        .await
    }
}
