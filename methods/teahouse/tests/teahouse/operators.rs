//! Rules that hold for all methods of operators, and the methods for stores, classes, pictures of the home page and recommendations.

use serde_json::{Value, json};
use signet_testkit::{TestGateway, eventually};

use crate::wire::{get, post, post_as};
use crate::{BUYER, listed, log_in, operate, refuses, try_to_operate, with};

const START: &str = "2030-03-01 00:00:00";
const END: &str = "2030-03-02 00:00:00";

/// The kinds of records: the name, the key of the id, and the parameters of the creation. The list shows all these parameters.
fn things() -> Vec<(&'static str, &'static str, Value)> {
    let rule = json!({"area_ids": [440_000], "first_num": 1, "first_fee": 2, "next_num": 3, "next_fee": 4});
    let picture = json!({"url": "https://a.cn/1.jpg", "middle_url": "https://a.cn/2.jpg"});
    vec![
        (
            "store",
            "store_id",
            json!({"name": "勐海茶铺", "free_price": 0, "offpay": 1}),
        ),
        (
            "class",
            "gc_id",
            json!({"name": "白茶", "parent_id": 2, "listorder": 9}),
        ),
        (
            "block",
            "block_id",
            json!({"kind": "carousel", "image_url": "https://a.cn/1.jpg", "middle_url": "m", "link": "l", "listorder": 0}),
        ),
        (
            "taster",
            "taster_id",
            json!({"goods_id": 304, "score": 10, "taste": "t", "light": "l", "aroma": "a", "leaf": "f", "listorder": 1}),
        ),
        (
            "transport",
            "transport_id",
            json!({"store_id": 2, "name": "t", "rules": [rule]}),
        ),
        (
            "promotion",
            "promotion_id",
            json!({"kind": "xianshi", "goods_id": 306, "name": "n", "title": "t", "note": "x", "price": 1, "start_time": START,
                "end_time": END, "lower_limit": 2, "upper_limit": 3, "quota": 4, "recommend": 1}),
        ),
        (
            "mansong",
            "mansong_id",
            json!({"store_id": 3, "name": "n", "start_time": START, "end_time": END, "rules": [
                {"price": 100, "discount": 99, "gift_goods_id": 0}, {"price": 200, "discount": 0, "gift_goods_id": 110}]}),
        ),
        (
            "voucher",
            "voucher_t_id",
            json!({"store_id": 3, "title": "t", "description": "d", "price": 100, "limit": 100, "start_time": START, "end_time": END,
                "total": 5, "each_limit": 1}),
        ),
        (
            "sample",
            "sample_id",
            json!({"name": "n", "images": [picture], "origin_place": "o", "weight": "7", "price": 1, "freight": 2, "limit_number": 3,
                "link_goods_id": 322, "start_time": START, "end_time": END, "add_time": END}),
        ),
    ]
}

/// Checks that an entry of a list shows what was entered.
fn shows(entry: &Value, entered: &Value) {
    for (key, value) in entered.as_object().unwrap() {
        assert_eq!(&entry[key], value, "{key} of {entry}");
    }
}

/// Returns parameters without the optional ids that are 0.
fn sent(create: &Value) -> Value {
    let mut create = create.clone();
    if let Some(rules) = create.get_mut("rules").and_then(Value::as_array_mut) {
        for rule in rules.iter_mut().filter_map(Value::as_object_mut) {
            rule.retain(|key, value| key != "gift_goods_id" || value != 0);
        }
    }
    create
}

