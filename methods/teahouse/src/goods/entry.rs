use schemars::JsonSchema;
use serde::Serialize;
use signet_wire::Fen;

use crate::picture::Pic;
use crate::pricing::Promotions;
use crate::tables::goods::Goods;

/// Goods in a list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Entry {
    /// 商品编号
    goods_id: i64,
    /// 商品名称
    goods_name: String,
    /// 商品图片
    goods_image: Pic,
    /// 商品价格
    ///
    /// 单位：分。
    goods_price: Fen,
    /// 促销价格
    ///
    /// 单位：分，买一件的价格；没有促销则为商品价格。
    goods_promotion_price: Fen,
    /// 市场价
    ///
    /// 单位：分。
    goods_marketprice: Fen,
    /// 促销类型
    ///
    /// 0 - 无、1 - 抢购、2 - 限时折扣。
    goods_promotion_type: i64,
    /// 店铺编号
    store_id: i64,
}

impl Entry {
    pub(crate) fn of(goods: Goods, promotions: &Promotions) -> Entry {
        let price = promotions.price(goods.id, goods.price, 1);
        Entry {
            goods_id: goods.id,
            goods_image: Pic::new(&goods.image_url, &goods.middle_url),
            goods_name: goods.name,
            goods_price: Fen(goods.price),
            goods_promotion_price: Fen(price.fen),
            goods_marketprice: Fen(goods.marketprice),
            goods_promotion_type: price.kind_number(),
            store_id: goods.store_id,
        }
    }
}
