//! The points shop for its customers.

use insta::assert_snapshot;
use serde_json::{Value, json};
use signet_methods_yaf::tables::categories::NewCategory;
use signet_methods_yaf::tables::goods::{self, NewGoods};
use signet_methods_yaf::tables::products::{self, NewProduct};
use signet_methods_yaf::tables::{categories, stock};
use signet_store::{Error, State, Tx, revisions};
use signet_testkit::{TestGateway, eventually, snapshot, unique};

use crate::usual;

const IKBC: &str = "ikbc C104 樱桃轴机械键盘";
const MOUSE: &str = "明基绝地求生吃鸡鼠标";

fn change<T>(gateway: &TestGateway, work: impl FnMut(&mut Tx<'_>) -> Result<T, Error>) -> T {
    gateway.store().transaction_blocking(0, work).unwrap()
}

/// A live category of goods.
fn category(gateway: &TestGateway, parent_id: i64, level: i64, code: &str) -> i64 {
    let category = NewCategory {
        cat_type: 3,
        name: code.to_owned(),
        parent_id,
        level,
        cat_code: format!("{code:0<30}"),
        listorder: 0,
    };
    change(gateway, |tx| {
        let id = categories::insert(tx, &category)?;
        revisions::bump(tx, "content")?;
        Ok(id)
    })
}

/// Goods with one product for each specification and price.
fn goods(
    gateway: &TestGateway,
    category_id: i64,
    name: &str,
    specifications: &[(&str, i64)],
) -> i64 {
    let prices = || specifications.iter().map(|(_, price)| *price);
    let new = NewGoods {
        category_id,
        name: name.to_owned(),
        min_market_price: 1,
        max_market_price: 2,
        min_price: prices().min().unwrap_or_default(),
        max_price: prices().max().unwrap_or_default(),
        image_url: String::new(),
        limit_count: 3,
        description: "<p>描述</p>".to_owned(),
    };
    change(gateway, |tx| {
        let goods_id = goods::insert(tx, &new)?;
        for (spec_val, sales_price) in specifications {
            let product = NewProduct {
                goods_id,
                market_price: 2,
                sales_price: *sales_price,
                stock: 5,
                spec_val: (*spec_val).to_owned(),
                skuid: unique("sku"),
                state: State::Live,
            };
            products::insert(tx, &product)?;
        }
        Ok(goods_id)
    })
}

/// Returns the names that the list finds.
fn found(gateway: &TestGateway, search: Value) -> Vec<String> {
    let answer = gateway.call("goods.list", search);
    assert_eq!(answer.code(), 200, "{answer:?}");
    let list = answer.data()["list"].as_array().unwrap();
    list.iter()
        .map(|goods| goods["goods_name"].as_str().unwrap().to_owned())
        .collect()
}

fn id_of(gateway: &TestGateway, name: &str) -> i64 {
    let answer = gateway.call("goods.list", json!({"keywords": name}));
    answer.data()["list"][0]["goodsid"].as_i64().unwrap()
}

#[test]
fn the_list_is_as_documented() {
    let gateway = usual().start();
    let answer = gateway.call(
        "goods.list",
        json!({"cat_id": -1, "keywords": "", "start_price": -1, "end_price": -1, "page": 1, "token": ""}),
    );
    assert_eq!((answer.code(), answer.msg()), (200, "success"));
    assert_snapshot!(snapshot(answer.data(), &["goodsid"]), @r#"
    {
      "count": 20,
      "isnext": false,
      "list": [
        {
          "buy_count": 0,
          "goods_img": "",
          "goods_name": "ChinaJoy 服装",
          "goodsid": "[goodsid]",
          "max_price": 9000,
          "min_price": 9000,
          "month_buy_count": 0
        },
        {
          "buy_count": 0,
          "goods_img": "http://files.xxx.com/images/voucher/20180828/5b84a62196ac6.jpg",
          "goods_name": "明基绝地求生吃鸡鼠标",
          "goodsid": "[goodsid]",
          "max_price": 160,
          "min_price": 160,
          "month_buy_count": 0
        },
        {
          "buy_count": 0,
          "goods_img": "http://files.xxx.com/images/voucher/20180822/5b7cbe51ea911.jpg",
          "goods_name": "ikbc C104 樱桃轴机械键盘",
          "goodsid": "[goodsid]",
          "max_price": 399,
          "min_price": 399,
          "month_buy_count": 0
        }
      ],
      "page": 1,
      "total": 3
    }
    "#);
}

#[test]
fn the_detail_of_goods_without_specifications_is_as_documented() {
    let gateway = usual().start();
    let goods_id = id_of(&gateway, IKBC);
    let answer = gateway.call("goods.detail", json!({"goods_id": goods_id, "token": ""}));
    assert_eq!((answer.code(), answer.msg()), (200, "success"));
    assert_eq!(answer.data()["goodsid"], goods_id);
    assert_snapshot!(snapshot(answer.data(), &["goodsid", "productid"]), @r#"
    {
      "buy_count": 0,
      "description": "",
      "goods_image": [
        "http://files.xxx.com/images/voucher/20180822/5b7cbe51ea911.jpg",
        "http://files.xxx.com/images/voucher/20180822/5b7cbe53eb153.jpg",
        "http://files.xxx.com/images/voucher/20180822/5b7cbe558dc44.jpg",
        "http://files.xxx.com/images/voucher/20180822/5b7cbe59214c9.jpg",
        "http://files.xxx.com/images/voucher/20180822/5b7cbe5b1d2fc.jpg"
      ],
      "goods_img": "http://files.xxx.com/images/voucher/20180822/5b7cbe51ea911.jpg",
      "goods_name": "ikbc C104 樱桃轴机械键盘",
      "goodsid": "[goodsid]",
      "limit_count": 0,
      "max_market_price": 399,
      "max_price": 399,
      "min_market_price": 399,
      "min_price": 399,
      "month_buy_count": 0,
      "products": {
        "single_product": {
          "arr_spec_val": [],
          "market_price": 399,
          "productid": "[productid]",
          "sales_price": 399,
          "skuid": "ikbc00000001",
          "spec_val": "",
          "stock": 993
        }
      },
      "spec_val": []
    }
    "#);
}

#[test]
fn the_detail_of_goods_with_specifications_is_as_documented() {
    let gateway = usual().start();
    let goods_id = id_of(&gateway, MOUSE);
    let answer = gateway.call("goods.detail", json!({"goods_id": goods_id.to_string()}));
    assert_eq!(answer.data()["goodsid"], goods_id);
    assert_snapshot!(snapshot(answer.data(), &["goodsid", "productid"]), @r#"
    {
      "buy_count": 0,
      "description": "",
      "goods_image": [
        "http://files.xxx.com/images/voucher/20180822/5b7cbc17cb04f.jpg",
        "http://files.xxx.com/images/voucher/20180822/5b7cbc19bb25c.jpg",
        "http://files.xxx.com/images/voucher/20180828/5b84a5c54f47a.jpg",
        "http://files.xxx.com/images/voucher/20180828/5b84a5c7c2e03.jpg",
        "http://files.xxx.com/images/voucher/20180828/5b84a62196ac6.jpg"
      ],
      "goods_img": "http://files.xxx.com/images/voucher/20180828/5b84a62196ac6.jpg",
      "goods_name": "明基绝地求生吃鸡鼠标",
      "goodsid": "[goodsid]",
      "limit_count": 0,
      "max_market_price": 199,
      "max_price": 160,
      "min_market_price": 199,
      "min_price": 160,
      "month_buy_count": 0,
      "products": {
        "颜色:::红色": {
          "arr_spec_val": {
            "颜色": "红色"
          },
          "market_price": 199,
          "productid": "[productid]",
          "sales_price": 160,
          "skuid": "ben001",
          "spec_val": "颜色:::红色",
          "stock": 999
        },
        "颜色:::黑色": {
          "arr_spec_val": {
            "颜色": "黑色"
          },
          "market_price": 199,
          "productid": "[productid]",
          "sales_price": 160,
          "skuid": "ben002",
          "spec_val": "颜色:::黑色",
          "stock": 999
        }
      },
      "spec_val": {
        "颜色": [
          "红色",
          "黑色"
        ]
      }
    }
    "#);
}

#[test]
fn products_and_values_keep_the_order_of_the_products() {
    let gateway = usual().start();
    let category_id = category(&gateway, 0, 1, "700");
    let specifications = [
        ("颜色:::黑色|||尺寸:::L", 30),
        ("颜色:::黑色|||尺寸:::M", 20),
        ("颜色:::红色|||尺寸:::L", 10),
    ];
    let goods_id = goods(&gateway, category_id, "衬衫", &specifications);
    let client = gateway.client();
    let body = client.body(&client.data("goods.detail", json!({"goods_id": goods_id})));
    let reply = gateway.raw(
        format!(
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .as_bytes(),
    );
    let mut rest = reply.as_str();
    for part in [
        r#""goodsid""#,
        r#""goods_name""#,
        r#""min_market_price""#,
        r#""max_market_price""#,
        r#""min_price":10,"max_price":30"#,
        r#""goods_img""#,
        r#""buy_count""#,
        r#""month_buy_count""#,
        r#""limit_count":3"#,
        r#""description":"<p>描述</p>""#,
        r#""products":{"颜色:::黑色|||尺寸:::L":{"productid""#,
        r#""arr_spec_val":{"颜色":"黑色","尺寸":"L"}"#,
        r#""颜色:::黑色|||尺寸:::M":{"#,
        r#""颜色:::红色|||尺寸:::L":{"#,
        r#""spec_val":{"颜色":["黑色","红色"],"尺寸":["L","M"]}"#,
        r#""goods_image":[]"#,
    ] {
        let at = rest.find(part);
        let at = at.unwrap_or_else(|| panic!("{part} is not where it should be: {reply}"));
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn names_are_looked_for_as_they_are_written_but_for_case() {
    let gateway = usual().start();
    let category_id = category(&gateway, 0, 1, "700");
    goods(&gateway, category_id, r"100%_纯\棉", &[("", 5)]);
    for (keywords, names) in [
        ("IKBC", vec![IKBC]),
        ("樱桃", vec![IKBC]),
        ("chinajoy 服", vec!["ChinaJoy 服装"]),
        ("%", vec![r"100%_纯\棉"]),
        ("_", vec![r"100%_纯\棉"]),
        (r"\", vec![r"100%_纯\棉"]),
        ("'", vec![]),
        ("没有", vec![]),
    ] {
        assert_eq!(
            found(&gateway, json!({"keywords": keywords})),
            names,
            "{keywords}"
        );
    }
}

#[test]
fn goods_are_found_in_a_category_and_all_under_it() {
    let gateway = usual().start();
    let top = category(&gateway, 0, 1, "700");
    let under = category(&gateway, top, 2, "700100");
    let other = category(&gateway, 0, 1, "701");
    goods(&gateway, under, "下", &[("", 5)]);
    goods(&gateway, top, "上", &[("", 5)]);
    goods(&gateway, other, "旁", &[("", 5)]);
    let names = |cat_id: i64| found(&gateway, json!({"cat_id": cat_id}));
    eventually("the categories are seen", || !names(other).is_empty());
    assert_eq!(names(top), ["上", "下"]);
    assert_eq!(names(under), ["下"]);
    assert_eq!(names(other), ["旁"]);
    assert_eq!(names(-1).len(), 6);
    assert_eq!(names(0), [""; 0]);
    assert_eq!(names(999_999), [""; 0]);
}

#[test]
fn goods_are_found_if_a_price_of_theirs_may_be_in_the_range() {
    let gateway = usual().start();
    let category_id = category(&gateway, 0, 1, "700");
    goods(
        &gateway,
        category_id,
        "衬衫",
        &[("尺寸:::S", 1000), ("尺寸:::L", 2000)],
    );
    let names =
        |start: Value, end: Value| found(&gateway, json!({"start_price": start, "end_price": end}));
    let none = json!(-1);
    assert_eq!(names(json!(1500), json!(1600)), ["衬衫"]);
    assert_eq!(names(json!(2000), json!(3000)), ["衬衫"]);
    assert_eq!(names(json!("2000.5"), json!(3000)), [""; 0]);
    assert_eq!(names(json!(500), json!(1000)), ["衬衫"]);
    assert_eq!(names(json!(500), json!(999.9)), [""; 0]);
    assert_eq!(names(json!(2001), none.clone()), ["ChinaJoy 服装"]);
    assert_eq!(names(none.clone(), json!(160)), [MOUSE]);
    assert_eq!(names(none.clone(), json!(0)), [""; 0]);
    assert_eq!(names(none.clone(), none).len(), 4);
}

#[test]
fn the_list_has_pages() {
    let gateway = usual().start();
    let category_id = category(&gateway, 0, 1, "700");
    for number in 0..20 {
        goods(&gateway, category_id, &format!("商品{number}"), &[("", 5)]);
    }
    let page = |page: Value| {
        gateway
            .call("goods.list", json!({"page": page}))
            .data()
            .clone()
    };
    let first = page(json!(1));
    assert_eq!(first["list"].as_array().unwrap().len(), 20);
    assert_eq!(first["list"][0]["goods_name"], "商品19");
    assert_eq!(
        (&first["total"], &first["isnext"]),
        (&json!(23), &json!(true))
    );
    let second = page(json!("2"));
    assert_eq!(second["list"].as_array().unwrap().len(), 3);
    assert_eq!(
        (&second["page"], &second["isnext"]),
        (&json!(2), &json!(false))
    );
    assert_eq!(page(json!(i64::MAX))["list"], json!([]));
    assert_eq!(page(json!(0))["page"], 1);
}

#[test]
fn hidden_goods_are_not_there_and_goods_without_products_have_no_detail() {
    let gateway = usual().start();
    let category_id = category(&gateway, 0, 1, "700");
    let empty = goods(&gateway, category_id, "空", &[]);
    let hidden = goods(&gateway, category_id, "隐藏", &[("", 5)]);
    let sold_out = goods(&gateway, category_id, "下架", &[("", 5)]);
    change(&gateway, |tx| {
        goods::set_state(tx, hidden, State::Hidden)?;
        for product in products::of_goods(tx, &[sold_out])? {
            products::set_state(tx, &[product.id], State::Hidden)?;
        }
        Ok(())
    });
    // The list checks only the goods: no operator can make live goods without a live product.
    assert_eq!(found(&gateway, json!({})).len(), 5);
    for goods_id in [empty, hidden, sold_out, 999_999, i64::MAX] {
        let answer = gateway.call("goods.detail", json!({"goods_id": goods_id}));
        assert_eq!(answer.fault(), (503, "goods_not_found"), "{goods_id}");
        assert_eq!(answer.msg(), "商品不存在");
    }
}

#[test]
fn sales_count_for_ever_and_for_thirty_days() {
    let gateway = usual().start();
    let goods_id = id_of(&gateway, IKBC);
    let other = id_of(&gateway, MOUSE);
    let now = gateway.clock.now();
    change(&gateway, |tx| {
        for (days_ago, quantity) in [(0, 1), (1, 20), (29, 300), (30, 4000), (31, 50_000)] {
            stock::note_sale(tx, goods_id, now - days_ago * 86_400, quantity)?;
        }
        stock::note_sale(tx, other, now, 7)
    });
    let counts = |data: &Value| {
        (
            data["buy_count"].as_i64().unwrap(),
            data["month_buy_count"].as_i64().unwrap(),
        )
    };
    let detail = |goods_id: i64| {
        let answer = gateway.call("goods.detail", json!({"goods_id": goods_id}));
        counts(answer.data())
    };
    let list = || {
        let answer = gateway.call("goods.list", json!({}));
        let list = answer.data()["list"].as_array().unwrap().clone();
        list.iter().map(counts).collect::<Vec<_>>()
    };
    assert_eq!(detail(goods_id), (54_321, 321));
    assert_eq!(list(), [(0, 0), (7, 7), (54_321, 321)]);
    gateway.clock.shift(29 * 86_400);
    assert_eq!(detail(goods_id), (54_321, 1));
    gateway.clock.shift(86_400);
    assert_eq!(list(), [(0, 0), (7, 0), (54_321, 0)]);
}

#[test]
fn bad_parameters_are_named() {
    let gateway = usual().start();
    for (parameter, value) in [
        ("keywords", json!("长".repeat(101))),
        ("cat_id", json!(-2)),
        ("cat_id", json!("x")),
        ("start_price", json!(-2)),
        ("end_price", json!("1e3")),
        ("page", json!("x")),
        ("page", json!([])),
    ] {
        let answer = gateway.call("goods.list", json!({parameter: value}));
        assert_eq!(answer.fault(), (503, "bad_params"), "{parameter}");
        assert!(answer.msg().contains(parameter), "{}", answer.msg());
    }
    for goods_id in [json!(0), json!(-1), json!("x"), json!(null), json!(1.5)] {
        let answer = gateway.call("goods.detail", json!({"goods_id": goods_id}));
        assert_eq!(answer.fault(), (503, "bad_params"), "{goods_id}");
    }
}
