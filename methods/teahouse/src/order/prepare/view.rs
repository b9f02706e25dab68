use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{MapOrList, OrEmpty};
use signet_wire::Fen;

use crate::checkout::amounts::is_free;
use crate::checkout::basket::{GiftLine, Line, Parcel};
use crate::checkout::words;
use crate::tables::promotions::PromotionKind;
use crate::tables::vouchers::{Voucher, VoucherText};

/// The goods of one store, and their amounts.
#[derive(Serialize, JsonSchema)]
pub(super) struct StoreShown {
    /// 商品列表
    ///
    /// 赠品在后。
    goods_list: Vec<GoodsShown>,
    /// 店铺商品总价
    ///
    /// 单位：分，满减前。
    store_goods_total: Fen,
    /// 满送规则
    ///
    /// 没有则为空对象。
    store_mansong_rule_list: OrEmpty<RuleShown>,
    /// 店铺代金券列表
    ///
    /// 以 voucher_t_id 为键。
    store_vouche_list: MapOrList<VoucherShown>,
    /// 店铺代金券列表，与 store_vouche_list 相同
    store_voucher_list: MapOrList<VoucherShown>,
    /// 运费标志
    ///
    /// 0 - 免运费、1 - 需要计算运费。
    freight: i64,
    /// 免运费时的说明
    freight_message: String,
    /// 店铺名称
    store_name: String,
}

/// Goods that are bought or given.
#[derive(Serialize, JsonSchema)]
struct GoodsShown {
    /// 购买数量
    goods_num: i64,
    /// 商品编号
    goods_id: i64,
    /// 商品通用编号
    goods_commonid: i64,
    /// 店铺编号
    store_id: i64,
    /// 商品名称
    goods_name: String,
    /// 商品价格
    ///
    /// 单位：分，该数量的单价。
    goods_price: Fen,
    /// 商品图片
    goods_image_url: String,
    /// 运费模板编号
    ///
    /// 没有则为 0。
    transport_id: i64,
    /// 运费
    ///
    /// 单位：分，没有模板时的运费。
    goods_freight: Fen,
    /// 库存
    goods_storage: i64,
    /// 商品是否有效
    state: bool,
    /// 库存是否足够
    storage_state: bool,
    /// 购物车编号
    ///
    /// 立即购买时为 0。
    cart_id: i64,
    /// 组合销售编号
    ///
    /// 总是 0。
    bl_id: i64,
    /// 促销编号
    ///
    /// 没有则为 0。
    promotions_id: i64,
    /// 是否限时折扣
    ifxianshi: bool,
    /// 赠品标志
    ///
    /// 只有赠品有，为 true。
    #[serde(skip_serializing_if = "Option::is_none")]
    premiums: Option<bool>,
    /// 总价
    ///
    /// 单位：分。
    goods_total: Fen,
}

/// The rule of the campaign that applies.
#[derive(Serialize, JsonSchema)]
struct RuleShown {
    /// 活动名称
    mansong_name: String,
    /// 说明
    desc: String,
    /// 赠送商品名称
    ///
    /// 没有则为空字符串。
    mansong_goods_name: String,
    /// 开始时间
    ///
    /// unix 秒。
    start_time: i64,
    /// 结束时间
    ///
    /// unix 秒。
    end_time: i64,
    /// 活动金额
    ///
    /// 单位：分。
    price: Fen,
    /// 减现金
    ///
    /// 单位：分。
    discount: Fen,
    /// 赠送商品编号
    ///
    /// 没有则为 0。
    goods_id: i64,
    /// 赠送商品图片
    ///
    /// 没有则为空字符串。
    goods_image_url: String,
}

/// A voucher that can be used.
#[derive(Clone, Serialize, JsonSchema)]
struct VoucherShown {
    /// 代金券编号
    voucher_id: i64,
    /// 代金券模板编号
    voucher_t_id: i64,
    /// 代金券标题
    voucher_title: String,
    /// 代金券说明
    voucher_desc: String,
    /// 代金券面额
    ///
    /// 单位：分。
    voucher_price: Fen,
    /// 使用限额
    ///
    /// 单位：分，满减后的商品金额达到才能使用。
    voucher_limit: Fen,
    /// 有效期开始
    ///
    /// unix 秒。
    voucher_start_date: i64,
    /// 有效期结束
    ///
    /// unix 秒。
    voucher_end_date: i64,
}

