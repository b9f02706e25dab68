use std::collections::BTreeSet;

use signet_call::Violations;
use signet_fault::Fault;
use signet_store::Tx;

use super::fields::Variant;
use crate::tables::commons::NewCommon;
use crate::tables::goods::{self, Changed, Entered, NewGoods};
use crate::tables::{gallery, promotions};

/// An article with its variants and pictures, as they are written to the tables.
pub(super) struct Article {
    pub(super) common: NewCommon,
    pub(super) variants: Vec<Variant>,
    /// The URL of each picture, and the URL of its middle size.
    pub(super) images: Vec<(String, String)>,
}

impl Article {
    /// Writes the variants, the gifts and the pictures of the article with the id. Returns the ids of the variants. The article and its
    /// store must be locked.
    pub(super) fn write(self, tx: &mut Tx<'_>, common_id: i64) -> Result<Vec<i64>, Fault> {
        let present = goods::of_commons(tx, &[common_id])?;
        let present: Vec<i64> = present.into_iter().map(|(goods, _)| goods.id).collect();
        goods::lock(tx, &present)?;
        // Two variants may swap their values, so the values of all variants are freed first.
        for id in &present {
            goods::hide(tx, *id)?;
        }
        let mut ids = Vec::with_capacity(self.variants.len());
        for (place, variant) in self.variants.iter().enumerate() {
            let broken = |parameter: &str, rule: &'static str| -> Fault {
                Violations::one(format!("variants[{place}].{parameter}"), rule).into()
            };
            if variant.goods_id.is_some_and(|id| !present.contains(&id)) {
                return Err(broken("goods_id", "不是该商品的规格组合"));
            }
            if is_below_promotion(tx, variant)? {
                return Err(broken("price", "必须高于未结束的促销价"));
            }
            let id = self.write_variant(tx, common_id, variant, place == 0)?;
            if !self.may_give(tx, id, variant)? {
                return Err(broken("gifts", "必须为同一店铺的其他商品，不能重复"));
            }
            gallery::remove_gifts(tx, id)?;
            for (gift_goods_id, amount) in &variant.gifts {
                gallery::insert_gift(tx, id, *gift_goods_id, *amount)?;
            }
            ids.push(id);
        }
        gallery::replace_images(tx, common_id, &self.images)?;
        goods::set_live(tx, Changed::OfCommon(common_id))?;
        Ok(ids)
    }

    /// Adds or changes a variant, and returns its id.
    fn write_variant(
        &self,
        tx: &mut Tx<'_>,
        common_id: i64,
        variant: &Variant,
        is_first: bool,
    ) -> Result<i64, Fault> {
        let picture = variant.picture.as_ref().or(self.images.first());
        let (image_url, middle_url) = picture.cloned().unwrap_or_default();
        // Samples have their own pages, so lists of goods do not show them.
        let is_main = is_first && !self.common.is_sample;
        let (name, spec) = (variant.name.clone(), variant.spec.clone());
        let Some(id) = variant.goods_id else {
            let new = NewGoods {
                common_id,
                store_id: self.common.store_id,
                gc_id: self.common.gc_id,
                name,
                spec,
                price: variant.price,
                marketprice: variant.marketprice,
                storage: variant.storage.unwrap_or_default(),
                image_url,
                middle_url,
                is_main,
            };
            return Ok(goods::add(tx, &new)?);
        };
        let entered = Entered {
            gc_id: self.common.gc_id,
            name,
            spec,
            price: variant.price,
            marketprice: variant.marketprice,
            image_url,
            middle_url,
            is_main,
        };
        goods::update(tx, id, &entered)?;
        Ok(id)
    }

    /// Returns whether the gifts of a variant are other goods of its store, each named once.
    fn may_give(&self, tx: &mut Tx<'_>, id: i64, variant: &Variant) -> Result<bool, Fault> {
        let ids: BTreeSet<i64> = variant.gifts.iter().map(|(gift, _)| *gift).collect();
        let ids: Vec<i64> = ids.into_iter().filter(|gift| *gift != id).collect();
        let there = goods::of_ids(tx, &ids)?;
        let there = there.iter();
        let of_store = there.filter(|goods| goods.store_id == self.common.store_id);
        Ok(of_store.count() == variant.gifts.len())
    }
}

/// Returns whether a variant has a live promotion that has not ended and is not cheaper than the variant.
fn is_below_promotion(tx: &mut Tx<'_>, variant: &Variant) -> Result<bool, Fault> {
    let Some(id) = variant.goods_id else {
        return Ok(false);
    };
    let now = tx.now();
    let highest = promotions::highest_price(tx, id, now)?;
    Ok(highest.is_some_and(|price| price >= variant.price))
}
