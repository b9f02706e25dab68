use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Page;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;

use super::{Sale, page};
use crate::CLIENTS;
use crate::paging::ListPage;
use crate::tables::promotions::Window;

/// 限时抢购明日
///
/// 明天开始的抢购，推荐的在前，其余先结束的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Tomorrow {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

impl Method for Tomorrow {
    const NAME: &'static str = "teahouse.flash.tomorrow";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    const DONE: &'static str = "查询正常";
    type Reply = ListPage<Sale>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<ListPage<Sale>, Fault> {
        let zone = &ctx.services.zone;
        let from = zone.tomorrow(ctx.now)?;
        let window = Window {
            from,
            before: zone.tomorrow(from)?,
            ends_after: ctx.now,
        };
        page(ctx, window, self.page.unwrap_or_default()).await
    }
}