impl StoreShown {
    pub(super) fn of(parcel: &Parcel, vouchers: &[(Voucher, VoucherText)]) -> StoreShown {
        let (store, amounts) = (&parcel.store, parcel.amounts());
        let own = vouchers.iter();
        let own = own.filter(|(voucher, _)| {
            voucher.store_id == store.id
                && voucher.threshold <= amounts.after_mansong()
                && parcel.sample.is_none()
        });
        let own: Vec<_> = own.map(VoucherShown::of).collect();
        let free = is_free(store.free_price, amounts.after_mansong()) && parcel.sample.is_none();
        let lines = parcel.lines.iter().map(GoodsShown::of);
        let gifts = parcel.gifts.iter().map(GoodsShown::of_gift);
        StoreShown {
            goods_list: lines.chain(gifts).collect(),
            store_goods_total: Fen(amounts.goods),
            store_mansong_rule_list: OrEmpty(RuleShown::of(parcel)),
            store_vouche_list: MapOrList(own.clone()),
            store_voucher_list: MapOrList(own),
            freight: i64::from(!free),
            freight_message: match free {
                true => format!("满{}免运费", words::yuan(store.free_price)),
                false => String::new(),
            },
            store_name: store.name.clone(),
        }
    }
}

impl GoodsShown {
    fn of(line: &Line) -> GoodsShown {
        let goods = &line.goods;
        GoodsShown {
            goods_num: line.pieces,
            goods_id: goods.id,
            goods_commonid: goods.common_id,
            store_id: goods.store_id,
            goods_name: goods.name.clone(),
            goods_price: Fen(line.price),
            goods_image_url: goods.image_url.clone(),
            transport_id: line.common.transport_id,
            goods_freight: Fen(line.common.freight),
            goods_storage: goods.storage,
            state: line.is_live,
            storage_state: line.is_in_stock(),
            cart_id: line.cart_id,
            bl_id: 0,
            promotions_id: line.promotion.map_or(0, |(id, _)| id),
            ifxianshi: line
                .promotion
                .is_some_and(|(_, kind)| kind == PromotionKind::Xianshi),
            premiums: None,
            goods_total: Fen(line.cost()),
        }
    }

    fn of_gift(gift: &GiftLine) -> GoodsShown {
        let goods = &gift.goods;
        GoodsShown {
            goods_num: gift.pieces,
            goods_id: goods.id,
            goods_commonid: goods.common_id,
            store_id: goods.store_id,
            goods_name: goods.name.clone(),
            goods_price: Fen(0),
            goods_image_url: goods.image_url.clone(),
            transport_id: 0,
            goods_freight: Fen(0),
            goods_storage: goods.storage,
            state: true,
            storage_state: true,
            cart_id: 0,
            bl_id: 0,
            promotions_id: 0,
            ifxianshi: false,
            premiums: Some(true),
            goods_total: Fen(0),
        }
    }
}

impl RuleShown {
    fn of(parcel: &Parcel) -> Option<RuleShown> {
        let (mansong, rule) = parcel.mansong.as_ref()?;
        let gift = parcel.campaign_gift().map(|gift| &gift.goods);
        Some(RuleShown {
            mansong_name: mansong.name.clone(),
            desc: words::campaign(parcel),
            mansong_goods_name: gift.map(|goods| goods.name.clone()).unwrap_or_default(),
            start_time: mansong.starts_at,
            end_time: mansong.ends_at,
            price: Fen(rule.price),
            discount: Fen(rule.discount),
            goods_id: gift.map_or(0, |goods| goods.id),
            goods_image_url: gift
                .map(|goods| goods.image_url.clone())
                .unwrap_or_default(),
        })
    }
}

impl VoucherShown {
    fn of((voucher, text): &(Voucher, VoucherText)) -> (String, VoucherShown) {
        let shown = VoucherShown {
            voucher_id: voucher.id,
            voucher_t_id: voucher.t_id,
            voucher_title: text.title.clone(),
            voucher_desc: text.description.clone(),
            voucher_price: Fen(voucher.price),
            voucher_limit: Fen(voucher.threshold),
            voucher_start_date: voucher.starts_at,
            voucher_end_date: voucher.ends_at,
        };
        (voucher.t_id.to_string(), shown)
    }
}
