use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Integer, Page, PriceBound, Text};
use signet_call::{Access, Ctx, List as Paged, Method};
use signet_fault::Fault;

use crate::content::CONTENT;
use crate::goods::rules::first_recent_day;
use crate::tables::goods::{self, Listed, Search};

/// 积分商城商品列表
///
/// 最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {
    /// 商品名称搜索关键词
    ///
    /// 不区分大小写，默认空字符串。
    #[deserr(default)]
    keywords: Option<Text<0, 100>>,
    /// 商品分类 ID
    ///
    /// 含其下级分类；未选择时传 -1。
    #[deserr(default)]
    cat_id: Option<Integer<-1, { i64::MAX }>>,
    /// 最小查询价格
    ///
    /// 未填写时传 -1。
    #[deserr(default)]
    start_price: Option<PriceBound>,
    /// 最大查询价格
    ///
    /// 未填写时传 -1。价格区间与查询区间有交集的商品都会返回。
    #[deserr(default)]
    end_price: Option<PriceBound>,
    /// 当前页码
    #[deserr(default)]
    page: Option<Page>,
}

/// Goods in the list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Item {
    /// 商品 ID
    goodsid: i64,
    /// 商品名称
    goods_name: String,
    /// 商品最小价格
    ///
    /// 金币价格。
    min_price: i64,
    /// 商品最大价格
    ///
    /// 金币价格。多规格价格不相同时与最小价格不同。
    max_price: i64,
    /// 商品主图
    goods_img: String,
    /// 购买/兑换次数
    buy_count: i64,
    /// 最近 30 天购买次数
    month_buy_count: i64,
}

impl Method for List {
    const NAME: &'static str = "goods.list";
    const ACCESS: Access = Access::Open;
    const STALE_IF_ERROR: bool = true;
    type Reply = Paged<Item>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Paged<Item>, Fault> {
        let category = self.cat_id.map(Integer::value).filter(|&id| id != -1);
        let category_ids = match category {
            // A category that is not shown has no goods.
            Some(id) => Some(ctx.snapshot(&CONTENT)?.subtree(id).unwrap_or_default()),
            None => None,
        };
        let search = Search {
            name: self.keywords.map(Text::into_string).unwrap_or_default(),
            category_ids,
            at_least: self.start_price.and_then(PriceBound::at_least),
            at_most: self.end_price.and_then(PriceBound::at_most),
        };
        let (page, since) = (self.page.unwrap_or_default(), first_recent_day(ctx.now));
        let found = ctx
            .run(move |connection| Ok(goods::search(connection, &search, since, page.request())?))
            .await?;
        Ok(Paged::of(page, found, item))
    }
}

fn item(goods: Listed) -> Item {
    Item {
        goodsid: goods.id,
        goods_name: goods.name,
        min_price: goods.min_price,
        max_price: goods.max_price,
        goods_img: goods.image_url,
        buy_count: goods.buy_count,
        month_buy_count: goods.recent_count,
    }
}
