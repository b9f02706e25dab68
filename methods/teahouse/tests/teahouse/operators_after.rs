//! Changes of operators that are refused after members have bought.

use serde_json::json;
use signet_testkit::TestGateway;

use crate::shop::{Buyer, SHENZHEN};
use crate::{listed, operate, refuses, with};

const LONG_AGO: &str = "2020-01-01 00:00:00";
const END: &str = "2030-03-01 00:00:00";

#[test]
fn limits_do_not_fall_below_what_was_given() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::fresh(&gateway);
    let sample = json!({"name": "茶样", "images": [{"url": "u"}], "origin_place": "福建", "weight": "7", "limit_number": 3,
        "link_goods_id": 101_972, "start_time": LONG_AGO, "end_time": END});
    let id = operate(&gateway, "sample.create", sample.clone())["sample_id"].clone();
    for buyer in [&buyer, &Buyer::fresh(&gateway)] {
        buyer.buy(&buyer.prepare("101972|1", SHENZHEN));
    }
    assert_eq!(listed(&gateway, "sample", "sample_id", &id)["received"], 2);
    let edit = |limit: i64| with(&sample, json!({"sample_id": id, "limit_number": limit}));
    refuses(&gateway, "sample.edit", edit(1), "limit_number");
    operate(&gateway, "sample.edit", edit(2));
    let claims = operate(&gateway, "sample.claims", json!({"sample_id": id}));
    assert_eq!(claims["total"], 2);
    assert_eq!(claims["list"][1]["userid"], buyer.user_id);

    let sale = json!({"kind": "xianshi", "goods_id": 306, "name": "抢购", "price": 100, "start_time": LONG_AGO, "end_time": END,
        "quota": 5});
    let article = listed(
        &gateway,
        "goods",
        "goods_name",
        &json!("老班章 古树生茶 357g"),
    );
    operate(
        &gateway,
        "goods.stock",
        json!({"goods_id": article["variants"][0]["goods_id"], "amount": 5}),
    );
    let id = operate(&gateway, "promotion.create", sale.clone())["promotion_id"].clone();
    buyer.buy(&buyer.prepare("306|3", SHENZHEN));
    assert_eq!(
        listed(&gateway, "promotion", "promotion_id", &id)["sold"],
        3
    );
    let edit = |quota: i64| with(&sale, json!({"promotion_id": id, "quota": quota}));
    refuses(&gateway, "promotion.edit", edit(2), "quota");
    operate(&gateway, "promotion.edit", edit(3));
}

#[test]
fn a_code_that_an_operator_made_buys_one_piece() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let article = json!({"store_id": 2, "gc_id": 1, "goods_name": "F码茶", "variants": [{"price": 100, "storage": 5}],
        "images": [{"url": "u"}], "freight": 0, "is_fcode": 1});
    let made = operate(&gateway, "goods.create", article);
    let codes = operate(
        &gateway,
        "fcode.create",
        json!({"goods_commonid": made["goods_commonid"], "count": 2}),
    );
    let code = codes["codes"][0].as_str().unwrap();
    let cart = format!("{}|1", made["goods_ids"][0]);
    let (first, second) = (Buyer::fresh(&gateway), Buyer::fresh(&gateway));
    first.buy(&first.prepare(&cart, SHENZHEN).with("fcode", code));
    let again = second.prepare(&cart, SHENZHEN).with("fcode", code);
    assert_eq!(second.step2(&again).fault(), "fcode_invalid");
    let counted = listed(&gateway, "fcode", "goods_commonid", &made["goods_commonid"]);
    assert_eq!([&counted["used"], &counted["free"]], [1, 1]);
}
