use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Items, Mobile};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::Fault;
use signet_store::sms_blacklist;

/// 添加短信黑名单
///
/// 名单中的手机号不能接收短信。已经在名单中的手机号不变。
#[derive(Deserr, JsonSchema)]
pub(crate) struct BlacklistCreate {
    /// 手机号码列表
    #[schemars(example = ["18575202691"])]
    mobiles: Items<Mobile, 1, 500>,
}

impl Method for BlacklistCreate {
    const NAME: &'static str = "admin.blacklist.create";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const DONE: &'static str = "添加成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let mobiles = self.mobiles.into_vec();
        ctx.tx(move |tx| {
            let mobiles: Vec<&str> = mobiles.iter().map(Mobile::as_str).collect();
            sms_blacklist::insert(tx, &mobiles)?;
            Ok(())
        })
        .await
    }
}
