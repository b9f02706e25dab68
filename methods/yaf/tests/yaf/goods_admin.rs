//! The points shop for its operators.

use serde_json::{Value, json};
use signet_methods_yaf::tables::categories;
use signet_store::{Error, PageRequest, State, Tx};
use signet_testkit::{Answer, Client, TestGateway};

use crate::usual;

/// A category of goods.
fn category(gateway: &TestGateway) -> i64 {
    let request = PageRequest {
        offset: 0,
        limit: 1,
    };
    let page = |connection: &mut _| categories::page(connection, 3, request);
    gateway.store().run_blocking::<_, Error>(page).unwrap().rows[0].id
}

fn product(spec_val: &str, skuid: &str, price: i64) -> Value {
    json!({"market_price": price + 100, "sales_price": price, "stock": 7, "spec_val": spec_val, "skuid": skuid})
}

/// All parameters for creating goods.
fn shirt(cat_id: i64) -> Value {
    json!({
        "goods_name": "衬衫",
        "cat_id": cat_id,
        "limit_count": 2,
        "description": "<p>纯棉</p>",
        "goods_img": "http://files.xxx.com/main.jpg",
        "images": ["http://files.xxx.com/1.jpg", "http://files.xxx.com/2.jpg"],
        "products": [product("颜色:::红色|||尺寸:::L", "shirt-1", 120), product("颜色:::红色|||尺寸:::M", "shirt-2", 90)],
    })
}

/// Returns the parameters with some of them changed.
fn with(mut parameters: Value, changes: Value) -> Value {
    let changes = changes.as_object().unwrap().clone();
    parameters.as_object_mut().unwrap().extend(changes);
    parameters
}

fn created(admin: &Client<'_>, parameters: Value) -> i64 {
    let answer = admin.call("admin.goods.create", parameters);
    assert_eq!(
        (answer.code(), answer.msg()),
        (200, "添加成功"),
        "{answer:?}"
    );
    answer.data()["goodsid"].as_i64().unwrap()
}

fn listed(admin: &Client<'_>, goodsid: i64) -> Value {
    let answer = admin.call("admin.goods.list", json!({}));
    let list = answer.data()["list"].as_array().unwrap().clone();
    list.into_iter()
        .find(|goods| goods["goodsid"] == goodsid)
        .unwrap()
}

fn detail(gateway: &TestGateway, goodsid: i64) -> Answer {
    gateway.call("goods.detail", json!({"goods_id": goodsid}))
}

#[test]
fn goods_are_made_and_listed() {
    let gateway = usual().start();
    let (admin, cat_id) = (gateway.admin(), category(&gateway));
    let goodsid = created(&admin, shirt(cat_id));
    let mut goods = listed(&admin, goodsid);
    for time in ["c_time", "u_time"] {
        assert_eq!(goods[time].as_str().unwrap().len(), 19);
        goods[time] = json!("");
    }
    for product in goods["products"].as_array_mut().unwrap() {
        assert!(product["productid"].is_i64());
        product["productid"] = json!(1);
    }
    let product = |size: &str, skuid: &str, price: i64| {
        json!({
            "productid": 1, "market_price": price + 100, "sales_price": price, "stock": 7,
            "spec_val": format!("颜色:::红色|||尺寸:::{size}"), "skuid": skuid, "state": 1
        })
    };
    let expected = json!({
        "goodsid": goodsid,
        "goods_name": "衬衫",
        "cat_id": cat_id,
        "min_market_price": 190,
        "max_market_price": 220,
        "min_price": 90,
        "max_price": 120,
        "goods_img": "http://files.xxx.com/main.jpg",
        "images": ["http://files.xxx.com/1.jpg", "http://files.xxx.com/2.jpg"],
        "buy_count": 0,
        "limit_count": 2,
        "description": "<p>纯棉</p>",
        "products": [product("L", "shirt-1", 120), product("M", "shirt-2", 90)],
        "state": 1,
        "c_time": "",
        "u_time": ""
    });
    assert_eq!(goods, expected);
    let shown = detail(&gateway, goodsid).data().clone();
    assert_eq!(
        shown["spec_val"],
        json!({"颜色": ["红色"], "尺寸": ["L", "M"]})
    );
    assert_eq!(
        (&shown["min_price"], &shown["limit_count"]),
        (&json!(90), &json!(2))
    );
}

#[test]
fn goods_need_little() {
    let gateway = usual().start();
    let (admin, cat_id) = (gateway.admin(), category(&gateway));
    let product = json!({"market_price": "0", "sales_price": 0, "stock": 0, "skuid": "x"});
    let parameters = json!({"goods_name": "赠品", "cat_id": cat_id, "products": [product]});
    let goodsid = created(&admin, parameters);
    let shown = detail(&gateway, goodsid).data().clone();
    assert_eq!(shown["products"]["single_product"]["stock"], 0);
    assert_eq!(
        (
            &shown["goods_img"],
            &shown["goods_image"],
            &shown["limit_count"]
        ),
        (&json!(""), &json!([]), &json!(0))
    );
}

