//! Orders, from the offer to their end.

use serde_json::{Value, json};

use crate::shop::{Account, Post, Shop};

const WEEK: i64 = 7 * 86_400;

/// Returns an order as its buyer sees it; `Null` if it is not in the list.
fn own(shop: &Shop, account: &Account, route: &str, post: &Post) -> Value {
    let list = shop.call(account, route, &[]).content();
    let mut orders = list.as_array().unwrap().iter();
    let found = orders.find(|shown| shown["post_id"] == json!(post.id));
    found.cloned().unwrap_or_default()
}

const OF_BUYER: &str = "GET api/user/order/check";
const OF_CONSULTANT: &str = "GET api/consultant/order/check";

#[test]
fn an_order_is_what_the_gateway_knows_of_the_post() {
    let shop = Shop::open();
    let [buyer, _, lawyer, other] = shop.of_demo();
    let post = shop.paid(&buyer, "10.00");
    assert_eq!(shop.add(&buyer, &post, "10.00", &lawyer).fault(), 4004);
    shop.accept(&lawyer, &post);
    shop.accept(&lawyer, &post);
    let add = |changes: &[(&str, &str)]| {
        let (post_id, lawyer_id) = (post.id(), lawyer.id.to_string());
        let usual = [
            ("order_no", post.order_no.as_str()),
            ("create_time", "1970-01-01"),
            ("price", "10"),
            ("post_id", &post_id),
            ("consultant_id", &lawyer_id),
            ("status", "new"),
        ];
        let is_changed = |name: &str| changes.iter().any(|(changed, _)| *changed == name);
        let kept = usual.iter().filter(|(name, _)| !is_changed(name));
        let fields: Vec<(&str, &str)> = kept.chain(changes).copied().collect();
        shop.call(&buyer, "POST api/user/order/add", &fields)
    };
    for (name, value) in [
        ("order_no", "CO202611280000000001"),
        ("price", "9.99"),
        ("price", "0"),
        ("status", "done"),
        ("status", "paid"),
    ] {
        let refused = add(&[(name, value)]);
        assert_eq!(refused.fault(), 4003, "{name}={value}");
        let msg = refused.json()["msg"].as_str().unwrap().to_owned();
        assert!(msg.ends_with(name), "{msg}");
    }
    for price in [
        "1e1",
        "-1",
        "0x10",
        "12.345",
        " 12",
        "１２",
        "100000000000000000000",
        "abc",
    ] {
        assert_eq!(add(&[("price", price)]).fault(), 1005, "{price}");
    }
    for text in ["", "a\u{1}b"] {
        assert_eq!(add(&[("create_time", text)]).fault(), 1005, "{text:?}");
    }
    assert_eq!(
        add(&[("consultant_id", &other.id.to_string())]).fault(),
        4004
    );
    let made = add(&[]).good();
    assert_eq!(made["content"], json!([post.id]));
    let shown = own(&shop, &buyer, OF_BUYER, &post);
    assert_eq!(
        add(&[("create_time", "later"), ("status", "active")]).good(),
        made
    );
    assert_eq!(
        add(&[("consultant_id", &other.id.to_string())]).fault(),
        3003
    );
    let expected = json!({"order_id": post.id, "post_id": post.id, "order_no": post.order_no,
        "consultant_id": lawyer.id, "username": "lawyer_one", "title": "租房合同", "price": "10.00",
        "status": "active", "pay_status": "paid", "answer": "", "create_time": shown["create_time"],
        "update_time": shown["update_time"]});
    assert_eq!(shown, expected);
    assert!(!shown["create_time"].as_str().unwrap().starts_with("1970"));
    let shown = own(&shop, &lawyer, OF_CONSULTANT, &post);
    let expected = json!({"order_id": post.id, "post_id": post.id, "user_id": buyer.id, "title": "租房合同",
        "summary": "请看一份合同", "price": "10.00", "status": "active", "answer": "",
        "create_time": shown["create_time"], "update_time": shown["update_time"]});
    assert_eq!(shown, expected);
    shop.check_books();
}

#[test]
fn an_answer_is_given_once_and_confirmed_once() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let post = shop.ordered(&buyer, "10.00", &lawyer);
    let confirm = || shop.on_post(&buyer, "POST api/user/order/confirm", &post);
    assert_eq!(confirm().fault(), 4002);
    assert_eq!(shop.complete(&lawyer, &post, "甲").content(), json!([]));
    shop.complete(&lawyer, &post, "甲").good();
    assert_eq!(shop.complete(&lawyer, &post, "乙").fault(), 4002);
    assert_eq!(own(&shop, &buyer, OF_BUYER, &post)["answer"], json!("甲"));
    for _ in 0..2 {
        assert_eq!(confirm().content(), json!([]));
    }
    shop.complete(&lawyer, &post, "甲").good();
    let cancel = shop.on_post(&buyer, "POST api/user/order/cancel", &post);
    assert_eq!(cancel.fault(), 4002);
    let cancel = shop.on_post(&lawyer, "POST api/consultant/order/cancel", &post);
    assert_eq!(cancel.fault(), 4002);
    shop.check_books();
}

