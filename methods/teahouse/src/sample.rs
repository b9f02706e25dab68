//! Free samples.

pub(crate) mod current;
pub(crate) mod past;

use schemars::JsonSchema;
use serde::Serialize;
use signet_wire::{Fen, FenShort};

use crate::picture::Pic;
use crate::tables::samples::Sample;

/// A sample as clients see it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 茶样编号
    sample_id: i64,
    /// 茶样名称
    sample_name: String,
    /// 茶样图片
    sample_image: Vec<Pic>,
    /// 产地
    sample_origin_place: String,
    /// 重量
    sample_weight: String,
    /// 价格
    ///
    /// 单位：分。
    sample_correlation_price: FenShort,
    /// 运费
    ///
    /// 单位：分。
    sample_freight: FenShort,
    /// 总份数
    sample_limit_number: i64,
    /// 添加时间
    ///
    /// unix 秒。
    sample_add_time: i64,
    /// 开始时间
    ///
    /// unix 秒。
    sample_start_time: i64,
    /// 结束时间
    ///
    /// unix 秒。
    sample_end_time: i64,
    /// 状态
    ///
    /// 1 - 正常。
    sample_state: i64,
    /// 已领份数
    sample_received_number: i64,
    /// 申领商品编号
    ///
    /// 购买该商品一件即为申领。
    sample_link: i64,
    /// 备用价格
    ///
    /// 单位：分，总是 0。
    sample_bak_price: FenShort,
    /// 备用促销价格
    ///
    /// 单位：分，总是 0。
    sample_bak_promotion_price: FenShort,
}

impl Shown {
    fn of(sample: Sample) -> Shown {
        Shown {
            sample_id: sample.id,
            sample_image: Pic::read(&sample.images),
            sample_name: sample.name,
            sample_origin_place: sample.origin_place,
            sample_weight: sample.weight,
            sample_correlation_price: FenShort(Fen(sample.price)),
            sample_freight: FenShort(Fen(sample.freight)),
            sample_limit_number: sample.limit_number,
            sample_add_time: sample.added_at,
            sample_start_time: sample.starts_at,
            sample_end_time: sample.ends_at,
            sample_state: sample.state.value(),
            sample_received_number: sample.received,
            sample_link: sample.link_goods_id,
            // Ordinary prices are never overwritten, so there is no earlier price to keep.
            sample_bak_price: FenShort::default(),
            sample_bak_promotion_price: FenShort::default(),
        }
    }
}
