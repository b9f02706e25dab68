//! Orders, one at a time.

use insta::assert_snapshot;
use serde_json::{Value, json};
use signet_methods_yaf::tables::{orders, products};
use signet_store::{State, districts};
use signet_testkit::{Answer, changed, snapshot};

use crate::shop::{Buyer, Item, Shop};

/// Returns the order list of a user.
fn list(shop: &Shop, buyer: &Buyer, parameters: Value) -> Answer {
    let answer = shop.call(buyer, "order.list", parameters);
    assert_eq!(answer.code(), 200, "{answer:?}");
    answer
}

fn order_sn(answer: &Answer) -> String {
    assert_eq!(answer.code(), 200, "{answer:?}");
    answer.data()["order_sn"].as_str().unwrap().to_owned()
}

/// The members of an order, besides its times, that are different in every run of the test.
const VARYING: [&str; 4] = ["orderid", "order_sn", "goodsid", "productid"];

#[test]
fn an_order_is_listed_as_documented() {
    let shop = Shop::open();
    let keyboard = shop.sell("ikbc C104 樱桃轴机械键盘", 399, 993, 0);
    let buyer = shop.buyer(1000);
    let empty = list(&shop, &buyer, json!({}));
    assert_eq!(
        empty.data(),
        &json!({"list": [], "total": 0, "page": 1, "count": 20, "isnext": false})
    );

    let made = shop.buy(&buyer, &[(keyboard, 1)]);
    assert_eq!((made.code(), made.msg()), (200, "下单成功"), "{made:?}");
    assert_eq!(made.data()["total_price"], 399);
    assert_eq!(made.data().as_object().unwrap().len(), 3);
    assert_eq!((shop.stock(keyboard), shop.points(&buyer)), (992, 601));
    assert_eq!(shop.buy_count(keyboard), 1);

    // As in the document: every criterion that is not used is empty or -1.
    let parameters =
        json!({"order_sn": "", "order_status": -1, "start_time": "", "end_time": "", "page": 1});
    let listed = list(&shop, &buyer, parameters);
    let order = &listed.data()["list"][0];
    assert_eq!(order["orderid"], made.data()["orderid"]);
    assert_eq!(order["order_sn"], made.data()["order_sn"]);
    assert_snapshot!(snapshot(listed.data(), &VARYING), @r#"
    {
      "count": 20,
      "isnext": false,
      "list": [
        {
          "c_time": "[time]",
          "closed_time": null,
          "done_time": null,
          "goods_list": [
            {
              "goods_image": "http://xxx/5b7cbe51ea911.jpg",
              "goods_name": "ikbc C104 樱桃轴机械键盘",
              "goodsid": "[goodsid]",
              "market_price": 399,
              "payment_price": 399,
              "productid": "[productid]",
              "quantity": 1,
              "sales_price": 399,
              "spec_val": "",
              "total_price": 399
            }
          ],
          "order_sn": "[order_sn]",
          "order_status": 1,
          "order_status_label": "待发货",
          "orderid": "[orderid]",
          "pay_time": "[time]",
          "receiver_address": "粤海街道东方科技大厦601",
          "receiver_city": "深圳市",
          "receiver_district": "南山区",
          "receiver_mobile": "14812345678",
          "receiver_name": "张木沐",
          "receiver_province": "广东省",
          "receiver_street": "",
          "shipping_time": null,
          "total_price": 399
        }
      ],
      "page": 1,
      "total": 1
    }
    "#);
}

#[test]
fn a_detail_is_the_order_of_the_list_and_its_parcel() {
    let shop = Shop::open();
    let keyboard = shop.sell("ikbc C104 樱桃轴机械键盘", 399, 993, 0);
    let buyer = shop.buyer(1000);
    let number = order_sn(&shop.buy(&buyer, &[(keyboard, 1)]));
    let detail = || shop.call(&buyer, "order.detail", json!({"order_sn": number}));
    let placed = detail();
    assert_snapshot!(snapshot(placed.data(), &VARYING), @r#"
    {
      "c_time": "[time]",
      "closed_time": null,
      "done_time": null,
      "express_name": "",
      "express_no": "",
      "goods_list": [
        {
          "goods_image": "http://xxx/5b7cbe51ea911.jpg",
          "goods_name": "ikbc C104 樱桃轴机械键盘",
          "goodsid": "[goodsid]",
          "market_price": 399,
          "payment_price": 399,
          "productid": "[productid]",
          "quantity": 1,
          "sales_price": 399,
          "spec_val": "",
          "total_price": 399
        }
      ],
      "order_sn": "[order_sn]",
      "order_status": 1,
      "order_status_label": "待发货",
      "orderid": "[orderid]",
      "pay_time": "[time]",
      "receiver_address": "粤海街道东方科技大厦601",
      "receiver_city": "深圳市",
      "receiver_district": "南山区",
      "receiver_mobile": "14812345678",
      "receiver_name": "张木沐",
      "receiver_province": "广东省",
      "receiver_street": "",
      "shipping_time": null,
      "total_price": 399
    }
    "#);

    let admin = shop.gateway.admin();
    let parcel = json!({"order_sn": number, "express_name": "顺丰速运", "express_no": "SF1"});
    let shipped = admin.call("admin.order.ship", parcel);
    assert_eq!((shipped.code(), shipped.msg()), (200, "发货成功"));
    let shipped = detail();
    assert_snapshot!(snapshot(&changed(placed.data(), shipped.data()), &[]), @r#"
    {
      "express_name": "顺丰速运",
      "express_no": "SF1",
      "order_status": 2,
      "order_status_label": "已发货",
      "shipping_time": "[time]"
    }
    "#);

    let confirmed = shop.call(&buyer, "order.confirm", json!({"order_sn": number}));
    assert_eq!((confirmed.code(), confirmed.msg()), (200, "确认成功"));
    let confirmed = detail();
    assert_snapshot!(snapshot(&changed(shipped.data(), confirmed.data()), &[]), @r#"
    {
      "done_time": "[time]",
      "order_status": 3,
      "order_status_label": "交易成功"
    }
    "#);
}

#[test]
fn a_cancelled_order_gives_everything_back_once() {
    let shop = Shop::open();
    let (one, other) = (shop.sell("一", 100, 10, 0), shop.sell("二", 7, 10, 0));
    let buyer = shop.buyer(1000);
    let number = order_sn(&shop.buy(&buyer, &[(one, 2), (other, 3)]));
    assert_eq!(shop.points(&buyer), 1000 - 221);
    assert_eq!((shop.stock(one), shop.stock(other)), (8, 7));

    let cancel = || {
        shop.call(
            &buyer,
            "order.cancel",
            json!({"order_sn": number, "nonce": signet_testkit::unique("n")}),
        )
    };
    let cancelled = cancel();
    assert_eq!((cancelled.code(), cancelled.msg()), (200, "取消成功"));
    assert_eq!(cancelled.body.get("data"), None);
    for _ in 0..2 {
        assert_eq!(cancel().fault(), (503, "order_state"));
    }
    assert_eq!(shop.points(&buyer), 1000);
    assert_eq!((shop.stock(one), shop.stock(other)), (10, 10));
    assert_eq!((shop.buy_count(one), shop.buy_count(other)), (0, 0));
    let listed = list(&shop, &buyer, json!({}));
    let order = &listed.data()["list"][0];
    assert_eq!(
        (&order["order_status"], &order["order_status_label"]),
        (&json!(4), &json!("已关闭"))
    );
    assert!(order["closed_time"].is_string());
}

#[test]
fn every_step_starts_where_it_must() {
    let shop = Shop::open();
    let item = shop.sell("一", 10, 100, 0);
    let buyer = shop.buyer(1000);
    let admin = shop.gateway.admin();
    let step = |name: &str, number: &str| -> String {
        let parameters = json!({"order_sn": number, "nonce": signet_testkit::unique("n")});
        let answer = match name {
            "ship" | "close" => admin.call(&format!("admin.order.{name}"), parameters),
            _ => shop.call(&buyer, &format!("order.{name}"), parameters),
        };
        answer.sub_code().to_owned()
    };
    // The steps that were done, and the steps that are allowed next.
    let lives: &[(&[&str], &[&str])] = &[
        (&[], &["ship", "cancel", "close"]),
        (&["ship"], &["confirm"]),
        (&["ship", "confirm"], &[]),
        (&["cancel"], &[]),
        (&["close"], &[]),
    ];
    for (done, next) in lives {
        for name in ["ship", "confirm", "cancel", "close"] {
            let number = order_sn(&shop.buy(&buyer, &[(item, 1)]));
            for before in *done {
                assert_eq!(step(before, &number), "");
            }
            let expected = if next.contains(&name) {
                ""
            } else {
                "order_state"
            };
            assert_eq!(step(name, &number), expected, "{name} after {done:?}");
        }
    }
    assert!(shop.points(&buyer) < 1000);
}

#[test]
fn somebody_elses_order_is_none() {
    let shop = Shop::open();
    let item = shop.sell("一", 10, 100, 0);
    let buyers = shop.buyers(2, 1000);
    let number = order_sn(&shop.buy(&buyers[0], &[(item, 1)]));
    for number in [&number, "SN202611210000000000"] {
        for method in ["order.detail", "order.cancel", "order.confirm"] {
            let answer = shop.call(&buyers[1], method, json!({"order_sn": number}));
            assert_eq!(answer.fault(), (503, "order_not_found"), "{method}");
            assert_eq!(answer.msg(), "订单不存在");
        }
        let found = list(&shop, &buyers[1], json!({"order_sn": number}));
        assert_eq!(found.data()["total"], 0);
    }
    let own = list(&shop, &buyers[0], json!({"order_sn": number}));
    assert_eq!(own.data()["list"][0]["order_status"], 1);

    let address_id = buyers[0].address_id;
    let thief = Buyer {
        address_id,
        ..buyers[1].clone()
    };
    assert_eq!(
        shop.buy(&thief, &[(item, 1)]).fault(),
        (503, "address_not_found")
    );
    let token = shop.request_token(&buyers[0]);
    assert_eq!(
        shop.buy_with(&token, &buyers[1], &[(item, 1)]).fault(),
        (503, "request_token_invalid")
    );
}

#[test]
fn what_cannot_be_bought_is_not_paid() {
    let shop = Shop::open();
    let (cheap, dear) = (shop.sell("铅笔", 1, 5, 0), shop.sell("汽车", 5000, 5, 0));
    let limited = shop.sell("限量", 10, 50, 3);
    let hidden = shop.sell("下架", 10, 50, 0);
    shop.gateway
        .write(|tx| products::set_state(tx, &[hidden.product_id], State::Hidden));
    let buyer = shop.buyer(1000);
    let unknown = Item {
        goods_id: 0,
        product_id: 999_999,
    };
    let refused = |wanted: &[(Item, i64)], sub_code: &str, msg: &str| {
        let answer = shop.buy(&buyer, wanted);
        assert_eq!((answer.fault(), answer.msg()), ((503, sub_code), msg));
    };
    refused(&[(cheap, 6)], "out_of_stock", "铅笔 库存不足");
    refused(&[(dear, 1)], "points_short", "积分不足");
    refused(
        &[(cheap, 1), (unknown, 1)],
        "goods_unavailable",
        "商品不存在或已经下架",
    );
    refused(
        &[(cheap, 1), (hidden, 1)],
        "goods_unavailable",
        "商品不存在或已经下架",
    );
    refused(&[(limited, 4)], "purchase_limit", "限量 每人限兑3件");
    assert_eq!((shop.stock(cheap), shop.points(&buyer)), (5, 1000));
    assert_eq!(list(&shop, &buyer, json!({})).data()["total"], 0);

    let first = order_sn(&shop.buy(&buyer, &[(limited, 2)]));
    refused(&[(limited, 2)], "purchase_limit", "限量 每人限兑3件");
    assert_eq!(shop.buy(&buyer, &[(limited, 1)]).code(), 200);
    let cancelled = shop.call(&buyer, "order.cancel", json!({"order_sn": first}));
    assert_eq!(cancelled.code(), 200);
    assert_eq!(
        shop.buy(&buyer, &[(limited, 2)]).code(),
        200,
        "what came back counts no more"
    );
    assert_eq!(shop.points(&buyer), 970);
}

#[test]
fn a_request_token_is_one_order_for_ever() {
    let shop = Shop::open();
    let item = shop.sell("一", 10, 100, 0);
    let second = shop.sell("二", 10, 100, 0);
    let buyer = shop.buyer(1000);
    let token = shop.request_token(&buyer);
    let first = shop.buy_with(&token, &buyer, &[(item, 1), (second, 2)]);
    // The same products in another sequence do not make another order.
    let again = shop.buy_with(&token, &buyer, &[(second, 2), (item, 1)]);
    assert_eq!(first.data(), again.data());
    let other = shop.buy_with(&token, &buyer, &[(item, 2)]);
    assert_eq!(other.fault(), (503, "request_token_reused"));
    assert_eq!(shop.points(&buyer), 970);
    assert_eq!(list(&shop, &buyer, json!({})).data()["total"], 1);
    shop.gateway.clock.shift(1801);
    let late = shop.buy_with(&token, &buyer, &[(item, 1), (second, 2)]);
    assert_eq!(late.data(), first.data(), "its answer is kept for ever");
    let unused = shop.request_token(&buyer);
    shop.gateway.clock.shift(1801);
    let late = shop.buy_with(&unused, &buyer, &[(item, 1)]);
    assert_eq!(late.fault(), (503, "request_token_invalid"));
}

#[test]
fn a_request_token_outlives_a_restart() {
    let shop = Shop::open();
    let item = shop.sell("一", 10, 100, 0);
    let buyer = shop.buyer(1000);
    let token = shop.request_token(&buyer);
    let first = shop.buy_with(&token, &buyer, &[(item, 1)]);
    let shop = Shop::with(shop.gateway.restart());
    let again = shop.buy_with(&token, &buyer, &[(item, 1)]);
    assert_eq!(first.data(), again.data(), "{first:?} {again:?}");
    assert_eq!(shop.stock(item), 99);
}

#[test]
fn parameters_out_of_range_are_all_named() {
    let shop = Shop::open();
    let buyer = shop.buyer(1000);
    let answer = shop.call(
        &buyer,
        "order.create",
        json!({"request_token": "short", "address_id": 0, "goods_list": [{"productid": 0, "quantity": 1000}, {"quantity": 0}]}),
    );
    assert_eq!(answer.fault(), (503, "bad_params"));
    for part in [
        "request_token 长度必须在32~32之间",
        "address_id 不能小于1",
        "goods_list[0].productid 不能小于1",
        "goods_list[0].quantity 必须在1到999之间",
        "goods_list[1].productid 不能为空",
        "goods_list[1].quantity 必须在1到999之间",
    ] {
        assert!(answer.msg().contains(part), "{part}: {}", answer.msg());
    }
    let token = shop.request_token(&buyer);
    let wanted = |goods_list: Value| {
        let parameters = json!({"request_token": token, "address_id": buyer.address_id, "goods_list": goods_list});
        let answer = shop.call(&buyer, "order.create", parameters);
        assert_eq!(answer.fault(), (503, "bad_params"), "{answer:?}");
        answer.msg().to_owned()
    };
    assert!(wanted(json!([])).contains("goods_list 必须有1~10项"));
    let eleven: Vec<Value> = (1..12)
        .map(|id| json!({"productid": id, "quantity": 1}))
        .collect();
    assert!(wanted(json!(eleven)).contains("goods_list 必须有1~10项"));
    assert!(wanted(json!({"productid": 1, "quantity": 1})).contains("goods_list 必须为列表"));
    let twice = json!([{"productid": 1, "quantity": 1}, {"productid": "1", "quantity": 1}]);
    assert!(wanted(twice).contains("goods_list[1].productid 不能重复"));

    for (parameters, part) in [
        (json!({"order_status": 5}), "order_status 必须在-1到4之间"),
        (json!({"order_status": 0}), "order_status 不正确"),
        (json!({"start_time": "2020-01-01"}), "start_time 格式不正确"),
        (
            json!({"end_time": "2020-13-01 00:00:00"}),
            "end_time 格式不正确",
        ),
        (
            json!({"order_sn": "S".repeat(33)}),
            "order_sn 长度必须在0~32之间",
        ),
        (json!({"page": "x"}), "page 必须为整型"),
    ] {
        let answer = shop.call(&buyer, "order.list", parameters);
        assert_eq!(answer.fault(), (503, "bad_params"));
        assert!(answer.msg().contains(part), "{part}: {}", answer.msg());
    }
    for method in ["order.detail", "order.cancel", "order.confirm"] {
        let answer = shop.call(&buyer, method, json!({}));
        assert_eq!(answer.fault(), (503, "bad_params"), "{method}");
    }
    for method in [
        "order.list",
        "order.create",
        "order.detail",
        "order.cancel",
        "order.confirm",
    ] {
        let number = json!({
            "order_sn": "SN202611210000000000", "request_token": token, "address_id": 1,
            "goods_list": [{"productid": 1, "quantity": 1}]
        });
        let answer = shop.gateway.call(method, number);
        assert_eq!(answer.fault(), (602, "not_logged_in"), "{method}");
    }
}

#[test]
fn every_order_of_a_page_has_its_own_products() {
    let shop = Shop::open();
    let [one, two, three] = ["一", "二", "三"].map(|name| shop.sell(name, 1, 100, 0));
    let buyers = shop.buyers(2, 1000);
    for products in [
        &[(one, 1)][..],
        &[(one, 1), (two, 2), (three, 3)],
        &[(three, 1)],
    ] {
        for buyer in &buyers {
            assert_eq!(shop.buy(buyer, products).code(), 200);
        }
    }
    let expected = json!([[["三", 1]], [["一", 1], ["二", 2], ["三", 3]], [["一", 1]]]);
    for parameters in [json!({}), json!({"order_status": 1})] {
        let answer = list(&shop, &buyers[1], parameters);
        let orders = answer.data()["list"].as_array().unwrap().iter();
        let bought = orders.map(|order| {
            let items = order["goods_list"].as_array().unwrap().iter();
            let items = items.map(|item| json!([item["goods_name"], item["quantity"]]));
            items.collect::<Value>()
        });
        assert_eq!(bought.collect::<Value>(), expected);
        assert_eq!(answer.data()["total"], 3);
    }
}

#[test]
fn lists_are_filtered_and_come_in_pages() {
    let shop = Shop::open();
    let item = shop.sell("一", 1, 100, 0);
    let buyers = shop.buyers(2, 1000);
    let buyer = &buyers[0];
    let numbers: Vec<String> = (0..21)
        .map(|_| order_sn(&shop.buy(buyer, &[(item, 1)])))
        .collect();
    assert_eq!(shop.buy(&buyers[1], &[(item, 1)]).code(), 200);

    let first = list(&shop, buyer, json!({"page": "1"}));
    assert_eq!(first.data()["list"].as_array().unwrap().len(), 20);
    assert_eq!(
        first.data()["list"][0]["order_sn"],
        json!(numbers[20]),
        "the newest first"
    );
    assert_eq!(
        (&first.data()["total"], &first.data()["isnext"]),
        (&json!(21), &json!(true))
    );
    let second = list(&shop, buyer, json!({"page": 2}));
    assert_eq!(second.data()["list"][0]["order_sn"], json!(numbers[0]));
    assert_eq!(
        (&second.data()["total"], &second.data()["isnext"]),
        (&json!(21), &json!(false))
    );
    let beyond = list(&shop, buyer, json!({"page": 9_223_372_036_854_775_807_i64}));
    assert_eq!(
        beyond.data(),
        &json!({"list": [], "total": 21, "page": 9_223_372_036_854_775_807_i64, "count": 20, "isnext": false})
    );

    assert_eq!(
        shop.call(buyer, "order.cancel", json!({"order_sn": numbers[3]}))
            .code(),
        200
    );
    let total = |parameters: Value| list(&shop, buyer, parameters).data()["total"].clone();
    assert_eq!(total(json!({"order_status": "4"})), 1);
    assert_eq!(total(json!({"order_status": 1})), 20);
    assert_eq!(total(json!({"order_status": 2})), 0);
    assert_eq!(
        total(json!({"start_time": "2020-01-01 00:00:00", "end_time": "2020-01-02 00:00:00"})),
        0
    );
    assert_eq!(total(json!({"start_time": "2020-01-01 00:00:00"})), 21);
    assert_eq!(total(json!({"end_time": "2020-01-01 00:00:00"})), 0);

    let admin = shop.gateway.admin();
    let all = admin.call("admin.order.list", json!({}));
    assert_eq!(all.data()["total"], 22);
    let newest = &all.data()["list"][0];
    assert_eq!(
        (&newest["userid"], &newest["express_no"]),
        (&json!(buyers[1].id), &json!(""))
    );
    let own = admin.call(
        "admin.order.list",
        json!({"userid": buyer.id, "order_status": 4}),
    );
    assert_eq!(own.data()["list"][0]["order_sn"], json!(numbers[3]));
    for (method, sub_code) in [
        ("admin.order.ship", "order_not_found"),
        ("admin.order.close", "order_not_found"),
    ] {
        let answer = admin.call(method, json!({"order_sn": "SN202611210000000000"}));
        assert_eq!(answer.sub_code(), sub_code);
        assert_eq!(admin.call(method, json!({})).sub_code(), "bad_params");
    }
}

#[test]
fn prices_come_from_the_shop_alone() {
    let shop = Shop::open();
    let item = shop.sell("一", 399, 10, 0);
    let buyer = shop.buyer(1000);
    let answer = shop.call(
        &buyer,
        "order.create",
        json!({
            "request_token": shop.request_token(&buyer), "address_id": buyer.address_id, "total_price": 1,
            "goods_list": [{"productid": item.product_id, "quantity": "2", "sales_price": 1}]
        }),
    );
    assert_eq!(answer.data()["total_price"], 798);
    assert_eq!(shop.points(&buyer), 202);
    let order = shop.gateway.read(|connection| {
        orders::by_order_sn(
            connection,
            Some(buyer.id),
            answer.data()["order_sn"].as_str().unwrap(),
        )
    });
    assert_eq!(order.unwrap().total_price, 798);
}

#[test]
fn the_very_same_call_gets_its_reply_when_the_token_is_old() {
    let shop = Shop::open();
    let item = shop.sell("一", 10, 100, 0);
    let buyer = shop.buyer(1000);
    let asked = shop.call(&buyer, "system.request.token", json!({"number": 1}));
    let token = asked.data()["token"].as_str().unwrap().to_owned();
    shop.gateway.clock.shift(1790);
    let client = shop.gateway.client().token(&buyer.token);
    let data = client.data(
        "order.create",
        json!({
            "request_token": token, "address_id": buyer.address_id,
            "goods_list": [{"productid": item.product_id, "quantity": 1}]
        }),
    );
    let first = client.post_data(&data);
    assert_eq!(first.code(), 200, "{first:?}");
    shop.gateway.clock.shift(60);
    assert_eq!(client.post_data(&data).body, first.body);
    assert_eq!(shop.points(&buyer), 990);
}

#[test]
fn an_address_whose_district_is_gone_cannot_be_sent_to() {
    let shop = Shop::open();
    let item = shop.sell("一", 10, 100, 0);
    let buyer = shop.buyer(1000);
    shop.gateway.write(|tx| districts::replace_all(tx, &[]));
    let answer = shop.buy(&buyer, &[(item, 1)]);
    assert_eq!(
        (answer.fault(), answer.msg()),
        ((503, "district_unknown"), "区县不存在")
    );
    assert_eq!(shop.points(&buyer), 1000);
}
