use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use signet_call::params::{Id, Integer, Items, Line, Prose, Text};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_domain::categories::{self, GOODS};
use signet_fault::{Code, Fault};
use signet_store::Tx;
use signet_store::goods::{self, NewGoods};
use signet_store::products;

use super::goods::{MAX_PRODUCTS, ProductFields, check, set_prices, violation};
use super::not_taken;

/// 添加商品
///
/// 商品的最小、最大价格由货品得出。
#[derive(Deserr, JsonSchema)]
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
    /// 整个 data 不超过 64 KiB。
    #[deserr(default)]
    description: Option<Prose<0, 60_000>>,
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

/// What was made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 商品 ID
    goodsid: i64,
}

impl GoodsCreate {
    /// The goods, their pictures and their products.
    pub(super) fn checked(self) -> Result<(NewGoods, Vec<String>, Vec<ProductFields>), Fault> {
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
            description: self.description.map(Prose::into_string).unwrap_or_default(),
        };
        set_prices(&mut goods, &products);
        let images = self.images.map(Items::into_vec).unwrap_or_default();
        let images = images.into_iter().map(Text::into_string);
        Ok((goods, images.collect(), products))
    }
}

impl Method for GoodsCreate {
    const NAME: &'static str = "admin.goods.create";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::CategoryNotFound, Code::AlreadyExists];
    type Reply = Created;
    const DONE: &'static str = "添加成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<Created, Fault> {
        let (goods, images, products) = self.checked()?;
        let has_id = |product: &ProductFields| product.productid.is_some();
        if let Some(index) = products.iter().position(has_id) {
            return Err(violation(index, "productid", "只能在修改时传").into());
        }
        let create = move |tx: &mut Tx<'_>| {
            categories::check(tx, goods.category_id, GOODS)?;
            let goodsid = goods::insert(tx, &goods)?;
            goods::set_images(tx, goodsid, &images)?;
            for product in &products {
                not_taken(products::insert(tx, &product.new_of(goodsid)))?;
            }
            Ok(Created { goodsid })
        };
        ctx.tx(create).await
    }
}
