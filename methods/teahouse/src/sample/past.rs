use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_wire::Fen;

use super::Shown;
use crate::CLIENTS;
use crate::paging::{ListPage, Paging};
use crate::tables::samples;

/// 免费茶样往期
///
/// 已结束的茶样，最近结束的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Past {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// A sample that has ended.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Ended {
    #[serde(flatten)]
    sample: Shown,
    /// 商品价格
    ///
    /// 单位：分，申领商品的价格。
    sample_goods_price: Fen,
}

impl Method for Past {
    const NAME: &'static str = "teahouse.sample.past";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    const DONE: &'static str = "查询正常";
    type Reply = ListPage<Ended>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<ListPage<Ended>, Fault> {
        let (page, now) = (self.page.unwrap_or_default(), ctx.now);
        let past = ctx.run(move |connection| Ok(samples::past(connection, now, page.request())?));
        let past = past.await?;
        Ok(ListPage {
            paging: Paging::of(page, past.total),
            list: past
                .rows
                .into_iter()
                .map(|(sample, price)| Ended {
                    sample: Shown::of(sample),
                    sample_goods_price: Fen(price.unwrap_or_default()),
                })
                .collect(),
        })
    }
}
