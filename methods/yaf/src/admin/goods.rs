//! Goods of the points shop, and their products.

mod products;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use signet_call::params::{Hidden, Html, Id, Integer, Items, Line, Page, Text};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use self::products::{MAX_PRODUCTS, ProductFields, check, replace, set_prices, violation};
use super::not_taken;
use crate::categories::{self, GOODS};
use crate::faults;
use crate::tables::goods::{self, Goods, NewGoods};
use crate::tables::products::{self as table, Product};

/// 添加商品
///
/// 商品的最小、最大价格由货品得出。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct GoodsCreate {
    /// 商品名称
    goods_name: Line<1, 100>,
    /// 商品分类 ID
    ///
    /// 类型为商品的分类。
    cat_id: Id,
    /// 每人限兑数量
    ///
    /// 0 代表不限制，默认 0。
    #[deserr(default)]
    limit_count: Option<Integer<0, 9999>>,
    /// 商品描述
    ///
    /// HTML。写入时只保留文字、列表、表格、http(s) 的图片与链接，最多 5000 个标签；脚本、样式、表单等被去除。整个 data 不超过 64 KiB。
    #[deserr(default)]
    description: Option<Html<0, 60_000>>,
    /// 商品主图
    #[deserr(default)]
    goods_img: Option<Text<0, 255>>,
    /// 商品相册
    ///
    /// 最多 5 张图片。
    #[deserr(default)]
    images: Option<Items<Text<1, 255>, 0, 5>>,
    /// 货品
    ///
    /// 单规格只有一个 spec_val 为空的货品；多规格的 spec_val 各不相同。
    #[schemars(example = json!([{
        "market_price": 199, "sales_price": 160, "stock": 999, "spec_val": "颜色:::红色", "skuid": "ben001"
    }]))]
    products: Items<ProductFields, 1, MAX_PRODUCTS>,
}

/// The new row.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 商品 ID
    goodsid: i64,
}

impl Action for GoodsCreate {
    const NAME: &'static str = "admin.goods.create";
    const FAULTS: &'static [Code] = &[faults::CATEGORY_NOT_FOUND, Code::AlreadyExists];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let (goods, images, products) = self.row()?;
        let has_id = |product: &ProductFields| product.productid.is_some();
        if let Some(index) = products.iter().position(has_id) {
            return Err(violation(index, "productid", "只能在修改时传").into());
        }
        categories::check(tx, goods.category_id, GOODS)?;
        let goodsid = goods::insert(tx, &goods)?;
        goods::set_images(tx, goodsid, &images)?;
        for product in &products {
            not_taken(table::insert(tx, &product.new_of(goodsid)))?;
        }
        Ok(Created { goodsid })
    }
}

impl GoodsCreate {
    /// Returns the row, its pictures and its products.
    fn row(self) -> Result<(NewGoods, Vec<String>, Vec<ProductFields>), Fault> {
        let products = self.products.into_vec();
        check(&products)?;
        let mut goods = NewGoods {
            category_id: self.cat_id.value(),
            name: self.goods_name.into_string(),
            min_market_price: 0,
            max_market_price: 0,
            min_price: 0,
            max_price: 0,
            image_url: self.goods_img.map(Text::into_string).unwrap_or_default(),
            limit_count: self.limit_count.map_or(0, Integer::value),
            description: self.description.map(Html::into_string).unwrap_or_default(),
        };
        set_prices(&mut goods, &products);
        let images = self.images.map(Items::into_vec).unwrap_or_default();
        let images = images.into_iter().map(Text::into_string);
        Ok((goods, images.collect(), products))
    }
}

edit! {
    /// 修改商品
    ///
    /// 带 productid 的货品被修改，不带的为新增，未列出的被隐藏。
    pub(crate) struct GoodsEdit {
        /// 商品 ID
        goodsid: Id,
        fields: GoodsCreate,
    }
}

impl Action for GoodsEdit {
    const NAME: &'static str = "admin.goods.edit";
    const FAULTS: &'static [Code] = &[
        Code::RecordNotFound,
        faults::CATEGORY_NOT_FOUND,
        Code::AlreadyExists,
    ];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.goodsid.value();
        let (goods, images, products) = self.fields.row()?;
        // The products are locked before the goods, as an order does.
        let present = table::lock_of_goods(tx, id)?;
        categories::check(tx, goods.category_id, GOODS)?;
        found(goods::update(tx, id, &goods)?)?;
        goods::set_images(tx, id, &images)?;
        replace(tx, id, &present, &products)
    }
}

/// 隐藏商品
///
/// 隐藏的商品不在列表中，也不能兑换；可以恢复。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct GoodsHide {
    /// 商品 ID
    goodsid: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for GoodsHide {
    const NAME: &'static str = "admin.goods.hide";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(goods::set_state(tx, self.goodsid.value(), state)?)
    }
}

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
            let goods = goods::all(connection, page.request())?;
            let ids: Vec<i64> = goods.rows.iter().map(|goods| goods.id).collect();
            let images = goods::images(connection, &ids)?;
            Ok((goods, images, table::of_goods(connection, &ids)?))
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
