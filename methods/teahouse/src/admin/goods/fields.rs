use std::collections::BTreeSet;

use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::Violations;
use signet_call::params::{Id, Integer, Items, Line, Text};
use signet_fault::Fault;

use super::super::{Amount, Limit, Url, refused};
use crate::goods::{Spec, Specs};

/// A spec as an operator enters it.
#[derive(Clone, Deserr, JsonSchema)]
pub(super) struct SpecFields {
    /// 规格名称
    ///
    /// 各不相同。
    #[schemars(example = &"重量")]
    name: Line<1, 20>,
    /// 规格值
    ///
    /// 1-20 个，各不相同。
    #[schemars(example = ["50g", "100g"])]
    values: Items<Line<1, 20>, 1, 20>,
}

/// A variant as an operator enters it.
#[derive(Clone, Deserr, JsonSchema)]
pub(super) struct VariantFields {
    /// 商品编号
    ///
    /// 修改已有的规格组合时传。
    #[deserr(default)]
    goods_id: Option<Id>,
    /// 规格值
    ///
    /// 每个规格一个值，按规格的顺序；没有规格的商品不传。
    #[deserr(default)]
    #[schemars(example = ["50g"])]
    values: Option<Items<Line<1, 20>, 0, 3>>,
    /// 商品价格
    ///
    /// 单位：分，高于未结束的促销价。
    #[schemars(example = 8800)]
    price: Amount,
    /// 市场价
    ///
    /// 单位：分，默认等于商品价格。
    #[deserr(default)]
    #[schemars(example = 9800)]
    marketprice: Option<Amount>,
    /// 库存
    ///
    /// 新增的规格组合必填，已有的不能传：库存用 admin.teahouse.goods.stock 修改。
    #[deserr(default)]
    #[schemars(example = 20)]
    storage: Option<Limit>,
    /// 图片地址
    ///
    /// 不传则为商品的第一张图片。
    #[deserr(default)]
    #[schemars(example = &"https://static.example.com/tea/1.jpg")]
    image_url: Option<Url>,
    /// 中图地址
    ///
    /// 不传则使用图片地址。
    #[deserr(default)]
    middle_url: Option<Url>,
    /// 赠品
    ///
    /// 最多 10 种，每件商品都送。
    #[deserr(default)]
    gifts: Option<Items<GiftFields, 0, 10>>,
}

/// A gift as an operator enters it.
#[derive(Clone, Deserr, JsonSchema)]
struct GiftFields {
    /// 赠品商品编号
    ///
    /// 同一店铺的其他商品。
    goods_id: Id,
    /// 赠送数量
    amount: Integer<1, 99>,
}

/// A variant. Its values belong to the specs, and no other variant of the article has the same values.
pub(super) struct Variant {
    /// The id of the goods; `None` for a new variant.
    pub(super) goods_id: Option<i64>,
    pub(super) name: String,
    pub(super) spec: String,
    pub(super) price: i64,
    pub(super) marketprice: i64,
    /// The stock; `None` for a variant that exists already.
    pub(super) storage: Option<i64>,
    /// The URL of the picture and the URL of its middle size; `None` for the first picture of the article.
    pub(super) picture: Option<(String, String)>,
    /// The gifts: the goods and the number of pieces.
    pub(super) gifts: Vec<(i64, i64)>,
}

/// Returns the specs. Their names must differ from one another, and so must the values of each spec.
pub(super) fn specs_of(specs: Items<SpecFields, 0, 3>) -> Result<Specs, Fault> {
    let specs = specs.into_vec().into_iter().map(|spec| Spec {
        name: spec.name.into_string(),
        values: texts(spec.values.into_vec()),
    });
    let specs: Vec<Spec> = specs.collect();
    if !are_unlike(specs.iter().map(|spec| &spec.name)) {
        return Err(refused("specs", "规格名称不能重复"));
    }
    match specs.iter().all(|spec| are_unlike(spec.values.iter())) {
        true => Ok(Specs::new(specs)),
        false => Err(refused("specs", "规格值不能重复")),
    }
}

fn texts<const MIN: usize, const MAX: usize>(lines: Vec<Line<MIN, MAX>>) -> Vec<String> {
    lines.into_iter().map(Line::into_string).collect()
}

fn are_unlike<'a>(mut names: impl Iterator<Item = &'a String>) -> bool {
    let mut seen = BTreeSet::new();
    names.all(|name| seen.insert(name))
}

/// The maximum number of characters in the name of goods: the name of the article, followed by the values.
const LONGEST_NAME: usize = 100;

/// Checks the variants of an article and returns them. `name` is the name of the article.
pub(super) fn check_variants(
    fields: Vec<VariantFields>,
    specs: &Specs,
    name: &str,
) -> Result<Vec<Variant>, Fault> {
    let mut variants: Vec<Variant> = Vec::with_capacity(fields.len());
    for (place, fields) in fields.into_iter().enumerate() {
        let broken = |parameter: &str, rule: &'static str| -> Fault {
            Violations::one(format!("variants[{place}].{parameter}"), rule).into()
        };
        let values = texts(fields.values.unwrap_or_default().into_vec());
        let spec = specs.variant(&values);
        let spec = spec.ok_or_else(|| broken("values", "必须为每个规格的一个值"))?;
        if variants.iter().any(|other| other.spec == spec) {
            return Err(broken("values", "不能重复"));
        }
        let name = [&[name.to_owned()], values.as_slice()].concat().join(" ");
        if name.chars().count() > LONGEST_NAME {
            return Err(broken("values", "商品名称与规格值合计不能超过100字"));
        }
        let goods_id = fields.goods_id.map(Id::value);
        match (goods_id, fields.storage) {
            (None, None) => return Err(broken("storage", "不能为空")),
            (Some(_), Some(_)) => return Err(broken("storage", "已有的规格组合不能传")),
            _ => {}
        }
        if goods_id.is_some() && variants.iter().any(|other| other.goods_id == goods_id) {
            return Err(broken("goods_id", "不能重复"));
        }
        let gifts = fields.gifts.unwrap_or_default().into_vec().into_iter();
        let gifts = gifts.map(|gift| (gift.goods_id.value(), gift.amount.value()));
        let price = fields.price.value();
        let middle_url = fields.middle_url.map(Text::into_string).unwrap_or_default();
        let url = fields.image_url.map(Text::into_string);
        variants.push(Variant {
            goods_id,
            name,
            spec,
            price,
            marketprice: fields.marketprice.map_or(price, Integer::value),
            storage: fields.storage.map(Integer::value),
            picture: url.map(|url| (url, middle_url)),
            gifts: gifts.collect(),
        });
    }
    Ok(variants)
}
