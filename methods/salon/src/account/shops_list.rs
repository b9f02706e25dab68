use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;

use crate::CLIENTS;
use crate::tables::brands::Brand;
use crate::tables::shops::{self, Shop};

/// The maximum number of shops in a reply.
const MOST: i64 = 200;

/// 获取已测试的门店列表
///
/// 完成过测试的门店，最近测试的在前，最多 200 家。
#[derive(Deserr, JsonSchema)]
pub(crate) struct ShopsList {}

/// The shops.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shops {
    /// 列表
    list: Vec<Shown>,
}

/// 门店
#[derive(Serialize, JsonSchema)]
struct Shown {
    /// 品牌
    brand: OfBrand,
    /// 门店 ID
    id: i64,
    /// 店名
    name: String,
    /// 具体地址
    street: String,
    /// 联系电话
    contact_tel: String,
    /// 是否体验店
    ///
    /// 0 - 否、1 - 是。
    is_exp: i64,
}

/// 品牌
#[derive(Serialize, JsonSchema)]
struct OfBrand {
    /// 创建者名称
    ///
    /// 没有则为空字符串。
    founder_name: String,
    /// 品牌 ID
    id: i64,
    /// 品牌名称
    name: String,
}

impl Method for ShopsList {
    const NAME: &'static str = "salon.account.shops.list";
    const CLASSES: &'static [AppClass] = CLIENTS;
    type Reply = Shops;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shops, Fault> {
        let user_id = ctx.user()?;
        let read = move |connection: &mut _| Ok(shops::tested_by(connection, user_id, MOST)?);
        let shops = ctx.run(read).await?.into_iter();
        Ok(Shops {
            list: shops.map(shown).collect(),
        })
    }
}

fn shown((shop, brand): (Shop, Brand)) -> Shown {
    Shown {
        brand: OfBrand {
            founder_name: brand.founder_name,
            id: brand.id,
            name: brand.name,
        },
        id: shop.id,
        name: shop.name,
        street: shop.street,
        contact_tel: shop.contact_tel,
        is_exp: shop.is_exp.into(),
    }
}