#[test]
fn a_buyer_cancels_before_the_answer_and_disputes_after_it() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let cancel = |post: &Post| shop.on_post(&buyer, "POST api/user/order/cancel", post);
    let active = shop.ordered(&buyer, "10.00", &lawyer);
    for _ in 0..2 {
        assert_eq!(cancel(&active).content(), json!([]));
    }
    assert_eq!(
        own(&shop, &buyer, OF_BUYER, &active)["pay_status"],
        json!("refunding")
    );
    assert_eq!(shop.complete(&lawyer, &active, "甲").fault(), 4002);
    shop.check_books();
    let ends: [fn(&Shop, &Account, &Account, &Post); 3] = [
        |shop, buyer, _, post| {
            shop.on_post(buyer, "POST api/user/order/confirm", post)
                .good();
        },
        |shop, _, lawyer, post| {
            shop.on_post(lawyer, "POST api/consultant/order/cancel", post)
                .good();
        },
        |shop, _, _, post| {
            shop.operate("order.refund", json!({"post_id": post.id, "reason": "x"}));
        },
    ];
    for (end, status) in ends.into_iter().zip(["done", "cancelled", "cancelled"]) {
        let post = shop.delivered(&buyer, "10.00", &lawyer);
        for _ in 0..2 {
            cancel(&post).good();
            assert_eq!(
                own(&shop, &buyer, OF_BUYER, &post)["status"],
                json!("disputed")
            );
        }
        shop.check_books();
        end(&shop, &buyer, &lawyer, &post);
        assert_eq!(own(&shop, &buyer, OF_BUYER, &post)["status"], json!(status));
        shop.check_books();
    }
}

#[test]
fn a_consultant_withdraws_an_offer_or_gives_an_order_up() {
    let shop = Shop::open();
    let [buyer, _, lawyer, other] = shop.of_demo();
    let cancel = |account: &Account, post: &Post| {
        shop.on_post(account, "POST api/consultant/order/cancel", post)
    };
    let post = shop.paid(&buyer, "10.00");
    assert_eq!(cancel(&lawyer, &post).fault(), 4001);
    shop.accept(&lawyer, &post);
    let offered = [("status", "offered")];
    let offers = shop.call(&lawyer, OF_CONSULTANT, &offered).content();
    assert_eq!(offers[0]["post_id"], json!(post.id));
    assert_eq!(offers[0]["status"], json!("offered"));
    for _ in 0..2 {
        cancel(&lawyer, &post).good();
    }
    assert_eq!(shop.add(&buyer, &post, "10.00", &lawyer).fault(), 4004);
    shop.accept(&lawyer, &post);
    shop.accept(&other, &post);
    shop.add(&buyer, &post, "10.00", &lawyer).good();
    let offers = shop.call(&other, OF_CONSULTANT, &offered).good();
    assert_eq!(
        offers["content"][0]["post_id"],
        json!(2),
        "that of the demo is left"
    );
    // The offer of the other consultant is no longer valid.
    cancel(&other, &post).good();
    assert_eq!(
        own(&shop, &buyer, OF_BUYER, &post)["status"],
        json!("active")
    );
    for _ in 0..2 {
        cancel(&lawyer, &post).good();
    }
    assert_eq!(
        own(&shop, &buyer, OF_BUYER, &post)["status"],
        json!("cancelled")
    );
    shop.settle(&post, "refunded");
    assert_eq!(
        own(&shop, &buyer, OF_BUYER, &post)["pay_status"],
        json!("refunded")
    );
    shop.check_books();
}

#[test]
fn an_order_that_is_over_leaves_the_list_of_the_side_that_deletes_it() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let post = shop.delivered(&buyer, "10.00", &lawyer);
    let delete = |account: &Account, side: &str| {
        shop.on_post(account, &format!("POST api/{side}/order/delete"), &post)
    };
    assert_eq!(delete(&buyer, "user").fault(), 4002);
    assert_eq!(delete(&lawyer, "consultant").fault(), 4002);
    shop.on_post(&buyer, "POST api/user/order/confirm", &post)
        .good();
    for _ in 0..2 {
        assert_eq!(delete(&buyer, "user").content(), json!([]));
    }
    assert_eq!(own(&shop, &buyer, OF_BUYER, &post), Value::Null);
    assert_eq!(
        own(&shop, &lawyer, OF_CONSULTANT, &post)["status"],
        json!("done")
    );
    delete(&lawyer, "consultant").good();
    assert_eq!(own(&shop, &lawyer, OF_CONSULTANT, &post), Value::Null);
    shop.check_books();
}