#[test]
fn forty_products_fit_into_a_call_also_when_they_are_edited() {
    let gateway = usual().start();
    let (admin, cat_id) = (gateway.admin(), category(&gateway));
    let products = |count: i64| -> Vec<Value> {
        (0..count)
            .map(|number| product(&format!("号:::{number}"), &format!("many-{number}"), number))
            .collect()
    };
    let goodsid = created(
        &admin,
        with(shirt(cat_id), json!({"products": products(40)})),
    );
    let mut edited = products(40);
    let present = listed(&admin, goodsid)["products"].clone();
    for (product, present) in edited.iter_mut().zip(present.as_array().unwrap()) {
        product["productid"] = present["productid"].clone();
    }
    let edit = with(
        shirt(cat_id),
        json!({"goodsid": goodsid, "products": edited, "token": "", "platform": 5}),
    );
    assert_eq!(admin.call("admin.goods.edit", edit).code(), 200);
    let answer = admin.call(
        "admin.goods.create",
        with(shirt(cat_id), json!({"products": products(41)})),
    );
    assert_eq!(answer.fault(), (503, "bad_params"));
}

#[test]
fn an_edit_replaces_goods_and_leaves_the_stock_unless_it_is_given() {
    let gateway = usual().start();
    let (admin, cat_id) = (gateway.admin(), category(&gateway));
    let goodsid = created(&admin, shirt(cat_id));
    let before = listed(&admin, goodsid);
    let ids: Vec<i64> = (0..2)
        .map(|at| before["products"][at]["productid"].as_i64().unwrap())
        .collect();
    let kept = json!({
        "productid": ids[1], "market_price": 11, "sales_price": 10, "spec_val": "颜色:::蓝色", "skuid": "shirt-2"
    });
    let edit = json!({
        "goodsid": goodsid, "goods_name": "新衬衫", "cat_id": cat_id, "images": ["http://files.xxx.com/3.jpg"],
        "products": [kept, product("颜色:::绿色", "shirt-3", 5)]
    });
    let answer = admin.call("admin.goods.edit", edit.clone());
    assert_eq!(
        (answer.code(), answer.msg()),
        (200, "修改成功"),
        "{answer:?}"
    );
    assert_eq!(answer.data(), &Value::Null);
    let after = listed(&admin, goodsid);
    let states: Vec<_> = after["products"]
        .as_array()
        .unwrap()
        .iter()
        .map(|product| {
            (
                product["skuid"].as_str().unwrap(),
                product["state"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(states, [("shirt-1", 0), ("shirt-2", 1), ("shirt-3", 1)]);
    assert_eq!(after["products"][1]["stock"], 7, "the stock is left alone");
    assert_eq!(after["products"][1]["productid"], ids[1]);
    assert_eq!(
        (&after["min_price"], &after["max_price"]),
        (&json!(5), &json!(10))
    );
    assert_eq!(after["goods_name"], "新衬衫");
    assert_eq!(
        (&after["description"], &after["limit_count"]),
        (&json!(""), &json!(0))
    );
    assert_eq!(after["images"], json!(["http://files.xxx.com/3.jpg"]));
    let shown = detail(&gateway, goodsid).data()["products"].clone();
    assert_eq!(shown.as_object().unwrap().len(), 2);

    let back = json!({
        "productid": ids[0], "market_price": 1, "sales_price": 1, "stock": 3, "skuid": "shirt-1"
    });
    let answer = admin.call("admin.goods.edit", with(edit, json!({"products": [back]})));
    assert_eq!(answer.code(), 200, "{answer:?}");
    let shown = detail(&gateway, goodsid).data()["products"].clone();
    assert_eq!(
        shown["single_product"]["productid"], ids[0],
        "a hidden product is shown again"
    );
    assert_eq!(shown["single_product"]["stock"], 3);
    assert_eq!(shown.as_object().unwrap().len(), 1);
}

#[test]
fn goods_are_hidden_and_shown_again() {
    let gateway = usual().start();
    let (admin, cat_id) = (gateway.admin(), category(&gateway));
    let goodsid = created(&admin, shirt(cat_id));
    let hide = |parameters: Value| admin.call("admin.goods.hide", parameters);
    let answer = hide(json!({"goodsid": goodsid}));
    assert_eq!((answer.code(), answer.msg()), (200, "设置成功"));
    assert_eq!(detail(&gateway, goodsid).fault(), (503, "goods_not_found"));
    assert_eq!(listed(&admin, goodsid)["state"], 0);
    assert_eq!(hide(json!({"goodsid": goodsid, "hidden": 0})).code(), 200);
    assert_eq!(detail(&gateway, goodsid).code(), 200);
    assert_eq!(hide(json!({"goodsid": goodsid, "hidden": "1"})).code(), 200);
    assert_eq!(detail(&gateway, goodsid).code(), 503);
    assert_eq!(
        hide(json!({"goodsid": 999_999})).fault(),
        (503, "record_not_found")
    );
    assert_eq!(
        hide(json!({"goodsid": goodsid, "hidden": 2})).fault(),
        (503, "bad_params")
    );
}

#[test]
fn a_taken_number_is_refused_and_changes_nothing() {
    let gateway = usual().start();
    let (admin, cat_id) = (gateway.admin(), category(&gateway));
    let goodsid = created(&admin, shirt(cat_id));
    let total = || admin.call("admin.goods.list", json!({})).data()["total"].clone();
    let before = (total(), listed(&admin, goodsid));
    let twice = json!([product("号:::1", "a", 1), product("号:::2", "a", 2)]);
    let taken = json!([product("", "ben001", 1)]);
    for products in [twice, taken] {
        let parameters = with(
            shirt(cat_id),
            json!({"goods_name": "新", "products": products}),
        );
        let answer = admin.call("admin.goods.create", parameters.clone());
        assert_eq!(answer.fault(), (503, "already_exists"));
        let answer = admin.call(
            "admin.goods.edit",
            with(parameters, json!({"goodsid": goodsid})),
        );
        assert_eq!(answer.fault(), (503, "already_exists"));
    }
    assert_eq!((total(), listed(&admin, goodsid)), before);
}

#[test]
fn goods_need_a_live_category_of_goods() {
    let gateway = usual().start();
    let (admin, cat_id) = (gateway.admin(), category(&gateway));
    let goodsid = created(&admin, shirt(cat_id));
    let other = categories::NewCategory {
        cat_type: 1,
        name: "文章".to_owned(),
        parent_id: 0,
        level: 1,
        cat_code: format!("{:0<30}", "800"),
        listorder: 0,
    };
    let hidden = categories::NewCategory {
        cat_type: 3,
        cat_code: format!("{:0<30}", "801"),
        ..other.clone()
    };
    let make = |tx: &mut Tx<'_>| {
        let hidden = categories::insert(tx, &hidden)?;
        categories::set_state(tx, hidden, State::Hidden)?;
        Ok::<_, Error>([categories::insert(tx, &other)?, hidden, 999_999])
    };
    for wrong in gateway.store().transaction_blocking(0, make).unwrap() {
        let parameters = with(shirt(wrong), json!({"products": [product("", "y", 1)]}));
        let answer = admin.call("admin.goods.create", parameters.clone());
        assert_eq!(answer.fault(), (503, "category_not_found"), "{wrong}");
        assert_eq!(answer.msg(), "分类不存在");
        let answer = admin.call(
            "admin.goods.edit",
            with(parameters, json!({"goodsid": goodsid})),
        );
        assert_eq!(answer.fault(), (503, "category_not_found"), "{wrong}");
    }
    let unknown = with(shirt(cat_id), json!({"goodsid": 999_999}));
    assert_eq!(
        admin.call("admin.goods.edit", unknown).fault(),
        (503, "record_not_found")
    );
}

#[test]
fn bad_goods_are_refused_by_name() {
    let gateway = usual().start();
    let (admin, cat_id) = (gateway.admin(), category(&gateway));
    for (parameter, value) in [
        ("goods_name", json!("")),
        ("goods_name", json!("长".repeat(101))),
        ("cat_id", json!(0)),
        ("limit_count", json!(-1)),
        ("limit_count", json!(10_000)),
        ("goods_img", json!("h".repeat(256))),
        ("images", json!(["a", "b", "c", "d", "e", "f"])),
        ("images", json!([""])),
        ("images", json!("http://files.xxx.com/1.jpg")),
        ("description", json!("d".repeat(60_001))),
        ("products", json!([])),
        ("products", json!({})),
    ] {
        let answer = admin.call(
            "admin.goods.create",
            with(shirt(cat_id), json!({parameter: value})),
        );
        assert_eq!(answer.fault(), (503, "bad_params"), "{parameter}");
        assert!(answer.msg().contains(parameter), "{}", answer.msg());
    }
}

#[test]
fn bad_products_are_refused_by_name() {
    let gateway = usual().start();
    let (admin, cat_id) = (gateway.admin(), category(&gateway));
    let red = || product("颜色:::红色", "bad-1", 1);
    for (field, products) in [
        (
            "products[0].market_price",
            json!([with(red(), json!({"market_price": -1}))]),
        ),
        (
            "products[0].sales_price",
            json!([with(red(), json!({"sales_price": 100_000_001}))]),
        ),
        (
            "products[0].stock",
            json!([with(red(), json!({"stock": 1_000_001}))]),
        ),
        (
            "products[0].stock",
            json!([with(red(), json!({"stock": null}))]),
        ),
        (
            "products[0].skuid",
            json!([with(red(), json!({"skuid": ""}))]),
        ),
        (
            "products[0].skuid",
            json!([with(red(), json!({"skuid": "s".repeat(65)}))]),
        ),
        (
            "products[0].spec_val",
            json!([with(red(), json!({"spec_val": "红色"}))]),
        ),
        (
            "products[0].spec_val",
            json!([with(
                red(),
                json!({"spec_val": "颜色:::".to_owned() + &"红".repeat(255)})
            )]),
        ),
        (
            "products[0].productid",
            json!([with(red(), json!({"productid": 1}))]),
        ),
        (
            "products[1].spec_val",
            json!([red(), product("颜色:::红色", "bad-2", 1)]),
        ),
        (
            "products[1].spec_val",
            json!([red(), product("尺寸:::L", "bad-2", 1)]),
        ),
        (
            "products[1].spec_val",
            json!([red(), product("", "bad-2", 1)]),
        ),
        (
            "products[0].spec_val",
            json!([product("", "bad-2", 1), red()]),
        ),
        (
            "products[1].spec_val",
            json!([
                product("颜色:::红色|||尺寸:::L", "bad-1", 1),
                product("尺寸:::L|||颜色:::红色", "bad-2", 1)
            ]),
        ),
    ] {
        let answer = admin.call(
            "admin.goods.create",
            with(shirt(cat_id), json!({"products": products})),
        );
        assert_eq!(answer.fault(), (503, "bad_params"), "{field}: {answer:?}");
        assert!(answer.msg().contains(field), "{field}: {}", answer.msg());
    }
    let goodsid = created(&admin, shirt(cat_id));
    let other = created(&admin, with(shirt(cat_id), json!({"products": [red()]})));
    let foreign = listed(&admin, other)["products"][0]["productid"].clone();
    let own = listed(&admin, goodsid)["products"][0]["productid"].clone();
    let with_id =
        |spec_val: &str, id: &Value| with(product(spec_val, spec_val, 1), json!({"productid": id}));
    for (field, products) in [
        (
            "products[0].productid",
            json!([with_id("颜色:::1", &foreign)]),
        ),
        (
            "products[1].productid",
            json!([with_id("颜色:::1", &own), with_id("颜色:::2", &own)]),
        ),
        (
            "products[0].stock",
            json!([with(red(), json!({"skuid": "bad-3", "stock": null}))]),
        ),
    ] {
        let parameters = with(
            shirt(cat_id),
            json!({"goodsid": goodsid, "products": products}),
        );
        let answer = admin.call("admin.goods.edit", parameters);
        assert_eq!(answer.fault(), (503, "bad_params"), "{field}: {answer:?}");
        assert!(answer.msg().contains(field), "{field}: {}", answer.msg());
    }
}

#[test]
fn a_specification_is_names_and_values() {
    let gateway = usual().start();
    let (admin, cat_id) = (gateway.admin(), category(&gateway));
    let of = |spec_val: &str| {
        let products = json!({"products": [product(spec_val, "spec-1", 1)]});
        with(shirt(cat_id), products)
    };
    for wrong in [
        "红色",
        "颜色:::",
        ":::红色",
        "颜色:::红色|||",
        "颜色:::红色|||L",
        "颜色:::红色:::深",
        "颜色:::红色|||颜色:::黑色",
    ] {
        let answer = admin.call("admin.goods.create", of(wrong));
        assert_eq!(answer.fault(), (503, "bad_params"), "{wrong}: {answer:?}");
        assert!(answer.msg().contains("products[0].spec_val"), "{wrong}");
    }
    let spec_val = "颜色:::红色|||尺寸:::L:1";
    let goodsid = created(&admin, of(spec_val));
    let shown = detail(&gateway, goodsid).data()["products"][spec_val].clone();
    assert_eq!(
        shown["arr_spec_val"],
        json!({"颜色": "红色", "尺寸": "L:1"})
    );
    let goodsid = created(
        &admin,
        with(
            of(""),
            json!({"goods_name": "赠品", "products": [product("", "spec-2", 1)]}),
        ),
    );
    let shown = detail(&gateway, goodsid).data()["products"]["single_product"].clone();
    assert_eq!(shown["arr_spec_val"], json!([]));
}
