use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Flag, Id, Page};
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;

use super::Recommended;
use crate::CLIENTS;
use crate::content::CONTENT;
use crate::paging::Paging;
use crate::tables::tasters::Search;

/// 茶艺师推荐
///
/// 排序的参数依次为价格、销量、点击量；都不传则按推荐的顺序。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
    /// 类目ID
    ///
    /// 该类别及其下级的商品。
    #[deserr(default)]
    gc_id: Option<Id>,
    /// 按价格排序
    ///
    /// 1 - 倒序、0 - 顺序。
    #[deserr(default, rename = "byPrice")]
    #[schemars(rename = "byPrice")]
    by_price: Option<Flag>,
    /// 按销量排序
    ///
    /// 1 - 倒序、0 - 顺序。
    #[deserr(default, rename = "bySalenum")]
    #[schemars(rename = "bySalenum")]
    by_salenum: Option<Flag>,
    /// 按点击量排序
    ///
    /// 1 - 倒序、0 - 顺序。
    #[deserr(default, rename = "byClick")]
    #[schemars(rename = "byClick")]
    by_click: Option<Flag>,
}

/// A page of recommendations.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Recommendations {
    /// 商品类别
    goods_class: Vec<Class>,
    /// 茶艺师推荐
    #[serde(rename = "tastersRecommends")]
    tasters_recommends: Vec<Recommended>,
    #[serde(flatten)]
    paging: Paging,
}

/// A class of goods.
#[derive(Serialize, JsonSchema)]
struct Class {
    /// 类目ID
    gc_id: i64,
    /// 类目名称
    gc_name: String,
}

impl Method for List {
    const NAME: &'static str = "teahouse.taster.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    const DONE: &'static str = "查询正常";
    type Reply = Recommendations;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Recommendations, Fault> {
        let (page, now) = (self.page.unwrap_or_default(), ctx.now);
        let (search, goods_class) = {
            let content = ctx.snapshot(&CONTENT)?;
            let classes = content.classes().iter().map(|class| Class {
                gc_id: class.id,
                gc_name: class.name.clone(),
            });
            let search = Search {
                classes: self.gc_id.map(|id| content.classes_under(id.value())),
                price: self.by_price.map(Flag::is_set),
                sales: self.by_salenum.map(Flag::is_set),
                clicks: self.by_click.map(Flag::is_set),
            };
            (search, classes.collect())
        };
        let found =
            ctx.run(move |connection| super::page(connection, &search, page.request(), now));
        let found = found.await?;
        Ok(Recommendations {
            goods_class,
            paging: Paging::of(page, found.total),
            tasters_recommends: found.rows,
        })
    }
}
