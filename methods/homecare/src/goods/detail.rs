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
use crate::tables::goods;

/// 商品详细
///
/// 一件商品的全部信息。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Detail {
    /// 商品 ID
    sid: Id,
}

/// 商品
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 现价
    ///
    /// 单位：分。
    real_price: Fen,
    /// 图片地址
    picture: String,
    /// 商品名称
    title: String,
    /// 安装价
    ///
    /// 单位：分。
    repair_price: Fen,
    /// 生产商
    made_by: String,
    /// 材质
    material: String,
    /// 产地
    made_in: String,
    /// 说明
    content: String,
    /// 附加内容
    plus: String,
    /// 商品 ID
    sid: i64,
    /// 结果说明
    msg: &'static str,
    /// 原价
    ///
    /// 单位：分。
    origin_price: Fen,
    /// 品牌
    brand: String,
}

impl Method for Detail {
    const NAME: &'static str = "homecare.goods.detail";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    const FAULTS: &'static [Code] = &[faults::HOMECARE_GOODS_UNKNOWN];
    type Reply = Shown;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shown, Fault> {
        let sid = self.sid.value();
        // The tree is in memory, the texts of the goods are not.
        if !ctx.snapshot(&CONTENT)?.shows_goods(sid) {
            return Err(faults::HOMECARE_GOODS_UNKNOWN.into());
        }
        let goods = ctx
            .run(move |connection| Ok(goods::live(connection, sid)?))
            .await?
            .ok_or(faults::HOMECARE_GOODS_UNKNOWN)?;
        Ok(Shown {
            real_price: Fen(goods.real_price),
            picture: goods.picture,
            title: goods.title,
            repair_price: Fen(goods.repair_price),
            made_by: goods.made_by,
            material: goods.material,
            made_in: goods.made_in,
            content: goods.content,
            plus: goods.plus,
            sid,
            msg: "goods detail get success",
            origin_price: Fen(goods.origin_price),
            brand: goods.brand,
        })
    }
}
