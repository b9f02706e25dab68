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

/// 一级商品列表
///
/// 一个城市的商品分类，按展示的顺序。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Items {
    /// 城市统一编码
    #[schemars(example = &"511000")]
    city_number: Text<1, 16>,
}

/// The groups of goods.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 结果说明
    msg: &'static str,
    /// 商品分类
    goods_item: Vec<Item>,
}

/// 商品分类
#[derive(Serialize, JsonSchema)]
struct Item {
    /// 分类名称
    item_name: String,
    /// 是否有广告
    have_advertisment: bool,
    /// 一级商品 ID
    pid: i64,
    /// 广告
    ///
    /// 没有则为空字符串。
    advertisment: String,
}

impl Method for Items {
    const NAME: &'static str = "homecare.goods.items";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    const FAULTS: &'static [Code] = &[faults::HOMECARE_CITY_UNKNOWN];
    type Reply = Shown;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shown, Fault> {
        let content = ctx.snapshot(&CONTENT)?;
        let city = content.city(self.city_number.as_str())?;
        let groups = content.goods_items(city).map(|group| Item {
            item_name: group.item_name.clone(),
            have_advertisment: !group.advertisment.is_empty(),
            pid: group.id,
            advertisment: group.advertisment.clone(),
        });
        Ok(Shown {
            msg: "goods_p get success",
            goods_item: groups.collect(),
        })
    }
}
