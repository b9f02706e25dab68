//! The methods of operators.

use serde_json::{Value, json};

use crate::shop::{Account, Shop};

/// Makes a payout, with its own request token.
fn pay_out(shop: &Shop, consultant: &Account, amount: i64) -> signet_testkit::Answer {
    let admin = shop.admin();
    let token = admin.call("system.request.token", json!({"number": 1}));
    let payout = json!({"request_token": token.data()["token"], "consultant_id": consultant.id,
        "amount": amount, "note": "银行转账"});
    admin.call("admin.consulting.payout.create", payout)
}

#[test]
fn tags_are_made_edited_hidden_and_listed() {
    let shop = Shop::open();
    let tag = json!({"name": "房产", "listorder": 0});
    let created = shop.operate("tag.create", tag.clone());
    assert_eq!(
        shop.operator("tag.create", json!({"name": "法律", "listorder": 0}))
            .fault(),
        (503, "already_exists")
    );
    let tag_id = created["tag_id"].clone();
    shop.operate(
        "tag.edit",
        json!({"tag_id": tag_id, "name": "房产买卖", "listorder": 0}),
    );
    let taken = json!({"tag_id": tag_id, "name": "法律", "listorder": 0});
    assert_eq!(
        shop.operator("tag.edit", taken).fault(),
        (503, "already_exists")
    );
    let shown = shop.guest("GET api/tag/check", &[]).content();
    assert_eq!(shown[0], json!({"tag_id": tag_id, "name": "房产买卖"}));
    shop.operate("tag.hide", json!({"tag_id": tag_id, "hidden": 1}));
    let shown = shop.guest("GET api/tag/check", &[]).content();
    assert_eq!(shown.as_array().unwrap().len(), 6);
    let list = shop.operate("tag.list", json!({}));
    assert_eq!(
        (&list["total"], &list["list"][0]["state"]),
        (&json!(7), &json!(0))
    );
    shop.operate("tag.hide", json!({"tag_id": tag_id, "hidden": 0}));
    for (method, parameters) in [
        (
            "tag.edit",
            json!({"tag_id": 99, "name": "x", "listorder": 0}),
        ),
        ("tag.hide", json!({"tag_id": 99})),
    ] {
        assert_eq!(
            shop.operator(method, parameters).fault(),
            (503, "record_not_found")
        );
    }
}

#[test]
fn consultants_are_listed_with_masked_mobiles() {
    let shop = Shop::open();
    let list = shop.operate("consultant.list", json!({"state": "pending"}));
    let row = &list["list"][0];
    assert_eq!(
        (&row["username"], &row["mobile"]),
        (&json!("lawyer_new"), &json!("199****0105"))
    );
    let list = shop.operate("consultant.list", json!({"username": "Lawyer_One"}));
    assert_eq!(
        (&list["total"], &list["list"][0]["balance"]),
        (&json!(1), &json!(20_000))
    );
    let nobody = shop.operate("consultant.list", json!({"username": "buyer_one"}));
    assert_eq!(nobody["total"], json!(0));
    assert_eq!(
        shop.operate("consultant.list", json!({}))["total"],
        json!(3)
    );
    let wrong = shop.operator("consultant.list", json!({"state": "live"}));
    assert_eq!(wrong.fault(), (503, "bad_params"));
    let [buyer, ..] = shop.of_demo();
    for id in [buyer.id, 999_999] {
        let unknown = shop.operator("consultant.approve", json!({"consultant_id": id}));
        assert_eq!(unknown.fault(), (503, "user_not_found"));
        let unknown = shop.operator(
            "consultant.suspend",
            json!({"consultant_id": id, "reason": "x"}),
        );
        assert_eq!(unknown.fault(), (503, "user_not_found"));
        let unknown = shop.operator("income.list", json!({"consultant_id": id}));
        assert_eq!(unknown.fault(), (503, "user_not_found"));
    }
}

#[test]
fn a_post_is_found_and_closed_with_a_refund() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let post = shop.paid(&buyer, "10.00");
    let search =
        json!({"state": "open", "user_id": buyer.id, "tag_id": 1, "order_no": post.order_no});
    let list = shop.operate("post.list", search);
    assert_eq!(list["total"], json!(1));
    let row = &list["list"][0];
    assert_eq!(
        (&row["price"], &row["pay_status"]),
        (&json!(1000), &json!("paid"))
    );
    let close = json!({"post_id": post.id, "reason": "电话"});
    shop.operate("post.close", close.clone());
    assert_eq!(
        shop.operator("post.close", json!({"post_id": post.id, "reason": "又"}))
            .fault(),
        (503, "post_state")
    );
    shop.check_books();
    let ordered = shop.ordered(&buyer, "10.00", &lawyer);
    let close = json!({"post_id": ordered.id, "reason": "电话"});
    assert_eq!(
        shop.operator("post.close", close).fault(),
        (503, "post_state")
    );
    for method in ["post.close", "post.hide", "post.show"] {
        let unknown = shop.operator(method, json!({"post_id": 999_999, "reason": "x"}));
        assert_eq!(unknown.fault(), (503, "post_not_found"));
    }
    assert_eq!(
        shop.operator("post.list", json!({"state": "done"})).fault(),
        (503, "bad_params")
    );
}

