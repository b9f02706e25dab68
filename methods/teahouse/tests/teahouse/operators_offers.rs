//! The methods of operators for promotions, campaigns, samples and freight.

use std::thread;

use serde_json::{Value, json};
use signet_testkit::{TestGateway, eventually};

use crate::wire::{get, post_as};
use crate::{BUYER, listed, log_in, operate, refuses, try_to_operate, with};

const LONG_AGO: &str = "2020-01-01 00:00:00";
const START: &str = "2030-03-01 00:00:00";
const MIDDLE: &str = "2030-03-02 00:00:00";
const END: &str = "2030-03-03 00:00:00";
const LATER: &str = "2030-03-04 00:00:00";

fn promotion() -> Value {
    json!({"kind": "groupbuy", "goods_id": 306, "name": "团购", "price": 100_000, "start_time": START, "end_time": MIDDLE})
}

fn info(gateway: &TestGateway, id: &str) -> Value {
    let page = get(gateway, "act=goods&op=goods_detail", &[("goods_id", id)]);
    page.v1()["goods_info"].clone()
}

#[test]
fn promotions_of_a_kind_do_not_overlap_on_goods() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let id = operate(&gateway, "promotion.create", promotion())["promotion_id"].clone();
    for (start, end) in [
        (START, MIDDLE),
        (LONG_AGO, END),
        (START, "2030-03-01 00:00:01"),
    ] {
        let other = with(
            &promotion(),
            json!({"name": "重叠", "start_time": start, "end_time": end}),
        );
        refuses(&gateway, "promotion.create", other, "start_time");
    }
    let next = with(&promotion(), json!({"start_time": MIDDLE, "end_time": END}));
    let next_id = operate(&gateway, "promotion.create", next.clone())["promotion_id"].clone();
    for other in [
        json!({"kind": "xianshi"}),
        json!({"goods_id": 305, "price": 1}),
    ] {
        operate(&gateway, "promotion.create", with(&promotion(), other));
    }
    let moved = with(
        &next,
        json!({"promotion_id": next_id, "start_time": "2030-03-01 12:00:00"}),
    );
    refuses(&gateway, "promotion.edit", moved.clone(), "start_time");
    operate(&gateway, "promotion.hide", json!({"promotion_id": id}));
    operate(&gateway, "promotion.edit", moved);
    let show = json!({"promotion_id": id, "hidden": 0});
    refuses(&gateway, "promotion.hide", show, "start_time");
    for (search, count) in [
        (json!({"goods_id": 306}), 3),
        (json!({"goods_id": 306, "kind": "groupbuy"}), 2),
    ] {
        assert_eq!(operate(&gateway, "promotion.list", search)["total"], count);
    }
    refuses(&gateway, "promotion.list", json!({"kind": "x"}), "kind");
    let groupbuy_of_two = with(
        &promotion(),
        json!({"lower_limit": 2, "start_time": LATER, "end_time": "2031-01-01 00:00:00"}),
    );
    refuses(&gateway, "promotion.create", groupbuy_of_two, "lower_limit");
}

#[test]
fn one_of_many_promotions_at_once_gets_the_window() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let create = |n: i64| {
        let parameters = with(&promotion(), json!({"n": n}));
        try_to_operate(&gateway, "promotion.create", parameters).code()
    };
    let create = &create;
    let made = thread::scope(|scope| {
        let calls: Vec<_> = (0..8).map(|n| scope.spawn(move || create(n))).collect();
        let codes = calls.into_iter().map(|call| call.join().unwrap());
        codes.filter(|code| *code == 200).count()
    });
    assert_eq!(made, 1);
    assert_eq!(
        operate(&gateway, "promotion.list", json!({"goods_id": 306}))["total"],
        1
    );
}

