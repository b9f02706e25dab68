use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Access, AppClass, Ctx, List, Method};
use signet_fault::Fault;
use signet_store::sms_blacklist::{self, Blocked};

/// 短信黑名单列表
///
/// 不能接收短信的手机号，按号码排列。
#[derive(Deserr, JsonSchema)]
pub(crate) struct BlacklistList {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 短信黑名单
#[derive(Serialize, JsonSchema)]
pub(crate) struct BlacklistRow {
    /// 手机号码
    mobile: String,
    /// 加入时间
    c_time: String,
}

impl Method for BlacklistList {
    const NAME: &'static str = "admin.blacklist.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const DISCLOSES: bool = true;
    type Reply = List<BlacklistRow>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<BlacklistRow>, Fault> {
        let page = self.page.unwrap_or_default();
        let paged = ctx
            .disclose(move |connection| Ok(sms_blacklist::page(connection, page.window())?))
            .await?;
        Ok(List::of(page, paged, |blocked: Blocked| BlacklistRow {
            c_time: ctx.date_time(blocked.created_at),
            mobile: blocked.mobile,
        }))
    }
}
