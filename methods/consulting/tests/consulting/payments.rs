//! Payments of posts: requests, events of the provider, and payments that come too late.

use serde_json::json;
use signet_store::charges::ChargeState;

use crate::shop::Shop;

#[test]
fn a_payment_is_compared_with_the_price_and_the_provider_gets_the_price() {
    let shop = Shop::open();
    let [buyer, ..] = shop.of_demo();
    let post = shop.publish(&buyer, "120.00");
    for wrong in ["0", "120", "11999", "12001", "120.01", "119.99"] {
        assert_eq!(shop.pay_init(&buyer, &post, wrong).fault(), 5003, "{wrong}");
    }
    for broken in [
        "1.2",
        "12.345",
        "-1",
        "1e4",
        "12000 ",
        "99999999999999999999",
        "一",
    ] {
        assert_eq!(
            shop.pay_init(&buyer, &post, broken).fault(),
            1005,
            "{broken}"
        );
    }
    let first = shop.pay_init(&buyer, &post, "12000").good();
    let again = shop.pay_init(&buyer, &post, "120.00").good();
    assert_eq!(first, again, "the same charge and credential");
    let payment = &first["content"][0];
    assert_eq!(payment["out_trade_no"], json!(post.order_no));
    assert!(payment["pay_no"].as_str().unwrap().len() > 3, "{payment}");
    assert!(payment["credential"].is_object(), "{payment}");
    let charge = shop.charge(&post).unwrap();
    assert_eq!(
        (charge.fen, charge.client_ip.as_str(), charge.body.as_str()),
        (12_000, "127.0.0.1", "合同审核")
    );
    assert_eq!(
        (charge.subject.as_str(), charge.channel.as_str()),
        ("租房合同", "wx")
    );
    shop.settle(&post, "paid");
    assert_eq!(shop.pay_init(&buyer, &post, "12000").fault(), 5002);
    shop.check_books();
}

#[test]
fn what_is_attached_comes_back() {
    let shop = Shop::open();
    let [buyer, ..] = shop.of_demo();
    let post = shop.publish(&buyer, "1.00");
    let fields = [
        ("body", "b"),
        ("out_trade_no", post.order_no.as_str()),
        ("total_fee", "100"),
        ("spbill_create_ip", "203.0.113.9"),
        ("attach", "from=app&n=1"),
        ("device_info", "phone"),
    ];
    let paid = shop.call(&buyer, "POST api/pay/init", &fields).content();
    assert_eq!(paid[0]["attach"], json!("from=app&n=1"));
    let charge = shop.charge(&post).unwrap();
    assert!(!format!("{charge:?}").contains("203.0.113.9"), "{charge:?}");
    let init = |name: &str, value: &str| {
        let usual = fields.iter().filter(|(known, _)| *known != name);
        let fields: Vec<(&str, &str)> = usual.copied().chain([(name, value)]).collect();
        shop.call(&buyer, "POST api/pay/init", &fields)
    };
    for attach in [" ", " a ", "\u{200b}x"] {
        let kept = init("attach", attach).content();
        assert_eq!(kept[0]["attach"], json!(attach), "as it was sent");
    }
    assert_eq!(init("attach", "").content()[0]["attach"], json!(""));
    for (name, broken) in [
        ("attach", "a\nb"),
        ("body", "a\u{1}b"),
        ("spbill_create_ip", "\t"),
        ("device_info", "a\u{7f}b"),
    ] {
        assert_eq!(init(name, broken).fault(), 1005, "{name}");
    }
    // MySQL ignores the space at the end and would find the post.
    let padded = format!("{} ", post.order_no);
    assert_eq!(init("out_trade_no", &padded).fault(), 4001);
    let padded = [("username", "buyer_one "), ("password", "secret_1")];
    assert_eq!(shop.guest("POST api/user/login", &padded).fault(), 2025);
}

#[test]
fn a_charge_lasts_two_hours_and_the_next_one_has_another_number() {
    let shop = Shop::open();
    let [buyer, ..] = shop.of_demo();
    let post = shop.publish(&buyer, "1.00");
    shop.pay_init(&buyer, &post, "100").good();
    let first = shop.charge(&post).unwrap();
    shop.gateway.clock.shift(7300);
    shop.pay_init(&buyer, &post, "100").good();
    let second = shop.charge(&post).unwrap();
    assert_eq!(second.number, format!("{}-2", post.order_no));
    // The earlier charge is paid nevertheless, and refunded; the newer one opens the post.
    let late = json!({"charge_id": first.id, "outcome": "paid"});
    assert_eq!(shop.admin().call("admin.payment.settle", late).code(), 200);
    shop.settle(&post, "paid");
    let search = [("out_trade_no", post.order_no.as_str())];
    let state = shop.call(&buyer, "GET api/pay/check", &search).content();
    let expected =
        json!([{"out_trade_no": post.order_no, "total_fee": "100", "pay_status": "paid"}]);
    assert_eq!(state, expected);
    shop.check_books();
}

#[test]
fn money_for_a_closed_post_is_refunded_and_opens_nothing() {
    let shop = Shop::open();
    let [buyer, ..] = shop.of_demo();
    let post = shop.publish(&buyer, "1.00");
    shop.pay_init(&buyer, &post, "100").good();
    shop.on_post(&buyer, "DELETE api/user/post/delete", &post)
        .good();
    for _ in 0..3 {
        shop.settle(&post, "paid");
        let charge = shop.charge(&post).unwrap();
        assert_eq!(
            (charge.state, charge.requested),
            (ChargeState::Refunding, 100)
        );
        shop.check_books();
    }
    shop.settle(&post, "refunded");
    assert_eq!(shop.charge(&post).unwrap().state, ChargeState::Refunded);
}

#[test]
fn another_amount_is_an_alarm_and_opens_nothing() {
    let shop = Shop::open();
    let [buyer, ..] = shop.of_demo();
    let post = shop.publish(&buyer, "1.00");
    shop.pay_init(&buyer, &post, "100").good();
    let lie = json!({"order": post.order_no, "outcome": "paid", "amount": 1});
    shop.admin().call("admin.payment.settle", lie);
    assert!(!shop.charge(&post).unwrap().is_paid());
    let (_, metrics) = shop.gateway.ops("/metrics");
    let alarms = metrics
        .lines()
        .filter(|line| line.starts_with("gateway_payment_alarms_total"));
    assert!(
        alarms.into_iter().any(|line| !line.ends_with(" 0")),
        "{metrics}"
    );
    shop.check_books();
}

#[test]
fn operators_refund_held_money_by_the_way_of_the_order_alone() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let open = shop.paid(&buyer, "1.00");
    let done = shop.delivered(&buyer, "1.00", &lawyer);
    shop.on_post(&buyer, "POST api/user/order/confirm", &done)
        .good();
    for post in [&open, &done] {
        let charge = shop.charge(post).unwrap();
        // The order number of the post, no order number, an unknown order number, and the order number of a post whose money is not
        // held.
        let closed = shop.publish(&buyer, "1.00");
        shop.on_post(&buyer, "DELETE api/user/post/delete", &closed)
            .good();
        for order in [&post.order_no, "", "CO0", &closed.order_no] {
            let refund = json!({"charge_id": charge.id, "order": order, "reason": "x"});
            let refused = shop.admin().call("admin.payment.refund", refund);
            assert_eq!(refused.fault(), (503, "order_state"), "{refused:?}");
        }
    }
    shop.check_books();
}
