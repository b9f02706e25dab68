//! Flash sales.

pub(crate) mod today;
pub(crate) mod tomorrow;

use schemars::JsonSchema;
use serde::Serialize;
use signet_call::Ctx;
use signet_call::params::Page;
use signet_fault::Fault;
use signet_wire::Fen;

use crate::paging::{ListPage, Paging};
use crate::picture::Pic;
use crate::tables::goods::Goods;
use crate::tables::promotions::{self, Promotion, Window};

/// A flash sale.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sale {
    /// 抢购商品编号
    xianshi_goods_id: i64,
    /// 抢购编号
    xianshi_id: i64,
    /// 抢购名称
    xianshi_name: String,
    /// 抢购标题
    xianshi_title: String,
    /// 抢购说明
    xianshi_explain: String,
    /// 商品编号
    goods_id: i64,
    /// 店铺编号
    store_id: i64,
    /// 商品名称
    goods_name: String,
    /// 商品价格
    ///
    /// 单位：分。
    goods_price: Fen,
    /// 抢购价格
    ///
    /// 单位：分。
    xianshi_price: Fen,
    /// 商品图片
    goods_image: Pic,
    /// 开始时间
    ///
    /// unix 秒。
    start_time: i64,
    /// 结束时间
    ///
    /// unix 秒。
    end_time: i64,
    /// 最少购买数
    lower_limit: i64,
    /// 最多购买数
    ///
    /// 0 为不限。
    upper_limit: i64,
    /// 状态
    ///
    /// 1 - 正常。
    state: i64,
    /// 是否推荐
    ///
    /// 1 - 是、0 - 否。
    xianshi_recommend: i64,
    /// 商品库存
    goods_storage: i64,
    /// 商品销量
    goods_salenum: i64,
}

impl Sale {
    fn of((sale, goods): (Promotion, Goods)) -> Sale {
        Sale {
            xianshi_goods_id: sale.id,
            xianshi_id: sale.id,
            xianshi_name: sale.name,
            xianshi_title: sale.title,
            xianshi_explain: sale.note,
            goods_id: goods.id,
            store_id: goods.store_id,
            goods_image: Pic::new(&goods.image_url, &goods.middle_url),
            goods_name: goods.name,
            goods_price: Fen(goods.price),
            xianshi_price: Fen(sale.price),
            start_time: sale.starts_at,
            end_time: sale.ends_at,
            lower_limit: sale.lower_limit,
            upper_limit: sale.upper_limit,
            state: sale.state.value(),
            xianshi_recommend: sale.recommend.into(),
            goods_storage: goods.storage,
            goods_salenum: goods.salenum,
        }
    }
}

/// Returns a page of the flash sales in a window of time.
async fn page(ctx: &Ctx<'_>, window: Window, page: Page) -> Result<ListPage<Sale>, Fault> {
    let sales =
        ctx.run(move |connection| Ok(promotions::flash_sales(connection, window, page.request())?));
    let sales = sales.await?;
    Ok(ListPage {
        paging: Paging::of(page, sales.total),
        list: sales.rows.into_iter().map(Sale::of).collect(),
    })
}
