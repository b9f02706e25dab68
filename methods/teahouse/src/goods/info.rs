//! The parts of the page of goods.

use schemars::JsonSchema;
use serde::Serialize;
use signet_call::MapOrList;
use signet_wire::Fen;

use super::specs::Specs;
use crate::pricing::Promotions;
use crate::tables::commons::Common;
use crate::tables::gallery::Gift;
use crate::tables::goods::Goods;

/// The goods themselves.
#[derive(Serialize, JsonSchema)]
pub(super) struct Info {
    /// 商品名称
    goods_name: String,
    /// 商品说明
    goods_jingle: String,
    /// 规格名称
    ///
    /// 以规格编号为键。
    spec_name: MapOrList<String>,
    /// 规格值
    ///
    /// 以规格编号为键，值以规格值编号为键。
    spec_value: MapOrList<MapOrList<String>>,
    /// 商品价格
    ///
    /// 单位：分，没有促销时的价格。
    goods_price: Fen,
    /// 商品市场价
    ///
    /// 单位：分。
    goods_marketprice: Fen,
    /// 商品编号
    goods_id: i64,
    /// 商品点击数
    goods_click: i64,
    /// 商品评论数
    goods_commentnum: i64,
    /// 商品销量
    goods_salenum: i64,
    /// 商品规格
    ///
    /// 该商品的规格值，以规格值编号为键。
    goods_spec: MapOrList<String>,
    /// 商品库存
    goods_storage: i64,
    /// 评价等级
    evaluation_good_star: i64,
    /// 评价数
    evaluation_count: i64,
    /// 促销类型
    ///
    /// groupbuy - 抢购、xianshi - 限时折扣，没有则为空字符串。
    promotion_type: &'static str,
    /// 促销价格
    ///
    /// 单位：分，没有则为空字符串。
    promotion_price: FenOrEmpty,
    /// 最多购买数
    ///
    /// 0 为不限。
    upper_limit: i64,
    /// 是否为虚拟商品
    ///
    /// 1 - 是、0 - 否。
    is_virtual: i64,
    /// 虚拟商品有效期
    ///
    /// unix 秒。
    virtual_indate: i64,
    /// 虚拟商品购买上限
    virtual_limit: i64,
    /// 是否为F码商品
    ///
    /// 1 - 是、0 - 否。
    is_fcode: i64,
    /// 是否是预约商品
    ///
    /// 1 - 是、0 - 否。
    is_appoint: i64,
    /// 是否是预售商品
    ///
    /// 1 - 是、0 - 否。
    is_presell: i64,
    /// 是否拥有赠品
    ///
    /// 1 - 是、0 - 否。
    have_gift: i64,
}

/// An amount, or an empty text.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
enum FenOrEmpty {
    Fen(Fen),
    Empty(&'static str),
}

impl Info {
    pub(super) fn of(
        goods: Goods,
        common: &Common,
        promotions: &Promotions,
        has_gift: bool,
    ) -> Info {
        let specs = Specs::read(&common.specs);
        let shown = promotions.shown(goods.id);
        Info {
            goods_name: goods.name,
            goods_jingle: common.jingle.clone(),
            spec_name: specs.names(),
            spec_value: specs.values(),
            goods_price: Fen(goods.price),
            goods_marketprice: Fen(goods.marketprice),
            goods_id: goods.id,
            goods_click: goods.click,
            goods_commentnum: goods.commentnum,
            goods_salenum: goods.salenum,
            goods_spec: specs.of_variant(&goods.spec),
            goods_storage: goods.storage,
            evaluation_good_star: goods.good_star,
            evaluation_count: goods.evaluations,
            promotion_type: shown.map_or("", |promotion| promotion.kind.name()),
            promotion_price: shown.map_or(FenOrEmpty::Empty(""), |promotion| {
                FenOrEmpty::Fen(Fen(promotion.price))
            }),
            upper_limit: shown.map_or(0, |promotion| promotion.upper_limit),
            is_virtual: common.is_virtual.into(),
            virtual_indate: common.virtual_indate,
            virtual_limit: common.virtual_limit,
            is_fcode: common.is_fcode.into(),
            is_appoint: common.is_appoint.into(),
            is_presell: common.is_presell.into(),
            have_gift: has_gift.into(),
        }
    }
}

/// A gift that comes with each piece.
#[derive(Serialize, JsonSchema)]
pub(super) struct GiftShown {
    /// 赠品编号
    gift_goodsid: i64,
    /// 赠品名称
    gift_goodsname: String,
    /// 赠品数量
    gift_amount: i64,
    /// 赠品图片
    gift_goodsimage: String,
}

impl From<Gift> for GiftShown {
    fn from(gift: Gift) -> GiftShown {
        GiftShown {
            gift_goodsid: gift.goods_id,
            gift_goodsname: gift.name,
            gift_amount: gift.amount,
            gift_goodsimage: gift.image_url,
        }
    }
}

/// Other goods of the store.
#[derive(Serialize, JsonSchema)]
pub(super) struct Commended {
    /// 商品编号
    goods_id: i64,
    /// 商品名称
    goods_name: String,
    /// 商品价格
    ///
    /// 单位：分。
    goods_price: Fen,
    /// 商品图片
    goods_image_url: String,
}

impl From<Goods> for Commended {
    fn from(goods: Goods) -> Commended {
        Commended {
            goods_id: goods.id,
            goods_name: goods.name,
            goods_price: Fen(goods.price),
            goods_image_url: goods.image_url,
        }
    }
}
