//! The goods of the examples.

use signet_fault::Fault;
use signet_store::{Error, PageRequest, State, Tx};

use crate::categories::GOODS;
use crate::tables::goods::NewGoods;
use crate::tables::products::NewProduct;
use crate::tables::{categories, goods, products};

/// The URL of the pictures of the examples.
const FILES: &str = "http://files.xxx.com/images/voucher";

/// Goods of an example. All their products have the same market price and the same price.
struct Example {
    name: &'static str,
    market_price: i64,
    price: i64,
    image: &'static str,
    images: &'static [&'static str],
    /// Specification, stock and number of each product.
    products: &'static [(&'static str, i64, &'static str)],
}

const EXAMPLES: &[Example] = &[
    Example {
        name: "ikbc C104 樱桃轴机械键盘",
        market_price: 399,
        price: 399,
        image: "20180822/5b7cbe51ea911.jpg",
        images: &[
            "20180822/5b7cbe51ea911.jpg",
            "20180822/5b7cbe53eb153.jpg",
            "20180822/5b7cbe558dc44.jpg",
            "20180822/5b7cbe59214c9.jpg",
            "20180822/5b7cbe5b1d2fc.jpg",
        ],
        products: &[("", 993, "ikbc00000001")],
    },
    Example {
        name: "明基绝地求生吃鸡鼠标",
        market_price: 199,
        price: 160,
        image: "20180828/5b84a62196ac6.jpg",
        images: &[
            "20180822/5b7cbc17cb04f.jpg",
            "20180822/5b7cbc19bb25c.jpg",
            "20180828/5b84a5c54f47a.jpg",
            "20180828/5b84a5c7c2e03.jpg",
            "20180828/5b84a62196ac6.jpg",
        ],
        products: &[
            ("颜色:::红色", 999, "ben001"),
            ("颜色:::黑色", 999, "ben002"),
        ],
    },
    Example {
        name: "ChinaJoy 服装",
        market_price: 9000,
        price: 9000,
        image: "",
        images: &[],
        products: &[("", 100, "chinajoy001")],
    },
];

/// Fills the shop, in the first category of goods.
pub(super) fn load(tx: &mut Tx<'_>) -> Result<(), Fault> {
    let first = PageRequest {
        offset: 0,
        limit: 1,
    };
    let categories = categories::page(tx, GOODS, first)?;
    if let Some(category) = categories.rows.first() {
        for example in EXAMPLES {
            insert(tx, example, category.id)?;
        }
    }
    Ok(())
}

fn insert(tx: &mut Tx<'_>, example: &Example, category_id: i64) -> Result<(), Error> {
    let url = |image: &str| match image {
        "" => String::new(),
        image => format!("{FILES}/{image}"),
    };
    let new = NewGoods {
        category_id,
        name: example.name.to_owned(),
        min_market_price: example.market_price,
        max_market_price: example.market_price,
        min_price: example.price,
        max_price: example.price,
        image_url: url(example.image),
        limit_count: 0,
        description: String::new(),
    };
    let goods_id = goods::insert(tx, &new)?;
    let images: Vec<String> = example.images.iter().map(|image| url(image)).collect();
    goods::set_images(tx, goods_id, &images)?;
    for (spec_val, stock, skuid) in example.products {
        let product = NewProduct {
            goods_id,
            market_price: example.market_price,
            sales_price: example.price,
            stock: *stock,
            spec_val: (*spec_val).to_owned(),
            skuid: (*skuid).to_owned(),
            state: State::Live,
        };
        products::insert(tx, &product)?;
    }
    Ok(())
}
