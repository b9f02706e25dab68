use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Id;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::content::CONTENT;
use crate::faults;
use crate::tables::goods::Listed;

/// 二级商品列表
///
/// 一个商品分类的各部分及其商品，按展示的顺序。
#[derive(Deserr, JsonSchema)]
pub(crate) struct SecItems {
    /// 一级商品 ID
    pid: Id,
}

/// The parts of a group of goods.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 结果说明
    msg: &'static str,
    /// 二级商品列表
    goods: Vec<Part>,
    /// 一级商品 ID
    pid: i64,
}

/// 二级商品
#[derive(Serialize, JsonSchema)]
struct Part {
    /// 二级商品名称
    item_name: String,
    /// 商品列表
    s_item_list: Vec<Item>,
    /// 二级商品 ID
    oid: i64,
}

/// 商品
#[derive(Serialize, JsonSchema)]
struct Item {
    /// 图片地址
    picture: String,
    /// 商品名称
    title: String,
    /// 商品 ID
    sid: i64,
}

impl Method for SecItems {
    const NAME: &'static str = "homecare.goods.sec_items";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    const FAULTS: &'static [Code] = &[faults::HOMECARE_GOODS_ITEM_UNKNOWN];
    type Reply = Shown;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shown, Fault> {
        let content = ctx.snapshot(&CONTENT)?;
        let pid = self.pid.value();
        content.check_goods_item(pid)?;
        let parts = content.sec_items(pid).iter().map(|part| Part {
            item_name: part.item_name.clone(),
            s_item_list: content.goods_of_part(part.id).iter().map(item).collect(),
            oid: part.id,
        });
        Ok(Shown {
            msg: "goods item_o get success",
            goods: parts.collect(),
            pid,
        })
    }
}

fn item(goods: &Listed) -> Item {
    Item {
        picture: goods.picture.clone(),
        title: goods.title.clone(),
        sid: goods.id,
    }
}
