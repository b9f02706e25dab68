use std::cmp::Reverse;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Id;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_wire::Fen;

use crate::CLIENTS;
use crate::content::CONTENT;
use crate::faults;
use crate::tables::goods::Listed;

/// The largest number of goods in a reply.
const MOST: usize = 50;

/// 商品推荐列表
///
/// 一个商品分类中推荐的商品，推荐值大的在前，最多 50 件。服务项目的 recommand 即 recommand_id。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Recommand {
    /// 推荐商品的一级商品 ID
    recommand_id: Id,
}

/// The recommended goods.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 结果说明
    ///
    /// recommand list get success、no recommand list - 没有推荐的商品。
    msg: &'static str,
    /// 推荐的商品
    recommand_list: Vec<Item>,
}

/// 推荐的商品
#[derive(Serialize, JsonSchema)]
struct Item {
    /// 现价
    ///
    /// 单位：分。
    real_price: Fen,
    /// 图片地址
    picture: String,
    /// 推荐值
    ///
    /// 从大到小排列。
    recommand: i64,
    /// 商品名称
    title: String,
    /// 安装价
    ///
    /// 单位：分。
    repair_price: Fen,
    /// 商品 ID
    sid: i64,
    /// 原价
    ///
    /// 单位：分。
    origin_price: Fen,
}

impl Method for Recommand {
    const NAME: &'static str = "homecare.goods.recommand";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    const FAULTS: &'static [Code] = &[faults::HOMECARE_GOODS_ITEM_UNKNOWN];
    type Reply = Shown;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shown, Fault> {
        let content = ctx.snapshot(&CONTENT)?;
        let pid = self.recommand_id.value();
        content.check_goods_item(pid)?;
        let mut goods: Vec<&Listed> = content.goods_of_group(pid).collect();
        goods.sort_by_key(|goods| (Reverse(goods.recommand), goods.id));
        let items = goods.into_iter().take(MOST).map(|goods| Item {
            real_price: Fen(goods.real_price),
            picture: goods.picture.clone(),
            recommand: goods.recommand,
            title: goods.title.clone(),
            repair_price: Fen(goods.repair_price),
            sid: goods.id,
            origin_price: Fen(goods.origin_price),
        });
        let recommand_list: Vec<Item> = items.collect();
        let msg = match recommand_list.is_empty() {
            false => "recommand list get success",
            true => "no recommand list",
        };
        Ok(Shown {
            msg,
            recommand_list,
        })
    }
}