#[test]
fn a_thing_is_created_edited_hidden_and_listed() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    for (thing, key, create) in things() {
        let made = operate(&gateway, &format!("{thing}.create"), sent(&create));
        let id = &made[key];
        let entry = listed(&gateway, thing, key, id);
        shows(&entry, &create);
        assert_eq!(entry["state"], 1, "{thing}");
        let name = ["name", "title", "link", "taste"];
        let name = name.into_iter().find(|name| create.get(name).is_some());
        let changed = with(&create, json!({name.unwrap(): "改"}));
        let edit = with(&sent(&changed), json!({key: id}));
        operate(&gateway, &format!("{thing}.edit"), edit.clone());
        shows(&listed(&gateway, thing, key, id), &changed);
        for (hidden, state) in [
            (json!({}), 0),
            (json!({"hidden": 0}), 1),
            (json!({"hidden": 1}), 0),
        ] {
            operate(
                &gateway,
                &format!("{thing}.hide"),
                with(&json!({key: id}), hidden),
            );
            assert_eq!(listed(&gateway, thing, key, id)["state"], state, "{thing}");
        }
        let none = json!({key: 999_999});
        for (verb, parameters) in [("edit", with(&edit, none.clone())), ("hide", none)] {
            let answer = try_to_operate(&gateway, &format!("{thing}.{verb}"), parameters);
            assert_eq!(answer.fault(), (503, "record_not_found"), "{thing}.{verb}");
        }
        refuses(
            &gateway,
            &format!("{thing}.hide"),
            json!({key: id, "hidden": 2}),
            "hidden",
        );
        refuses(&gateway, &format!("{thing}.hide"), json!({key: 0}), key);
        refuses(
            &gateway,
            &format!("{thing}.list"),
            json!({"page": "x"}),
            "page",
        );
        let answer = gateway.call(&format!("admin.teahouse.{thing}.create"), sent(&create));
        assert_eq!(answer.fault(), (403, "not_permitted"), "{thing}");
    }
}

#[test]
fn every_change_leaves_a_row_in_the_audit_log() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let mut expected = Vec::new();
    for (thing, key, create) in things() {
        let made = operate(&gateway, &format!("{thing}.create"), sent(&create));
        operate(&gateway, &format!("{thing}.hide"), json!({key: made[key]}));
        expected.extend(["create", "hide"].map(|verb| format!("admin.teahouse.{thing}.{verb}")));
    }
    let rows = gateway.audited("admin.teahouse.*").into_iter();
    let actions: Vec<String> = rows.map(|row| row.action).collect();
    assert_eq!(actions, expected);
}

#[test]
fn parameters_that_break_a_rule_are_refused() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let long = |length: usize| json!("长".repeat(length));
    for (thing, changed, bad) in [
        ("store", "name", long(65)),
        ("store", "free_price", json!(-1)),
        ("store", "free_price", json!("1e3")),
        ("store", "free_price", json!(100_000_000)),
        ("store", "offpay", json!(2)),
        ("class", "name", json!(" ")),
        ("class", "parent_id", json!(99)),
        ("class", "listorder", json!(-1)),
        ("block", "kind", json!("banner")),
        ("block", "image_url", long(513)),
        ("block", "link", long(256)),
        ("taster", "goods_id", json!(999)),
        ("taster", "score", json!(0)),
        ("taster", "score", json!(11)),
        ("taster", "leaf", long(101)),
        ("transport", "store_id", json!(9)),
        ("transport", "rules", json!([])),
        ("promotion", "kind", json!("bundle")),
        ("promotion", "goods_id", json!(999)),
        ("promotion", "price", json!(0)),
        ("promotion", "price", json!(168_000)),
        ("promotion", "start_time", json!("2030-02-30 00:00:00")),
        ("promotion", "end_time", json!(START)),
        ("promotion", "lower_limit", json!(0)),
        ("promotion", "lower_limit", json!(1000)),
        ("promotion", "upper_limit", json!(1)),
        ("mansong", "store_id", json!(9)),
        ("mansong", "end_time", json!(START)),
        ("mansong", "rules", json!({})),
        ("voucher", "store_id", json!(9)),
        ("voucher", "price", json!(101)),
        ("voucher", "end_time", json!(START)),
        ("voucher", "total", json!(0)),
        ("voucher", "each_limit", json!(0)),
        ("sample", "images", json!([])),
        ("sample", "weight", long(21)),
        ("sample", "limit_number", json!(0)),
        ("sample", "link_goods_id", json!(232)),
        ("sample", "link_goods_id", json!(999)),
        ("sample", "end_time", json!(START)),
    ] {
        let things = things();
        let (_, _, create) = things.iter().find(|(name, _, _)| *name == thing).unwrap();
        let parameters = with(&sent(create), json!({changed: bad}));
        refuses(&gateway, &format!("{thing}.create"), parameters, changed);
    }
}