#[test]
fn lists_are_filtered_by_a_state_and_have_pages() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let done = shop.call(&buyer, OF_BUYER, &[("status", "done")]).good();
    assert_eq!(
        (&done["total"], &done["content"][0]["status"]),
        (&json!(1), &json!("done"))
    );
    assert_eq!(
        shop.call(&buyer, OF_BUYER, &[("status", "offered")])
            .fault(),
        1005
    );
    assert_eq!(
        shop.call(&lawyer, OF_CONSULTANT, &[("status", "open")])
            .fault(),
        1005
    );
    for _ in 0..21 {
        let post = shop.publish(&buyer, "0");
        shop.accept(&lawyer, &post);
        shop.add(&buyer, &post, "0", &lawyer).good();
    }
    let first = shop
        .call(&lawyer, OF_CONSULTANT, &[("status", "active")])
        .good();
    assert_eq!(
        (&first["total"], &first["page"], &first["isnext"]),
        (&json!(21), &json!(1), &json!(true))
    );
    let second = shop
        .call(
            &lawyer,
            OF_CONSULTANT,
            &[("status", "active"), ("page", "2")],
        )
        .good();
    assert_eq!(second["content"].as_array().unwrap().len(), 1);
    assert_eq!(second["isnext"], json!(false));
}

#[test]
fn what_its_buyer_forgets_is_done_after_seven_days_and_a_second() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let left = shop.delivered(&buyer, "10.00", &lawyer);
    let disputed = shop.delivered(&buyer, "10.00", &lawyer);
    shop.on_post(&buyer, "POST api/user/order/cancel", &disputed)
        .good();
    let delivered_at = shop
        .read(|connection| signet_methods_consulting::tables::orders::find(connection, left.id));
    let delivered_at = delivered_at.unwrap().updated_at;
    shop.gateway.clock.stop_at(delivered_at + WEEK);
    assert_eq!(shop.operate("order.sweep", json!({})), json!({"count": 0}));
    let buyer = shop.log_in("user", "buyer_one");
    assert_eq!(
        own(&shop, &buyer, OF_BUYER, &left)["status"],
        json!("delivered")
    );
    shop.gateway.clock.stop_at(delivered_at + WEEK + 1);
    assert_eq!(shop.operate("order.sweep", json!({})), json!({"count": 1}));
    assert_eq!(own(&shop, &buyer, OF_BUYER, &left)["status"], json!("done"));
    assert_eq!(
        own(&shop, &buyer, OF_BUYER, &disputed)["status"],
        json!("disputed")
    );
    shop.check_books();
}

#[test]
fn a_consultant_has_fifty_offers_and_running_orders_and_no_post_of_its_own() {
    let shop = Shop::open();
    let lawyer = shop.log_in("consultant", "lawyer_one");
    let buyers: Vec<Account> = (0..3)
        .map(|number| shop.buyer(&format!("many_{number}"), &format!("1990000032{number}")))
        .collect();
    // One standing offer comes from the demo.
    for number in 0..49 {
        let post = shop.publish(&buyers[number / 20], "0");
        shop.accept(&lawyer, &post);
    }
    let post = shop.publish(&buyers[2], "0");
    let accept = || shop.on_post(&lawyer, "POST api/consultant/order/accept", &post);
    assert_eq!(accept().fault(), 4005);
    shop.call(
        &lawyer,
        "POST api/consultant/order/cancel",
        &[("post_id", "2")],
    )
    .good();
    accept().good();
    let both = shop.consultant("many_two", "19900000322");
    let own = shop.on_post(&both, "POST api/consultant/order/accept", &post);
    assert_eq!(own.fault(), 4006);
    shop.call(
        &both,
        "POST api/consultant/order/accept",
        &[("post_id", "2")],
    )
    .good();
}

#[test]
fn a_suspended_consultant_finishes_what_runs() {
    let shop = Shop::open();
    let [buyer, _, lawyer, other] = shop.of_demo();
    let running = shop.ordered(&buyer, "10.00", &lawyer);
    let offered = shop.paid(&buyer, "10.00");
    shop.accept(&lawyer, &offered);
    shop.operate(
        "consultant.suspend",
        json!({"consultant_id": lawyer.id, "reason": "x"}),
    );
    assert_eq!(shop.add(&buyer, &offered, "10.00", &lawyer).fault(), 4004);
    let own_offers = [("status", "offered")];
    let own_offers = shop.call(&lawyer, OF_CONSULTANT, &own_offers).good();
    assert_eq!(
        (&own_offers["total"], &own_offers["content"]),
        (&json!(0), &json!([]))
    );
    let offers = shop.on_post(&buyer, "GET api/user/order/offers", &offered);
    assert_eq!(offers.content(), json!([]));
    shop.complete(&lawyer, &running, "甲").good();
    shop.on_post(&buyer, "POST api/user/order/confirm", &running)
        .good();
    shop.call(&lawyer, "GET api/consultant/income/check", &[])
        .good();
    shop.accept(&other, &offered);
    shop.operate("consultant.approve", json!({"consultant_id": lawyer.id}));
    shop.add(&buyer, &offered, "10.00", &lawyer).good();
    shop.check_books();
}
