use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Id;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::tables::goods;

/// 商品介绍信息
///
/// 介绍的 HTML，已去除脚本、样式与表单。客户端自己的协议返回整个页面。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Body {
    /// 商品编号
    #[schemars(example = 232)]
    goods_id: Id,
}

/// The description of goods.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Described {
    /// 商品名称
    title: String,
    /// 商品介绍
    html: String,
}

impl Method for Body {
    const NAME: &'static str = "teahouse.goods.body";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    const FAULTS: &'static [Code] = &[Code::GoodsNotFound];
    const DONE: &'static str = "查询正常";
    type Reply = Described;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Described, Fault> {
        let id = self.goods_id.value();
        let found = ctx.run(move |connection| Ok(goods::body(connection, id)?));
        let (title, html) = found.await?.ok_or(Code::GoodsNotFound)?;
        Ok(Described { title, html })
    }
}
