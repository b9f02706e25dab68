use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Id;
use signet_call::{Access, Ctx, MapOrList, Method};
use signet_fault::{Code, Fault};
use signet_store::State;

use crate::goods::rules::{first_recent_day, specification};
use crate::tables::goods::{self, Goods};
use crate::tables::products::{self, Product};

/// The key of the only product of goods without specifications.
const SINGLE: &str = "single_product";

/// 积分商城商品详情
#[derive(Deserr, JsonSchema)]
pub(crate) struct Detail {
    /// 商品 ID
    goods_id: Id,
}

/// Goods and their products.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 商品 ID
    goodsid: i64,
    /// 商品名称
    goods_name: String,
    /// 市场最小价格
    min_market_price: i64,
    /// 市场最大价格
    max_market_price: i64,
    /// 最小售价
    min_price: i64,
    /// 最大售价
    max_price: i64,
    /// 商品主图
    goods_img: String,
    /// 累计兑换数
    buy_count: i64,
    /// 近 30 天兑换数
    month_buy_count: i64,
    /// 每人限兑数量
    ///
    /// 0 代表不限制。
    limit_count: i64,
    /// 商品描述
    description: String,
    /// 货品属性
    ///
    /// 单规格时只有 single_product；多规格时以规格为键，如 颜色:::红色|||尺寸:::L。
    products: MapOrList<Offer>,
    /// 规格属性
    ///
    /// 规格名称与其全部取值；单规格时为空列表。
    spec_val: MapOrList<Vec<String>>,
    /// 商品相册
    ///
    /// 最多 5 张图片。
    goods_image: Vec<String>,
}

/// A product.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Offer {
    /// 货品 ID
    productid: i64,
    /// 市场价
    market_price: i64,
    /// 销售价
    sales_price: i64,
    /// 库存
    stock: i64,
    /// 规格
    ///
    /// 单规格时为空字符串。
    spec_val: String,
    /// 货品 SKU
    skuid: String,
    /// 货品规格属性
    ///
    /// 规格名称与取值；单规格时为空列表。
    arr_spec_val: MapOrList<String>,
}

impl Method for Detail {
    const NAME: &'static str = "goods.detail";
    const ACCESS: Access = Access::Open;
    const STALE_IF_ERROR: bool = true;
    const FAULTS: &'static [Code] = &[Code::GoodsNotFound];
    type Reply = Shown;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shown, Fault> {
        let (id, since) = (self.goods_id.value(), first_recent_day(ctx.now));
        let read = move |connection: &mut _| {
            let Some((goods, recent)) = goods::live(connection, id, since)? else {
                return Ok(None);
            };
            let mut products = products::of_goods(connection, &[id])?;
            products.retain(|product| product.state == State::Live);
            let images = goods::images(connection, &[id])?;
            Ok(Some((goods, recent, products, images)))
        };
        match ctx.run(read).await? {
            Some((goods, recent, products, images)) if !products.is_empty() => {
                let images = images.into_iter().map(|(_, url)| url).collect();
                Ok(Shown::of(goods, recent, products, images))
            }
            _ => Err(Code::GoodsNotFound.into()),
        }
    }
}

impl Shown {
    fn of(goods: Goods, recent: i64, products: Vec<Product>, images: Vec<String>) -> Shown {
        Shown {
            goodsid: goods.id,
            goods_name: goods.name,
            min_market_price: goods.min_market_price,
            max_market_price: goods.max_market_price,
            min_price: goods.min_price,
            max_price: goods.max_price,
            goods_img: goods.image_url,
            buy_count: goods.buy_count,
            month_buy_count: recent,
            limit_count: goods.limit_count,
            description: goods.description,
            spec_val: MapOrList(values(&products)),
            products: MapOrList(products.into_iter().map(offer).collect()),
            goods_image: images,
        }
    }
}

/// Returns the names of the specifications, each with its values, all in the order of the products.
fn values(products: &[Product]) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for (name, value) in products.iter().flat_map(|product| pairs(&product.spec_val)) {
        match all.iter_mut().find(|(other, _)| *other == name) {
            Some((_, values)) if values.contains(&value) => {}
            Some((_, values)) => values.push(value),
            None => all.push((name, vec![value])),
        }
    }
    all
}

fn offer(product: Product) -> (String, Offer) {
    let key = match product.spec_val.as_str() {
        "" => SINGLE.to_owned(),
        spec_val => spec_val.to_owned(),
    };
    let offer = Offer {
        productid: product.id,
        market_price: product.market_price,
        sales_price: product.sales_price,
        stock: product.stock,
        arr_spec_val: MapOrList(pairs(&product.spec_val)),
        spec_val: product.spec_val,
        skuid: product.skuid,
    };
    (key, offer)
}

fn pairs(spec_val: &str) -> Vec<(String, String)> {
    specification(spec_val)
        .unwrap_or_default()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
