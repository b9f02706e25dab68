//! The methods that only signed calls have: the password for payments, invoices and vouchers.

use serde_json::json;
use signet_testkit::{SMS_CODE, TestGateway};

use crate::wire::post;
use crate::{BUYER, LIAO, get, log_in, signed};

#[test]
fn a_password_for_payments_needs_a_code_to_the_own_mobile() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, BUYER, "android");
    let set = |code: &str| {
        let parameters = json!({"verificode": code, "paypwd": "pay_pwd_1"});
        signed(&gateway, &key, "paypwd.set", parameters)
    };
    assert_eq!(set(SMS_CODE).fault(), (700, "wrong_code"));
    // The code for a lost password is a different code.
    post(
        &gateway,
        "act=login&op=send_sms",
        &[("mobile", "19900000202")],
    )
    .v3();
    assert_eq!(set(SMS_CODE).fault(), (700, "wrong_code"));
    gateway.clock.shift(61);
    get(&gateway, &key, "sms.pay", json!({}));
    assert_eq!(set("000000").fault(), (700, "wrong_code"));
    assert_eq!(set(SMS_CODE).code(), 200);
    // This is another call, not a retry.
    gateway.clock.shift(1);
    assert_eq!(set(SMS_CODE).fault(), (503, "code_expired"));
    let fields = [("op", "qq"), ("client", "ios"), ("code", "sandbox:abc")];
    let guest = post(&gateway, "act=login&op=register_api", &fields).v3();
    let guest = guest["key"].as_str().unwrap();
    let refused = signed(&gateway, guest, "sms.pay", json!({}));
    assert_eq!(refused.fault(), (503, "sms_blocked"), "it has no mobile");
}

#[test]
fn a_member_has_ten_invoices_at_most_and_one_default() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, LIAO, "android");
    let add = |title: &str| {
        let parameters = json!({"kind": 2, "title": title, "content": "茶叶"});
        signed(&gateway, &key, "invoice.add", parameters)
    };
    let mut ids = Vec::new();
    for number in 0..10 {
        ids.push(add(&format!("公司{number}")).data()["inv_id"].clone());
    }
    assert_eq!(add("公司").fault(), (503, "already_exists"));
    let list = || {
        let list = get(&gateway, &key, "invoice.list", json!({}));
        let list = list["invoice_list"].as_array().unwrap().iter();
        list.map(|item| (item["inv_id"].clone(), item["is_default"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        list()[..2],
        [(ids[0].clone(), json!(1)), (ids[9].clone(), json!(0))]
    );
    get(&gateway, &key, "invoice.delete", json!({"inv_id": ids[0]}));
    assert_eq!(
        list()[0],
        (ids[9].clone(), json!(1)),
        "the newest is the default"
    );
    // This is another call, not a retry.
    gateway.clock.shift(1);
    let again = signed(&gateway, &key, "invoice.delete", json!({"inv_id": ids[0]}));
    assert_eq!(again.fault(), (503, "invoice_not_found"));
    let other = log_in(&gateway, BUYER, "android");
    let foreign = signed(
        &gateway,
        &other,
        "invoice.delete",
        json!({"inv_id": ids[9]}),
    );
    assert_eq!(foreign.fault(), (503, "invoice_not_found"));
}

#[test]
fn a_member_sees_the_own_vouchers() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let (buyer, other) = (
        log_in(&gateway, BUYER, "android"),
        log_in(&gateway, LIAO, "android"),
    );
    let list = |key: &str, parameters| get(&gateway, key, "voucher.list", parameters);
    let own = list(&buyer, json!({"state": 1}));
    let templates: Vec<_> = own["voucher_list"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["voucher_t_id"])
        .collect();
    assert_eq!(templates, [1, 10]);
    assert_eq!(
        (&own["hasmore"], &own["page_total"]),
        (&json!(false), &json!(1))
    );
    assert_eq!(list(&buyer, json!({}))["voucher_list"], own["voucher_list"]);
    for (key, parameters) in [(&buyer, json!({"state": 2})), (&other, json!({}))] {
        assert_eq!(list(key, parameters)["voucher_list"], json!([]));
    }
}
