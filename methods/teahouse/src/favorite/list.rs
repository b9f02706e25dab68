use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_store::PageRequest;
use signet_wire::Fen;

use crate::CLIENTS;
use crate::paging::Paging;
use crate::pricing::Promotions;
use crate::tables::goods::Goods;
use crate::tables::{favorites, promotions};

/// The request for all favourites: a member has fewer favourites than this limit.
const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 1000,
};

/// 收藏列表
///
/// 最新的在前，已下架的商品不显示。不传页码则返回全部。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// The favourites of a member.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Favorites {
    /// 收藏列表
    favorites_list: Vec<Favorite>,
    #[serde(flatten)]
    paging: Option<Paging>,
}

/// A favourite.
#[derive(Serialize, JsonSchema)]
struct Favorite {
    /// 商品编号
    goods_id: i64,
    /// 商品名称
    goods_name: String,
    /// 商品图片地址
    goods_image_url: String,
    /// 商品价格
    ///
    /// 单位：分，买一件的价格。
    goods_price: Fen,
    /// 收藏编号
    ///
    /// 即商品编号。
    fav_id: i64,
}

impl Favorite {
    fn of(goods: Goods, promotions: &Promotions) -> Favorite {
        let price = promotions.price(goods.id, goods.price, 1);
        Favorite {
            goods_price: Fen(price.fen),
            goods_id: goods.id,
            goods_name: goods.name,
            goods_image_url: goods.image_url,
            fav_id: goods.id,
        }
    }
}

impl Method for List {
    const NAME: &'static str = "teahouse.favorite.list";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const DONE: &'static str = "查询正常";
    type Reply = Favorites;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Favorites, Fault> {
        let (user_id, now, page) = (ctx.user()?, ctx.now, self.page);
        ctx.run(move |connection| {
            let found = favorites::page(connection, user_id, page.map_or(ALL, Page::request))?;
            let ids: Vec<i64> = found.rows.iter().map(|goods| goods.id).collect();
            let promotions = Promotions::of(promotions::running(connection, &ids, now)?);
            let rows = found.rows.into_iter();
            Ok(Favorites {
                favorites_list: rows.map(|goods| Favorite::of(goods, &promotions)).collect(),
                paging: page.map(|page| Paging::of(page, found.total)),
            })
        })
        .await
    }
}