#[test]
fn a_store_that_is_hidden_sells_nothing_until_it_is_shown() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, BUYER, "android");
    let detail = |id: &str| get(&gateway, "act=goods&op=goods_detail", &[("goods_id", id)]);
    let is_there = |id: &str| detail(id).json().get("sub_code").is_none();
    post_as(
        &gateway,
        &key,
        "act=member_cart&op=cart_add",
        &[("goods_id", "232"), ("quantity", "2")],
    )
    .v1();
    let line = || {
        post_as(&gateway, &key, "act=member_cart&op=cart_list", &[]).v1()["cart_list"][0].clone()
    };
    assert_eq!(line()["state"], true);
    operate(&gateway, "store.hide", json!({"store_id": 2}));
    assert!(!is_there("232") && !is_there("302"));
    assert!(is_there("110"), "the other store is open");
    assert_eq!(line()["state"], false);
    assert_eq!(detail("232").fault(), "goods_not_found");
    // An article that was hidden in the meantime stays hidden.
    let tray = listed(&gateway, "goods", "goods_name", &json!("竹制茶荷"));
    operate(
        &gateway,
        "goods.hide",
        json!({"goods_commonid": tray["goods_commonid"]}),
    );
    operate(&gateway, "store.hide", json!({"store_id": 2, "hidden": 0}));
    assert!(is_there("232") && is_there("302") && !is_there("301"));
    assert_eq!(line()["state"], true);
    let edit = json!({"store_id": 2, "name": "新名", "free_price": 100, "offpay": 0});
    operate(&gateway, "store.edit", edit);
    eventually("the new name is shown", || line()["store_name"] == "新名");
}

#[test]
fn areas_of_cash_on_delivery_are_replaced() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, "测试-廖培坤", "android");
    let set = |areas: Value| {
        operate(
            &gateway,
            "store.offpay",
            json!({"store_id": 2, "area_ids": areas}),
        )
    };
    let areas = || listed(&gateway, "store", "store_id", &json!(2))["area_ids"].clone();
    let allowed = || {
        let cart = [("cart_id", "232|1"), ("ifcart", "0")];
        let step = post_as(&gateway, &key, "act=member_buy&op=buy_step1", &cart).v1();
        let fields = [
            ("freight_hash", step["freight_hash"].as_str().unwrap()),
            ("city_id", "120100"),
            ("area_id", "120106"),
        ];
        post_as(&gateway, &key, "act=member_buy&op=change_address", &fields).v1()["allow_offpay"]
            .clone()
    };
    assert_eq!((areas(), allowed()), (json!([120_000]), json!("1")));
    set(json!([440_300, 110_000, 440_305]));
    assert_eq!(
        (areas(), allowed()),
        (json!([110_000, 440_300, 440_305]), json!("0"))
    );
    set(json!([120_106]));
    assert_eq!(allowed(), "1");
    operate(&gateway, "store.offpay", json!({"store_id": 2}));
    assert_eq!((areas(), allowed()), (json!([]), json!("0")));
    refuses(
        &gateway,
        "store.offpay",
        json!({"store_id": 2, "area_ids": [440_000, 999_999]}),
        "area_ids[1]",
    );
    assert_eq!(areas(), json!([]), "nothing was changed");
    let answer = try_to_operate(
        &gateway,
        "store.offpay",
        json!({"store_id": 9, "area_ids": []}),
    );
    assert_eq!(answer.fault(), (503, "record_not_found"));
}

#[test]
fn the_home_page_shows_what_operators_enter() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let home = || post(&gateway, "act=home&op=home_page_api", &[]).v3();
    let create = json!({"kind": "carousel", "image_url": "https://a.cn/new.jpg", "link": "goods:110", "listorder": 0});
    let id = operate(&gateway, "block.create", create)["block_id"].clone();
    eventually("the new picture is the first", || {
        home()["carouselFigure"][0]["goods_image"] == "https://a.cn/new.jpg"
    });
    operate(&gateway, "block.hide", json!({"block_id": id}));
    eventually("the picture is hidden", || {
        home()["carouselFigure"].as_array().unwrap().len() == 2
    });
    let taster = json!({"goods_id": 304, "score": 8, "taste": "鲜醇", "listorder": 0});
    let id = operate(&gateway, "taster.create", taster)["taster_id"].clone();
    let first = home()["tastersRecommends"][0].clone();
    assert_eq!(
        [
            &first["goods_id"],
            &first["recommend_score"],
            &first["recommend_taste"]
        ],
        ["304", "8", "鲜醇"]
    );
    operate(&gateway, "taster.hide", json!({"taster_id": id}));
    assert_ne!(home()["tastersRecommends"][0]["goods_id"], "304");
}
