//! Whether goods are sold: the states of article and store, the stock, and the lists of operators.

use std::thread;

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::operators_goods::{detail, is_sold, plain, row};
use crate::{operate, refuses, try_to_operate, with};

#[test]
fn goods_are_live_while_they_their_article_and_their_store_are() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let made = operate(&gateway, "goods.create", plain("茶一"));
    let (common, id) = (&made["goods_commonid"], &made["goods_ids"][0]);
    let hide = |method: &str, key: &str, id: &Value, hidden: i64| {
        operate(&gateway, method, json!({key: id, "hidden": hidden}));
    };
    let store = json!(2);
    hide("goods.hide", "goods_commonid", common, 1);
    assert!(!is_sold(&gateway, id));
    // An edit does not show a hidden article.
    let variants = json!([{"goods_id": id, "price": 900}]);
    let edit = with(
        &plain("茶二"),
        json!({"goods_commonid": common, "variants": variants}),
    );
    operate(&gateway, "goods.edit", edit.clone());
    hide("store.hide", "store_id", &store, 1);
    hide("goods.hide", "goods_commonid", common, 0);
    assert!(!is_sold(&gateway, id));
    operate(
        &gateway,
        "goods.edit",
        with(&edit, json!({"goods_name": "茶三"})),
    );
    let of_hidden = operate(&gateway, "goods.create", plain("茶四"));
    assert!(!is_sold(&gateway, id) && !is_sold(&gateway, &of_hidden["goods_ids"][0]));
    hide("store.hide", "store_id", &store, 0);
    assert!(is_sold(&gateway, id) && is_sold(&gateway, &of_hidden["goods_ids"][0]));
    assert_eq!(
        detail(&gateway, id).v1()["goods_info"]["goods_name"],
        "茶三"
    );
    let answer = try_to_operate(&gateway, "goods.hide", json!({"goods_commonid": 9999}));
    assert_eq!(answer.fault(), (503, "record_not_found"));
}

#[test]
fn a_store_that_is_hidden_while_goods_are_added_sells_none_of_them() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    for round in 0..5 {
        let store = json!({"name": format!("店{round}"), "free_price": 0, "offpay": 0});
        let store = operate(&gateway, "store.create", store)["store_id"].clone();
        let made = thread::scope(|scope| {
            let create = with(&plain(&format!("茶{round}")), json!({"store_id": store}));
            let made = scope.spawn(|| operate(&gateway, "goods.create", create));
            operate(&gateway, "store.hide", json!({"store_id": store}));
            made.join().unwrap()
        });
        assert!(!is_sold(&gateway, &made["goods_ids"][0]));
    }
}

#[test]
fn a_stock_is_changed_by_differences_and_never_below_zero() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let made = operate(&gateway, "goods.create", plain("茶"));
    let id = &made["goods_ids"][0];
    let stock = |amount: i64, n: i64| {
        try_to_operate(
            &gateway,
            "goods.stock",
            json!({"goods_id": id, "amount": amount, "n": n}),
        )
    };
    assert_eq!(stock(95, 0).data()["storage"], 100);
    assert_eq!(stock(-101, 0).fault(), (503, "out_of_stock"));
    let done = thread::scope(|scope| {
        let calls: Vec<_> = (0..15)
            .map(|n| scope.spawn(move || stock(-10, n).code()))
            .collect();
        let codes = calls.into_iter().map(|call| call.join().unwrap());
        codes.filter(|code| *code == 200).count()
    });
    assert_eq!(done, 10);
    assert_eq!(row(&gateway, &made)["variants"][0]["storage"], 0);
    for (parameters, parameter) in [
        (json!({"goods_id": id, "amount": 0}), "amount"),
        (json!({"goods_id": id, "amount": 100_000_000}), "amount"),
        (json!({"goods_id": id}), "amount"),
        (json!({"amount": 1}), "goods_id"),
    ] {
        refuses(&gateway, "goods.stock", parameters, parameter);
    }
    stock(99_999_999, 0);
    refuses(
        &gateway,
        "goods.stock",
        json!({"goods_id": id, "amount": 1}),
        "amount",
    );
    let answer = try_to_operate(
        &gateway,
        "goods.stock",
        json!({"goods_id": 9999, "amount": 1}),
    );
    assert_eq!(answer.fault(), (503, "record_not_found"));
}

#[test]
fn articles_are_listed_by_store_and_class() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let listed = |search: Value| {
        let list = operate(&gateway, "goods.list", search);
        let list = list["list"].as_array().unwrap().clone();
        assert!(!list.is_empty());
        list
    };
    assert!(
        listed(json!({"store_id": 3}))
            .iter()
            .all(|row| row["store_id"] == 3)
    );
    assert!(
        listed(json!({"gc_id": 3}))
            .iter()
            .all(|row| row["gc_id"] == 3)
    );
    let answer = gateway.call("admin.teahouse.goods.list", json!({}));
    assert_eq!(answer.fault(), (403, "not_permitted"));
}