#[test]
fn a_promotion_that_runs_has_its_price_and_moves_only_its_end_and_quota() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let running = with(&promotion(), json!({"start_time": LONG_AGO}));
    let id = operate(&gateway, "promotion.create", running.clone())["promotion_id"].clone();
    let shown = info(&gateway, "306");
    assert_eq!(
        [&shown["promotion_type"], &shown["promotion_price"]],
        ["groupbuy", "1000.00"]
    );
    let edit = with(&running, json!({"promotion_id": id}));
    for changed in [
        json!({"price": 90_000}),
        json!({"kind": "xianshi"}),
        json!({"goods_id": 305, "price": 100}),
        json!({"name": "x"}),
        json!({"start_time": "2020-01-02 00:00:00"}),
        json!({"upper_limit": 3}),
        json!({"recommend": 1}),
    ] {
        refuses(
            &gateway,
            "promotion.edit",
            with(&edit, changed),
            "promotion_id",
        );
    }
    operate(
        &gateway,
        "promotion.edit",
        with(&edit, json!({"end_time": LATER, "quota": 5})),
    );
    let row = listed(&gateway, "promotion", "promotion_id", &id);
    assert_eq!(
        [&row["end_time"], &row["quota"], &row["sold"]],
        [&json!(LATER), &json!(5), &json!(0)]
    );
    // The ordinary price must stay above the price of the promotion.
    let article = listed(
        &gateway,
        "goods",
        "goods_name",
        &json!("老班章 古树生茶 357g"),
    );
    let cheaper = |price: i64| {
        json!({"goods_commonid": article["goods_commonid"], "store_id": 3, "gc_id": 4, "goods_name": "老班章",
            "variants": [{"goods_id": 306, "price": price}], "images": [{"url": "u"}], "freight": 0})
    };
    refuses(
        &gateway,
        "goods.edit",
        cheaper(100_000),
        "variants[0].price",
    );
    operate(&gateway, "goods.edit", cheaper(100_001));
    operate(
        &gateway,
        "promotion.edit",
        with(&edit, json!({"end_time": "2020-01-02 00:00:00"})),
    );
    assert_eq!(info(&gateway, "306")["promotion_type"], "");
}

#[test]
fn a_campaign_has_one_to_ten_sound_rules() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let campaign = json!({"store_id": 3, "name": "满就送", "start_time": LONG_AGO, "end_time": END, "rules": [
        {"price": 10_000, "discount": 1000}, {"price": 5000, "gift_goods_id": 110}]});
    for (rules, parameter) in [
        (
            json!([{"price": 100, "discount": 100}]),
            "rules[0].discount",
        ),
        (json!([{"price": 100}]), "rules[0].discount"),
        (
            json!([{"price": 100, "discount": 1}, {"price": 100, "discount": 2}]),
            "rules[1].price",
        ),
        (
            json!([{"price": 100, "gift_goods_id": 232}]),
            "rules[0].gift_goods_id",
        ),
        (
            json!([{"price": 100, "gift_goods_id": 9999}]),
            "rules[0].gift_goods_id",
        ),
        (json!([{"price": 0, "discount": 0}]), "rules[0].price"),
        (
            json!(vec![json!({"price": 100, "discount": 1}); 11]),
            "rules",
        ),
    ] {
        refuses(
            &gateway,
            "mansong.create",
            with(&campaign, json!({"rules": rules})),
            parameter,
        );
    }
    let shown = || {
        let page = get(
            &gateway,
            "act=goods&op=goods_detail",
            &[("goods_id", "110")],
        );
        page.v1()["mansong_info"].clone()
    };
    let id = operate(&gateway, "mansong.create", campaign.clone())["mansong_id"].clone();
    eventually("the campaign is shown", || shown()["price"] == "50.00");
    assert_eq!(
        [&shown()["goods_id"], &shown()["rules"][1]["discount"]],
        ["110", "10.00"]
    );
    refuses(
        &gateway,
        "mansong.create",
        with(&campaign, json!({"start_time": START})),
        "start_time",
    );
    let next = with(&campaign, json!({"start_time": END, "end_time": LATER}));
    let next = operate(&gateway, "mansong.create", next)["mansong_id"].clone();
    let edit = with(
        &campaign,
        json!({"mansong_id": next, "start_time": MIDDLE, "end_time": LATER}),
    );
    refuses(&gateway, "mansong.edit", edit.clone(), "start_time");
    operate(&gateway, "mansong.hide", json!({"mansong_id": id}));
    eventually("the campaign is over", || shown() == json!({}));
    operate(&gateway, "mansong.edit", edit);
    refuses(
        &gateway,
        "mansong.hide",
        json!({"mansong_id": id, "hidden": 0}),
        "start_time",
    );
}

