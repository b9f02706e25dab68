//! Mobiles that get no short messages.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Items, Mobile, Page};
use signet_call::{Action, ActionTx, Ctx, List, Operation, found};
use signet_domain::audit::{Audit, Audited};
use signet_fault::{Code, Fault};
use signet_store::sms_blacklist::{self, Blocked};

/// 添加短信黑名单
///
/// 名单中的手机号不能接收短信。已经在名单中的手机号不变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct BlacklistCreate {
    /// 手机号码列表
    #[schemars(example = ["18575202691"])]
    mobiles: Items<Mobile, 1, 500>,
}

impl Action for BlacklistCreate {
    const NAME: &'static str = "admin.blacklist.create";
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let mobiles = self.mobiles.into_vec();
        let mobiles: Vec<&str> = mobiles.iter().map(Mobile::as_str).collect();
        sms_blacklist::insert(tx, &mobiles)?;
        Ok(())
    }
}

/// 移除短信黑名单
///
/// 手机号随后又能接收短信。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct BlacklistDelete {
    /// 手机号码
    mobile: Mobile,
}

impl Action for BlacklistDelete {
    const NAME: &'static str = "admin.blacklist.delete";
    const DONE: &'static str = "移除成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        found(sms_blacklist::remove(tx, self.mobile.as_str())?)
    }
}

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

impl Operation for BlacklistList {
    const NAME: &'static str = "admin.blacklist.list";
    const ONCE: bool = false;
    type Reply = List<BlacklistRow>;

    async fn operate(
        self,
        ctx: &Ctx<'_>,
        audit: Audit,
    ) -> Result<Audited<List<BlacklistRow>>, Fault> {
        let page = self.page.unwrap_or_default();
        let blocked = audit
            .disclosure(&ctx.services.store, move |connection| {
                Ok(sms_blacklist::page(connection, page.request())?)
            })
            .await?;
        let row = |blocked: Blocked| BlacklistRow {
            c_time: ctx.date_time(blocked.created_at),
            mobile: blocked.mobile,
        };
        Ok(blocked.map(|blocked| List::of(page, blocked, row)))
    }
}