#[test]
fn an_order_is_found_with_its_history_refunded_and_finished() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let post = shop.delivered(&buyer, "10.00", &lawyer);
    shop.operate(
        "order.finish",
        json!({"post_id": post.id, "reason": "符合要求"}),
    );
    shop.check_books();
    let finish = json!({"post_id": post.id, "reason": "再次"});
    assert_eq!(
        shop.operator("order.finish", finish).fault(),
        (503, "order_state")
    );
    let search = json!({"order_no": post.order_no, "consultant_id": lawyer.id, "user_id": buyer.id, "state": "done"});
    let row = shop.operate("order.list", search)["list"][0].clone();
    let steps: Vec<String> = row["moves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|moved| {
            format!(
                "{} {} {}>{}",
                moved["actor"], moved["what"], moved["from"], moved["to"]
            )
        })
        .map(|step| step.replace('"', ""))
        .collect();
    let expected = [
        format!("buyer:{} publish >unpaid", buyer.id),
        "payment paid unpaid>open".to_owned(),
        format!("buyer:{} add open>ordered", buyer.id),
        format!("buyer:{} add >active", buyer.id),
        format!("consultant:{} complete active>delivered", lawyer.id),
        "operator finish delivered>done".to_owned(),
        "operator finish ordered>closed".to_owned(),
    ];
    assert_eq!(steps, expected);
    shop.operate(
        "order.refund",
        json!({"post_id": post.id, "reason": "投诉"}),
    );
    shop.check_books();
    let refund = json!({"post_id": post.id, "reason": "再次"});
    assert_eq!(
        shop.operator("order.refund", refund).fault(),
        (503, "order_state")
    );
    let income = shop.operate("income.list", json!({"consultant_id": lawyer.id}));
    assert_eq!(
        (&income["list"][0]["reason"], &income["list"][0]["amount"]),
        (&json!("taken_back"), &json!(-1000))
    );
    for method in ["order.refund", "order.finish"] {
        // The second post of the demo has no order.
        for post_id in [2, 999_999] {
            let unknown = shop.operator(method, json!({"post_id": post_id, "reason": "x"}));
            assert_eq!(unknown.fault(), (503, "order_not_found"));
        }
    }
}

#[test]
fn a_payout_is_covered_by_the_balance_and_written_once() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let post = shop.delivered(&buyer, "10.00", &lawyer);
    shop.on_post(&buyer, "POST api/user/order/confirm", &post)
        .good();
    assert_eq!(pay_out(&shop, &lawyer, 21_001).fault(), (503, "bad_params"));
    let paid = pay_out(&shop, &lawyer, 20_500);
    assert_eq!(paid.data()["balance"], json!(500));
    shop.check_books();
    // Money that was paid out is not taken back.
    let refund = json!({"post_id": post.id, "reason": "投诉"});
    assert_eq!(
        shop.operator("order.refund", refund).fault(),
        (503, "order_state")
    );
    let newest = shop
        .call(&lawyer, "GET api/consultant/income/check", &[])
        .content()[0]
        .clone();
    assert_eq!(
        (
            &newest["post_id"],
            &newest["amount"],
            &newest["balance"],
            &newest["reason"]
        ),
        (
            &json!(0),
            &json!("-205.00"),
            &json!("5.00"),
            &json!("payout")
        )
    );
    let admin = shop.admin();
    let token = admin
        .call("system.request.token", json!({"number": 1}))
        .data()["token"]
        .clone();
    let payout = |amount: i64, note: &str| -> signet_testkit::Answer {
        let payout = json!({"request_token": token, "consultant_id": lawyer.id, "amount": amount, "note": note});
        admin.call("admin.consulting.payout.create", payout)
    };
    let first = payout(100, "a");
    shop.gateway.clock.shift(1);
    let again = admin.at(shop.gateway.clock.now());
    let same =
        json!({"request_token": token, "consultant_id": lawyer.id, "amount": 100, "note": "a"});
    assert_eq!(
        again.call("admin.consulting.payout.create", same).data(),
        first.data()
    );
    let other: Value =
        json!({"request_token": token, "consultant_id": lawyer.id, "amount": 200, "note": "a"});
    let other = again.call("admin.consulting.payout.create", other);
    assert_eq!(other.fault(), (503, "request_token_reused"));
    shop.check_books();
}

#[test]
fn operators_methods_are_for_operators_and_audited() {
    let shop = Shop::open();
    let [buyer, ..] = shop.of_demo();
    let refused = shop.gateway.client().token(&buyer.token);
    let refused = refused.call("admin.consulting.order.sweep", json!({}));
    assert_eq!(refused.fault(), (403, "not_permitted"));
    shop.operate("consultant.list", json!({}));
    let rows = shop.gateway.audited("admin.consulting.consultant.list");
    assert_eq!(rows.len(), 1, "{rows:?}");
}
