//! The walk through the product, to the fen.

use serde_json::{Value, json};

use crate::shop::Shop;

#[test]
fn the_walk_on_the_own_wire() {
    let shop = Shop::open();
    let buyer = shop.buyer("walker", "19900000201");
    let lawyer = shop.log_in("consultant", "lawyer_one");
    let tags = shop.guest("GET api/tag/check", &[]).content();
    assert_eq!(tags[0], json!({"tag_id": 1, "name": "法律"}));

    let post = shop.publish(&buyer, "120.00");
    let paid = shop.pay_init(&buyer, &post, "12000").good();
    let payment = &paid["content"][0];
    assert_eq!(payment["total_fee"], json!("12000"));
    assert_eq!(payment["pay_status"], json!("unpaid"));
    assert_eq!(paid["msg"], json!(payment["credential"].to_string()));
    assert_eq!(shop.charge(&post).unwrap().fen, 12_000);
    shop.settle(&post, "paid");
    shop.check_books();

    let seen = shop.call(&lawyer, "GET api/user/post/acquire", &[("tag_id", "1")]);
    let seen = &seen.content()[0];
    assert_eq!(
        (&seen["post_id"], &seen["price"]),
        (&json!(post.id), &json!("120.00"))
    );
    shop.accept(&lawyer, &post);
    let offers = shop.call(
        &buyer,
        "GET api/user/order/offers",
        &[("post_id", &post.id())],
    );
    assert_eq!(offers.content()[0]["username"], json!("lawyer_one"));
    let added = shop.add(&buyer, &post, "120.00", &lawyer).good();
    assert_eq!(added["content"], json!([post.id]));
    assert_eq!(added["order_no"], json!(post.order_no));
    shop.check_books();
    shop.complete(&lawyer, &post, "建议删除第五条").good();
    let before = income(&shop, &lawyer)["balance"].clone();
    assert_eq!(before, json!("200.00"));
    let confirmed = shop.on_post(&buyer, "POST api/user/order/confirm", &post);
    assert_eq!(confirmed.content(), json!([]));
    shop.check_books();
    let newest = income(&shop, &lawyer);
    let expected = json!({"post_id": post.id, "amount": "120.00", "balance": "320.00", "reason": "earned",
        "create_time": newest["create_time"]});
    assert_eq!(newest, expected);

    let second = shop.ordered(&buyer, "120.00", &lawyer);
    shop.on_post(&buyer, "POST api/user/order/cancel", &second)
        .good();
    let charge = shop.charge(&second).unwrap();
    assert_eq!(
        (charge.fen, charge.requested, charge.refunded),
        (12_000, 12_000, 0)
    );
    shop.settle(&second, "refunded");
    assert_eq!(shop.charge(&second).unwrap().refunded, 12_000);
    assert_eq!(income(&shop, &lawyer), expected);
    shop.check_books();
}

/// Returns the newest row of the ledger of a consultant.
fn income(shop: &Shop, lawyer: &crate::shop::Account) -> Value {
    shop.call(lawyer, "GET api/consultant/income/check", &[])
        .content()[0]
        .clone()
}

#[test]
fn the_walk_signed_with_the_payment_on_the_own_wire() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let get = |account, method: &str, parameters| {
        let answer = shop.signed(account, method, parameters);
        assert_eq!(answer.code(), 200, "{method}: {answer:?}");
        answer.body["data"].clone()
    };
    let publish = json!({"tag_id": [1, 2], "title": "合同", "content": "请看", "price": 12_000});
    let published = get(&buyer, "post.publish", publish);
    let (post_id, order_no) = (&published["post_id"], &published["order_no"]);
    let post = crate::shop::Post {
        id: post_id.as_i64().unwrap(),
        order_no: order_no.as_str().unwrap().to_owned(),
    };
    shop.pay_init(&buyer, &post, "120.00").good();
    let pay = json!({"body": "b", "out_trade_no": order_no, "total_fee": 12_000, "spbill_create_ip": "::1", "attach": "x"});
    let paid = get(&buyer, "pay.init", pay);
    assert_eq!(
        (&paid["total_fee"], &paid["attach"]),
        (&json!(12_000), &json!("x"))
    );
    shop.settle(&post, "paid");
    get(
        &lawyer,
        "consultant.order.accept",
        json!({"post_id": post_id}),
    );
    let add = json!({"order_no": order_no, "create_time": "now", "price": 12_000, "post_id": post_id,
        "consultant_id": lawyer.id, "status": "new"});
    let added = get(&buyer, "order.add", add);
    assert_eq!(added, json!({"order_id": post_id, "order_no": order_no}));
    get(
        &lawyer,
        "consultant.order.complete",
        json!({"post_id": post_id, "content": "好"}),
    );
    get(&buyer, "order.confirm", json!({"post_id": post_id}));
    let income = get(&lawyer, "consultant.income.check", json!({}));
    assert_eq!(income["list"][0]["balance"], json!(32_000));
    assert_eq!(income["count"], json!(20));
    shop.check_books();
}
