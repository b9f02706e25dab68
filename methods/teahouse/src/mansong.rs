//! Campaigns of stores as clients see them.

use schemars::JsonSchema;
use serde::Serialize;
use signet_wire::Fen;

use crate::tables::goods::Goods;
use crate::tables::mansongs::{Mansong, MansongRule};

/// A campaign: its lowest rule, then all its rules.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 活动名称
    mansong_name: String,
    /// 开始时间
    ///
    /// unix 秒。
    start_time: i64,
    /// 结束时间
    ///
    /// unix 秒。
    end_time: i64,
    #[serde(flatten)]
    lowest: Rule,
    /// 全部规则
    ///
    /// 活动金额小的在前。
    rules: Vec<Rule>,
}

/// A rule of a campaign.
#[derive(Clone, Serialize, JsonSchema)]
pub(crate) struct Rule {
    /// 活动金额
    ///
    /// 单位：分。
    price: Fen,
    /// 减现金
    ///
    /// 单位：分。
    discount: Fen,
    /// 赠送商品名称
    ///
    /// 没有则为空字符串。
    mansong_goods_name: String,
    /// 赠送商品编号
    ///
    /// 没有则为 0。
    goods_id: i64,
    /// 赠送商品图片
    ///
    /// 没有则为空字符串。
    goods_image_url: String,
}

/// Returns the ids of the goods that rules give as gifts.
pub(crate) fn gift_ids(rules: &[MansongRule]) -> Vec<i64> {
    let ids = rules.iter().map(|rule| rule.gift_goods_id);
    ids.filter(|id| *id > 0).collect()
}

impl Rule {
    fn of(rule: &MansongRule, gifts: &[Goods]) -> Rule {
        let mut gifts = gifts.iter();
        let gift = gifts.find(|goods| goods.id == rule.gift_goods_id && goods.live);
        Rule {
            price: Fen(rule.price),
            discount: Fen(rule.discount),
            mansong_goods_name: gift.map(|goods| goods.name.clone()).unwrap_or_default(),
            goods_id: gift.map_or(0, |goods| goods.id),
            goods_image_url: gift
                .map(|goods| goods.image_url.clone())
                .unwrap_or_default(),
        }
    }
}

impl Shown {
    /// Returns a campaign with its rules, the smallest amount first, and the goods that the rules give. Returns `None` if there are no
    /// rules.
    pub(crate) fn of(mansong: &Mansong, rules: &[MansongRule], gifts: &[Goods]) -> Option<Shown> {
        let rules: Vec<Rule> = rules.iter().map(|rule| Rule::of(rule, gifts)).collect();
        Some(Shown {
            mansong_name: mansong.name.clone(),
            start_time: mansong.starts_at,
            end_time: mansong.ends_at,
            lowest: rules.first()?.clone(),
            rules,
        })
    }
}
