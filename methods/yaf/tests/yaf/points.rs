//! The ledger of a user's points.

use serde_json::{Value, json};
use signet_store::points_ledger::{self, NewEntry};
use signet_store::{Error, Tx, users};
use signet_testkit::TestGateway;

use crate::usual;

const MOBILE: &str = "13800138000";

/// Changes the points of a user as a method does.
fn change(gateway: &TestGateway, mobile: &str, delta: i64, reason: &str, ref_id: &str) {
    let now = gateway.clock.now();
    let change = |tx: &mut Tx<'_>| {
        let Some(user) = users::by_mobile(tx, "yaf", mobile)? else {
            panic!("there is no such user");
        };
        assert!(users::add_points(tx, user.id, delta)?);
        let entry = NewEntry {
            user_id: user.id,
            delta,
            balance: user.points + delta,
            reason: reason.to_owned(),
            ref_id: ref_id.to_owned(),
            created_at: now,
        };
        points_ledger::insert(tx, &entry)
    };
    gateway
        .store()
        .transaction_blocking::<_, Error>(0, change)
        .unwrap();
}

#[test]
fn every_change_is_listed_with_its_reason() {
    let gateway = usual().start();
    let user = gateway.client().token(&gateway.register(MOBILE));
    gateway.register("13800138001");
    let sn = "SN202003140000000001";
    change(&gateway, MOBILE, -399, "order", sn);
    change(&gateway, MOBILE, 399, "order_cancel", sn);
    change(&gateway, MOBILE, 7, "gift", "");
    change(&gateway, "13800138001", 1, "gift", "");
    let answer = user.call("user.points.list", json!({}));
    assert_eq!((answer.code(), answer.msg()), (200, "success"));
    let mut data = answer.data().clone();
    let welcome = data["list"][3]["points"].as_i64().unwrap();
    for entry in data["list"].as_array_mut().unwrap() {
        assert!(entry["id"].is_i64());
        entry["id"] = json!(1);
        assert_eq!(entry["c_time"].as_str().unwrap().len(), 19);
        entry["c_time"] = json!("");
    }
    let entry = |points: i64, balance: i64, reason: &str, label: &str, ref_id: &str| {
        json!({
            "id": 1, "points": points, "balance": balance, "reason": reason, "reason_label": label,
            "ref_id": ref_id, "c_time": ""
        })
    };
    let expected = json!({
        "points": welcome + 7,
        "list": [
            entry(7, welcome + 7, "gift", "gift", ""),
            entry(399, welcome, "order_cancel", "订单取消退回", sn),
            entry(-399, welcome - 399, "order", "兑换商品", sn),
            entry(welcome, welcome, "welcome", "注册赠送", ""),
        ],
        "total": 4, "page": 1, "count": 20, "isnext": false
    });
    assert_eq!(data, expected);
}

#[test]
fn the_ledger_has_pages() {
    let gateway = usual().start();
    let user = gateway.client().token(&gateway.register(MOBILE));
    for number in 1..=24 {
        change(&gateway, MOBILE, number, "gift", "");
    }
    let page = |page: Value| {
        let answer = user.call("user.points.list", json!({"page": page}));
        answer.data().clone()
    };
    let first = page(json!(1));
    assert_eq!(first["list"].as_array().unwrap().len(), 20);
    assert_eq!(
        (&first["list"][0]["points"], &first["isnext"]),
        (&json!(24), &json!(true))
    );
    let second = page(json!(2));
    assert_eq!(second["list"].as_array().unwrap().len(), 5);
    assert_eq!(
        (&second["total"], &second["isnext"]),
        (&json!(25), &json!(false))
    );
    let beyond = page(json!(3));
    assert_eq!(
        (&beyond["list"], &beyond["points"]),
        (&json!([]), &first["points"])
    );
}

#[test]
fn the_ledger_needs_a_session_and_a_page_is_a_number() {
    let gateway = usual().start();
    let answer = gateway.call("user.points.list", json!({}));
    assert_eq!(answer.fault(), (602, "not_logged_in"));
    let answer = gateway.admin().call("user.points.list", json!({}));
    assert_eq!(answer.fault(), (403, "not_permitted"));
    let user = gateway.client().token(&gateway.register(MOBILE));
    let answer = user.call("user.points.list", json!({"page": "x"}));
    assert_eq!(answer.fault(), (503, "bad_params"));
}
