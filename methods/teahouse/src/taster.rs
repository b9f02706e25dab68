//! The recommendations of tea masters.

pub(crate) mod list;

use schemars::JsonSchema;
use serde::Serialize;
use signet_fault::Fault;
use signet_store::{Connection, PageRequest, Paged};

use crate::goods::Entry;
use crate::pricing::Promotions;
use crate::tables::goods::Goods;
use crate::tables::promotions;
use crate::tables::tasters::{self, Search, Taster};

/// Recommended goods.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Recommended {
    #[serde(flatten)]
    goods: Entry,
    /// 推荐分数
    ///
    /// 1-10。
    recommend_score: i64,
    /// 滋味
    recommend_taste: String,
    /// 汤色
    recommend_light: String,
    /// 香气
    recommend_aroma: String,
    /// 叶底
    recommend_leaf: String,
    /// 产地
    area: String,
}

impl Recommended {
    /// Returns a recommendation with the price that its goods have now.
    pub(crate) fn of(
        (taster, goods, area): (Taster, Goods, String),
        promotions: &Promotions,
    ) -> Recommended {
        Recommended {
            goods: Entry::of(goods, promotions),
            recommend_score: taster.score,
            recommend_taste: taster.taste,
            recommend_light: taster.light,
            recommend_aroma: taster.aroma,
            recommend_leaf: taster.leaf,
            area,
        }
    }
}

/// Returns a page of recommendations.
pub(crate) fn page(
    connection: &mut Connection,
    search: &Search,
    page: PageRequest,
    now: i64,
) -> Result<Paged<Recommended>, Fault> {
    let found = tasters::page(connection, search, page)?;
    let ids: Vec<i64> = found.rows.iter().map(|(_, goods, _)| goods.id).collect();
    let promotions = Promotions::of(promotions::running(connection, &ids, now)?);
    let rows = found.rows.into_iter();
    Ok(Paged {
        total: found.total,
        rows: rows.map(|row| Recommended::of(row, &promotions)).collect(),
    })
}
