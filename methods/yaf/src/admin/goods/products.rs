//! The products of goods, as an operator lists them when goods are added or edited.

use std::collections::HashSet;

use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::Violations;
use signet_call::params::{Id, Integer, Line, Text};
use signet_fault::Fault;
use signet_store::{State, Tx};

use crate::admin::not_taken;
use crate::goods::rules::specification;
use crate::tables::goods::NewGoods;
use crate::tables::products::{self, NewProduct, Product, ProductChange};

/// The maximum number of products of some goods. A call with more products would have more keys than a call may have.
pub(super) const MAX_PRODUCTS: usize = 40;

/// A product as an operator enters it.
#[derive(Clone, Deserr, JsonSchema)]
pub(super) struct ProductFields {
    /// 货品 ID
    ///
    /// 仅用于修改：保留并修改该货品；不传为新增货品。
    #[deserr(default)]
    pub(super) productid: Option<Id>,
    /// 市场价
    pub(super) market_price: Integer<0, 100_000_000>,
    /// 销售价
    pub(super) sales_price: Integer<0, 100_000_000>,
    /// 库存
    ///
    /// 新增货品必传；修改货品时不传则库存不变。
    #[deserr(default)]
    pub(super) stock: Option<Integer<0, 1_000_000>>,
    /// 规格
    ///
    /// 单规格为空字符串；多规格如 颜色:::红色|||尺寸:::L，各货品的规格名称与顺序必须一致。
    #[deserr(default)]
    pub(super) spec_val: Option<Line<0, 255>>,
    /// 货品 SKU
    ///
    /// 所有货品中唯一。
    pub(super) skuid: Text<1, 64>,
}

impl ProductFields {
    fn spec_val(&self) -> &str {
        self.spec_val.as_ref().map_or("", Line::as_str)
    }

    /// Returns the product to add. [`check`] has ensured that it has a stock.
    pub(super) fn new_of(&self, goods_id: i64) -> NewProduct {
        NewProduct {
            goods_id,
            market_price: self.market_price.value(),
            sales_price: self.sales_price.value(),
            stock: self.stock.map_or(0, Integer::value),
            spec_val: self.spec_val().to_owned(),
            skuid: self.skuid.as_str().to_owned(),
            state: State::Live,
        }
    }

    /// Returns the new values of an existing product. A hidden product is shown again.
    pub(super) fn change(&self) -> ProductChange {
        ProductChange {
            market_price: self.market_price.value(),
            sales_price: self.sales_price.value(),
            stock: self.stock.map(Integer::value),
            spec_val: self.spec_val().to_owned(),
            skuid: self.skuid.as_str().to_owned(),
            state: State::Live,
        }
    }
}

/// Checks all products together: their specifications, and that each product is listed once.
pub(super) fn check(products: &[ProductFields]) -> Result<(), Violations> {
    let mut names: Option<Vec<&str>> = None;
    let (mut specifications, mut ids) = (HashSet::new(), HashSet::new());
    for (index, product) in products.iter().enumerate() {
        let broken = |field, rule| Err(violation(index, field, rule));
        match product.productid {
            Some(id) if !ids.insert(id.value()) => return broken("productid", "不能重复"),
            None if product.stock.is_none() => return broken("stock", "不能为空"),
            _ => {}
        }
        let spec_val = product.spec_val();
        if spec_val.is_empty() && products.len() == 1 {
            return Ok(());
        }
        let Some(pairs) = specification(spec_val) else {
            return broken("spec_val", "格式不正确，应为 名称:::值|||名称:::值");
        };
        let of_this: Vec<&str> = pairs.into_iter().map(|(name, _)| name).collect();
        if names.get_or_insert_with(|| of_this.clone()) != &of_this {
            return broken("spec_val", "规格名称与顺序必须一致");
        }
        if !specifications.insert(spec_val) {
            return broken("spec_val", "不能重复");
        }
    }
    Ok(())
}

/// Returns the violation of a rule by one of the products.
pub(super) fn violation(index: usize, field: &str, rule: &'static str) -> Violations {
    Violations::one(format!("products[{index}].{field}"), rule)
}

/// Sets the prices of goods to the lowest and the highest of their products.
pub(super) fn set_prices(goods: &mut NewGoods, products: &[ProductFields]) {
    let market = || products.iter().map(|product| product.market_price.value());
    let sales = || products.iter().map(|product| product.sales_price.value());
    goods.min_market_price = market().min().unwrap_or_default();
    goods.max_market_price = market().max().unwrap_or_default();
    goods.min_price = sales().min().unwrap_or_default();
    goods.max_price = sales().max().unwrap_or_default();
}

/// Hides the products of goods that are not listed, changes those that are, and adds the new ones.
pub(super) fn replace(
    tx: &mut Tx<'_>,
    goods_id: i64,
    present: &[Product],
    listed: &[ProductFields],
) -> Result<(), Fault> {
    let kept = |id: i64| {
        let mut ids = listed.iter().filter_map(|product| product.productid);
        ids.any(|kept| kept.value() == id)
    };
    let gone = present.iter().map(|product| product.id);
    let gone: Vec<i64> = gone.filter(|&id| !kept(id)).collect();
    products::set_state(tx, &gone, State::Hidden)?;
    for (index, product) in listed.iter().enumerate() {
        match product.productid.map(Id::value) {
            Some(id) if present.iter().any(|present| present.id == id) => {
                not_taken(products::update(tx, id, &product.change()))?;
            }
            Some(_) => return Err(violation(index, "productid", "不属于该商品").into()),
            None => {
                not_taken(products::insert(tx, &product.new_of(goods_id)))?;
            }
        }
    }
    Ok(())
}
