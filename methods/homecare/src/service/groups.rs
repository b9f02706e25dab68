use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Text;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::content::CONTENT;
use crate::faults;

/// 维修／安装项目
///
/// 一个城市的维修和安装项目，客户端按 sort_id 排序。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Groups {
    /// 城市统一编码
    #[schemars(example = &"511000")]
    city_number: Text<1, 16>,
}

/// The groups of services.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 结果说明
    msg: &'static str,
    /// 维修／安装项目
    parent_item_list: Vec<Item>,
}

/// 维修／安装项目
#[derive(Serialize, JsonSchema)]
struct Item {
    /// 备注
    note: String,
    /// 排序值
    ///
    /// 没有则为 null。
    sort_id: Option<i64>,
    /// 项目名称
    item_name: String,
    /// 项目类型
    ///
    /// 1 - 维修、2 - 安装。
    #[serde(rename = "type")]
    kind: i64,
    /// 推荐商品的一级商品 ID
    ///
    /// 用于 homecare.goods.recommand；没有推荐则为 0。
    recommand: i64,
    /// 项目 ID
    pid: i64,
    /// 图标地址
    icon: String,
}

impl Method for Groups {
    const NAME: &'static str = "homecare.service.groups";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    const FAULTS: &'static [Code] = &[faults::HOMECARE_CITY_UNKNOWN];
    type Reply = Shown;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shown, Fault> {
        let content = ctx.snapshot(&CONTENT)?;
        let city = content.city(self.city_number.as_str())?;
        let groups = content.service_groups(city).map(|group| Item {
            note: group.note.clone(),
            sort_id: group.sort_id,
            item_name: group.item_name.clone(),
            kind: group.kind,
            recommand: group.recommand,
            pid: group.id,
            icon: group.icon.clone(),
        });
        Ok(Shown {
            msg: "get home items success",
            parent_item_list: groups.collect(),
        })
    }
}