#[test]
fn samples_of_goods_do_not_overlap_and_keep_what_was_given() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let sample = json!({"name": "茶样", "images": [{"url": "https://a.cn/1.jpg"}], "origin_place": "福建", "weight": "7", "price": 0,
        "freight": 600, "limit_number": 2, "link_goods_id": 101_972, "start_time": LONG_AGO, "end_time": END});
    let id = operate(&gateway, "sample.create", sample.clone())["sample_id"].clone();
    let current = get(&gateway, "act=goods_sample", &[]).v3();
    assert_eq!(
        [
            &current["sample_id"],
            &current["sample_freight"],
            &current["sample_image"][0]["bmiddle_pic"]
        ],
        [
            &json!(id.to_string()),
            &json!("6"),
            &json!("https://a.cn/1.jpg")
        ]
    );
    refuses(
        &gateway,
        "sample.create",
        with(&sample, json!({"start_time": START})),
        "start_time",
    );
    let next = with(&sample, json!({"start_time": END, "end_time": LATER}));
    let next_id = operate(&gateway, "sample.create", next.clone())["sample_id"].clone();
    let moved = with(&next, json!({"sample_id": next_id, "start_time": MIDDLE}));
    refuses(&gateway, "sample.edit", moved.clone(), "start_time");
    operate(&gateway, "sample.hide", json!({"sample_id": id}));
    operate(&gateway, "sample.edit", moved);
    refuses(
        &gateway,
        "sample.hide",
        json!({"sample_id": id, "hidden": 0}),
        "start_time",
    );
    assert_eq!(
        operate(&gateway, "sample.claims", json!({"sample_id": id}))["total"],
        0
    );
    refuses(&gateway, "sample.claims", json!({}), "sample_id");
    let answer = gateway.call("admin.teahouse.sample.claims", json!({"sample_id": 36}));
    assert_eq!(answer.fault(), (403, "not_permitted"));
}

#[test]
fn a_template_of_freight_has_each_area_once_and_one_default() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, BUYER, "android");
    let rule = |areas: Value, fee: i64| json!({"area_ids": areas, "first_num": 1, "first_fee": fee, "next_num": 1, "next_fee": 0});
    let template = json!({"store_id": 2, "name": "全国", "rules": [rule(json!([440_000]), 800), rule(json!([]), 1200)]});
    for (rules, parameter) in [
        (
            json!([rule(json!([]), 1), rule(json!([]), 2)]),
            "rules[1].area_ids",
        ),
        (
            json!([
                rule(json!([440_000]), 1),
                rule(json!([110_000, 440_000]), 2)
            ]),
            "rules[1].area_ids",
        ),
        (json!([rule(json!([440_305]), 1)]), "rules[0].area_ids"),
        (json!([rule(json!([999_999]), 1)]), "rules[0].area_ids"),
        (
            json!([with(&rule(json!([]), 1), json!({"next_num": 0}))]),
            "rules[0].next_num",
        ),
        (
            json!([with(&rule(json!([]), 1), json!({"first_fee": -1}))]),
            "rules[0].first_fee",
        ),
    ] {
        refuses(
            &gateway,
            "transport.create",
            with(&template, json!({"rules": rules})),
            parameter,
        );
    }
    let id = operate(&gateway, "transport.create", template.clone())["transport_id"].clone();
    let article = json!({"store_id": 2, "gc_id": 1, "goods_name": "茶", "variants": [{"price": 100, "storage": 5}],
        "images": [{"url": "u"}], "transport_id": id});
    let made = operate(&gateway, "goods.create", article.clone());
    let cart = format!("{}|1", made["goods_ids"][0]);
    let freight = || {
        let fields = [("cart_id", cart.as_str()), ("ifcart", "0")];
        let step = post_as(&gateway, &key, "act=member_buy&op=buy_step1", &fields).v1();
        let fields = [
            ("freight_hash", step["freight_hash"].as_str().unwrap()),
            ("city_id", "440300"),
            ("area_id", "440305"),
        ];
        let reply = post_as(&gateway, &key, "act=member_buy&op=change_address", &fields);
        match reply.json().get("sub_code") {
            None => reply.v1()["content"]["2"].clone(),
            Some(fault) => fault.clone(),
        }
    };
    assert_eq!(freight(), "8.00");
    let edit = |rules: Value| with(&template, json!({"transport_id": id, "rules": rules}));
    operate(
        &gateway,
        "transport.edit",
        edit(json!([
            rule(json!([440_300]), 700),
            rule(json!([440_000]), 800)
        ])),
    );
    assert_eq!(freight(), "7.00");
    operate(
        &gateway,
        "transport.edit",
        edit(json!([rule(json!([110_000]), 700)])),
    );
    assert_eq!(freight(), "not_deliverable");
    refuses(
        &gateway,
        "transport.edit",
        with(&edit(json!([rule(json!([]), 1)])), json!({"store_id": 3})),
        "store_id",
    );
    let hide = json!({"transport_id": id});
    refuses(&gateway, "transport.hide", hide.clone(), "transport_id");
    operate(
        &gateway,
        "goods.hide",
        json!({"goods_commonid": made["goods_commonid"]}),
    );
    operate(&gateway, "transport.hide", hide);
    let other = with(&article, json!({"goods_name": "茶二"}));
    refuses(&gateway, "goods.create", other, "transport_id");
}
