use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Access, AppClass, Ctx, List, Method};
use signet_fault::Fault;
use signet_store::goods::{self, Goods};
use signet_store::products::{self, Product};

/// 商品列表（含隐藏的）
///
/// 最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct GoodsList {
    /// 当前页码
    #[deserr(default)]
    page: Option<Page>,
}

/// Goods as an operator sees them.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Item {
    /// 商品 ID
    goodsid: i64,
    /// 商品名称
    goods_name: String,
    /// 商品分类 ID
    cat_id: i64,
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
    /// 商品相册
    images: Vec<String>,
    /// 累计兑换数
    buy_count: i64,
    /// 每人限兑数量
    ///
    /// 0 代表不限制。
    limit_count: i64,
    /// 商品描述
    description: String,
    /// 货品
    products: Vec<ProductItem>,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 添加时间
    c_time: String,
    /// 修改时间
    u_time: String,
}

/// A product as an operator sees it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ProductItem {
    /// 货品 ID
    productid: i64,
    /// 市场价
    market_price: i64,
    /// 销售价
    sales_price: i64,
    /// 库存
    stock: i64,
    /// 规格
    spec_val: String,
    /// 货品 SKU
    skuid: String,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
}

impl Method for GoodsList {
    const NAME: &'static str = "admin.goods.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Item>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Item>, Fault> {
        let page = self.page.unwrap_or_default();
        let read = move |connection: &mut _| {
            let goods = goods::all(connection, page.window())?;
            let ids: Vec<i64> = goods.rows.iter().map(|goods| goods.id).collect();
            let images = goods::images(connection, &ids)?;
            Ok((goods, images, products::of_goods(connection, &ids)?))
        };
        let (goods, images, products) = ctx.run(read).await?;
        Ok(List::of(page, goods, |goods| {
            item(ctx, goods, &images, &products)
        }))
    }
}

fn item(ctx: &Ctx<'_>, goods: Goods, images: &[(i64, String)], products: &[Product]) -> Item {
    let images = images.iter().filter(|(goods_id, _)| *goods_id == goods.id);
    let products = products
        .iter()
        .filter(|product| product.goods_id == goods.id);
    Item {
        images: images.map(|(_, url)| url.clone()).collect(),
        products: products.map(product_item).collect(),
        goodsid: goods.id,
        goods_name: goods.name,
        cat_id: goods.category_id,
        min_market_price: goods.min_market_price,
        max_market_price: goods.max_market_price,
        min_price: goods.min_price,
        max_price: goods.max_price,
        goods_img: goods.image_url,
        buy_count: goods.buy_count,
        limit_count: goods.limit_count,
        description: goods.description,
        state: goods.state.value(),
        c_time: ctx.date_time(goods.created_at),
        u_time: ctx.date_time(goods.updated_at),
    }
}

fn product_item(product: &Product) -> ProductItem {
    ProductItem {
        productid: product.id,
        market_price: product.market_price,
        sales_price: product.sales_price,
        stock: product.stock,
        spec_val: product.spec_val.clone(),
        skuid: product.skuid.clone(),
        state: product.state.value(),
    }
}
