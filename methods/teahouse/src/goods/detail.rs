use std::sync::Arc;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Id;
use signet_call::{Access, Ctx, MapOrList, Method, OrEmpty};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::Connection;

use super::info::{Commended, GiftShown, Info};
use super::specs::{self, Specs};
use crate::CLIENTS;
use crate::content::{CONTENT, Content};
use crate::mansong::{Shown as MansongShown, gift_ids};
use crate::pricing::Promotions;
use crate::tables::commons::Common;
use crate::tables::gallery::{self, Gift};
use crate::tables::goods::{self, Goods};
use crate::tables::promotions;

/// The maximum number of other goods of the store on the page.
const COMMENDED: i64 = 6;

/// 商品详情
///
/// 商品的规格、价格、促销、赠品、图片、推荐与满即送。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Detail {
    /// 商品编号
    #[schemars(example = 232)]
    goods_id: Id,
}

/// The page of goods.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Page {
    /// 商品信息
    goods_info: Info,
    /// 规格列表
    ///
    /// 规格值编号用 | 连接为键，值为商品编号。
    spec_list: MapOrList<i64>,
    /// 赠品数组
    gift_array: Vec<GiftShown>,
    /// 规格图片
    ///
    /// 以第一个规格的规格值编号为键。
    spec_image: MapOrList<String>,
    /// 商品图片
    ///
    /// 多张图片的地址用 , 连接。
    goods_image: String,
    /// 推荐商品列表
    ///
    /// 同一店铺的其他商品，最多 6 个。
    goods_commend_list: Vec<Commended>,
    /// 满即送信息
    ///
    /// 没有则为空对象。
    mansong_info: OrEmpty<MansongShown>,
}

impl Method for Detail {
    const NAME: &'static str = "teahouse.goods.detail";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    const FAULTS: &'static [Code] = &[Code::GoodsNotFound];
    const DONE: &'static str = "查询正常";
    type Reply = Page;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Page, Fault> {
        let (id, now) = (self.goods_id.value(), ctx.now);
        let content = Arc::clone(&*ctx.snapshot(&CONTENT)?);
        let mansongs = Arc::clone(&content);
        let read = move |connection: &mut _| Rows::read(connection, id, now, &mansongs);
        let rows = ctx.run(read).await?.ok_or(Code::GoodsNotFound)?;
        if let Some(clicks) = content.clicks.count(id, now) {
            let write = ctx.tx(move |tx| Ok(goods::add_clicks(tx, &clicks)?));
            if let Err(fault) = write.await {
                tracing::debug!(?fault, "looks at goods could not be counted");
            }
        }
        Ok(rows.into_page())
    }
}

/// The rows that a page is made from. They are read in a fixed number of queries.
struct Rows {
    goods: Goods,
    common: Common,
    variants: Vec<Goods>,
    gifts: Vec<Gift>,
    images: Vec<String>,
    commended: Vec<Goods>,
    promotions: Promotions,
    mansong: Option<MansongShown>,
}

impl Rows {
    /// Reads the rows of live goods.
    fn read(
        connection: &mut Connection,
        id: i64,
        now: i64,
        content: &Content,
    ) -> Result<Option<Rows>, Fault> {
        let Some((goods, common)) = goods::find_with_common(connection, id)? else {
            return Ok(None);
        };
        let mansong = match content.mansong(goods.store_id, now) {
            None => None,
            Some((mansong, rules)) => {
                let gifts = goods::of_ids(connection, &gift_ids(rules))?;
                MansongShown::of(mansong, rules, &gifts)
            }
        };
        Ok(Some(Rows {
            variants: goods::variants(connection, common.id)?,
            gifts: gallery::gifts(connection, id)?,
            images: gallery::images(connection, common.id)?,
            commended: goods::commended(connection, goods.store_id, common.id, COMMENDED)?,
            promotions: Promotions::of(promotions::running(connection, &[id], now)?),
            mansong,
            goods,
            common,
        }))
    }

    fn into_page(self) -> Page {
        let specs = Specs::read(&self.common.specs);
        let image = |value: i64| {
            let mut variants = self.variants.iter();
            let variant =
                variants.find(|goods| specs::numbers(&goods.spec).any(|number| number == value))?;
            Some((value.to_string(), variant.image_url.clone()))
        };
        let spec_image = MapOrList(specs.first_values().filter_map(image).collect());
        let with_spec = self.variants.iter().filter(|goods| !goods.spec.is_empty());
        let spec_list = with_spec.map(|goods| (goods.spec.clone(), goods.id));
        let goods_image = match self.images.is_empty() {
            true => self.goods.image_url.clone(),
            false => self.images.join(","),
        };
        let has_gift = !self.gifts.is_empty();
        Page {
            spec_list: MapOrList(spec_list.collect()),
            gift_array: self.gifts.into_iter().map(GiftShown::from).collect(),
            spec_image,
            goods_image,
            goods_commend_list: self.commended.into_iter().map(Commended::from).collect(),
            mansong_info: OrEmpty(self.mansong),
            goods_info: Info::of(self.goods, &self.common, &self.promotions, has_gift),
        }
    }
}
