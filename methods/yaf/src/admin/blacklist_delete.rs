use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Mobile;
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::sms_blacklist;

use super::found;

/// 移除短信黑名单
///
/// 手机号随后又能接收短信。
#[derive(Deserr, JsonSchema)]
pub(crate) struct BlacklistDelete {
    /// 手机号码
    mobile: Mobile,
}

impl Method for BlacklistDelete {
    const NAME: &'static str = "admin.blacklist.delete";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    const DONE: &'static str = "移除成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        ctx.tx(move |tx| found(sms_blacklist::remove(tx, self.mobile.as_str())?))
            .await
    }
}
