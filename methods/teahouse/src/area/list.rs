use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Integer;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::districts;
use signet_fault::Fault;

use super::short;
use crate::CLIENTS;

/// 地区列表
///
/// 省、市、区县三级。没有下级或不存在的编号得到空列表。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {
    /// 地区编号
    ///
    /// 为空时返回第一级。
    #[deserr(default)]
    #[schemars(example = 120_100)]
    area_id: Option<Integer<0, { i64::MAX }>>,
}

/// The areas below an area.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Areas {
    /// 地区列表
    area_list: Vec<Area>,
}

/// An area.
#[derive(Serialize, JsonSchema)]
struct Area {
    /// 地区编号
    area_id: i64,
    /// 地区名称
    area_name: String,
}

impl Method for List {
    const NAME: &'static str = "teahouse.area.list";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const DONE: &'static str = "查询正常";
    type Reply = Areas;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Areas, Fault> {
        let code = self.area_id.map(Integer::value).unwrap_or_default();
        let children = ctx.run(move |connection| Ok(districts::children(connection, code)?));
        let area = |district: signet_store::districts::District| Area {
            area_name: match code {
                0 => short(&district.name).to_owned(),
                _ => district.name,
            },
            area_id: district.code,
        };
        Ok(Areas {
            area_list: children.await?.into_iter().map(area).collect(),
        })
    }
}
