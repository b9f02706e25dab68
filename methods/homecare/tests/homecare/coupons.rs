//! Coupons, their rules, and gifts (E34).

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::{get_as, log_in, members, operate, refuses, register, user_id};

const DEMO: &str = "18215606355";
const PHONE: &str = "18215606356";
const DAY: i64 = 86_400;

fn list(gateway: &TestGateway, token: &str) -> Value {
    get_as(gateway, token, "homecare.coupon.list", json!({}))["coupons"].clone()
}

#[test]
fn coupons_are_listed_the_oldest_first() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = log_in(&gateway, DEMO, "123456");
    let coupons = list(&gateway, &token);
    assert_eq!(members(&coupons, "cou_id"), ["20102101", "20150330300008"]);
    assert_eq!(members(&coupons, "if_use"), [true, false]);
    assert_eq!(members(&coupons, "type"), [1, 3]);
    assert_eq!(members(&coupons, "value"), [500, 400]);
    assert_eq!(coupons[0]["deadline"], 1_427_270_400);
    assert_eq!(coupons[0]["create_time"], "2015-03-25 13:56:26+08:00");
    let keys: Vec<_> = coupons[0].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "owned_time",
            "create_time",
            "cou_id",
            "deadline",
            "type",
            "value",
            "if_use"
        ]
    );
}

#[test]
fn a_rule_says_what_a_registration_gives() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    operate(
        &operator,
        "coupon_rule.edit",
        json!({"type": 4, "value": 1250, "days": 10}),
    );
    let token = register(&gateway, PHONE);
    let coupon = list(&gateway, &token)[0].clone();
    let life = coupon["deadline"].as_i64().unwrap() - gateway.clock.now();
    assert_eq!(coupon["value"], 1250);
    assert!((10 * DAY - 5..=10 * DAY).contains(&life), "{life}");
    let cou_id = coupon["cou_id"].as_str().unwrap();
    let today = gateway.gateway.services.zone.date(gateway.clock.now());
    assert!(
        cou_id.len() == 18 && cou_id.starts_with(&format!("{today}4")),
        "{cou_id}"
    );

    operate(
        &operator,
        "coupon_rule.edit",
        json!({"type": 4, "value": 0, "days": 10}),
    );
    let token = register(&gateway, "18215606358");
    assert_eq!(list(&gateway, &token), json!([]));
    let rules = operate(&operator, "coupon_rule.list", json!({}))["list"].clone();
    assert_eq!(members(&rules, "type"), [1, 2, 3, 4]);
    assert_eq!(members(&rules, "value"), [500, 0, 0, 0]);
    for (key, bad) in [
        ("type", 5),
        ("value", 100_001),
        ("value", -1),
        ("days", 0),
        ("days", 3651),
    ] {
        let mut rule = json!({"type": 4, "value": 100, "days": 10});
        rule[key] = json!(bad);
        refuses(&operator.call("admin.homecare.coupon_rule.edit", rule), key);
    }
}

#[test]
fn a_batch_of_gifts_reaches_a_user_once() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    let token = register(&gateway, PHONE);
    let ids = [user_id(&gateway, PHONE), user_id(&gateway, DEMO)];
    let grant = |batch: &str, ids: &[i64]| {
        gateway.clock.shift(1);
        operate(
            &operator,
            "coupon.grant",
            json!({"batch": batch, "userids": ids, "value": 300, "days": 1}),
        )
    };
    assert_eq!(grant("spring", &ids[..1]), json!({"count": 1}));
    assert_eq!(grant("spring", &ids), json!({"count": 1}));
    assert_eq!(grant("spring", &ids), json!({"count": 0}));
    assert_eq!(grant("summer", &ids), json!({"count": 2}));
    let coupons = list(&gateway, &token);
    assert_eq!(members(&coupons, "type"), [4, 5, 5]);
    let answer = operator.call(
        "admin.homecare.coupon.grant",
        json!({"batch": "autumn", "userids": [ids[0], 9999], "value": 300, "days": 1}),
    );
    assert_eq!(answer.fault(), (503, "user_not_found"));
    assert_eq!(list(&gateway, &token), coupons);
}

#[test]
fn an_operator_finds_coupons_and_revokes_what_is_not_used() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    let userid = user_id(&gateway, DEMO);
    let found = |search: Value| {
        let found = operate(&operator, "coupon.list", search);
        let ids = members(&found["list"], "cou_id");
        ids.into_iter()
            .map(|id| id.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        found(json!({"userid": userid})),
        ["20150330300008", "20102101"]
    );
    assert_eq!(
        found(json!({"userid": userid, "type": 3})),
        ["20150330300008"]
    );
    assert_eq!(found(json!({"state": 1})), ["20150330300008"]);
    assert_eq!(found(json!({"state": 2})), ["20102101"]);
    assert_eq!(found(json!({"state": 3})), [""; 0]);
    operate(
        &operator,
        "coupon.revoke",
        json!({"cou_id": "20150330300008"}),
    );
    assert_eq!(found(json!({"state": 1})), [""; 0]);
    assert_eq!(found(json!({"state": 3})), ["20150330300008"]);
    let coupons = list(&gateway, &log_in(&gateway, DEMO, "123456"));
    assert!(coupons[1]["deadline"].as_i64().unwrap() <= gateway.clock.now());
    for unknown in ["20102101", "1"] {
        let answer = operator.call("admin.homecare.coupon.revoke", json!({"cou_id": unknown}));
        assert_eq!(answer.fault(), (503, "record_not_found"), "{unknown}");
    }
}
