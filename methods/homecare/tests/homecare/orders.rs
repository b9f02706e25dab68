//! Orders of goods, as their owner sees them.

use serde_json::{Value, json};
use signet_domain::payments::DriverKind;
use signet_testkit::TestGateway;

use crate::shop::{ON_LINE, Shop, good, purchase};

const MOBILE: &str = "18215606401";
const OTHER: &str = "18215606402";

/// Returns the keys of an object, in their order.
fn keys(object: &Value) -> Vec<&str> {
    object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn an_order_on_line_hands_out_its_charge_in_the_order_of_the_document() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let placed = shop.get(&account, "order.create", purchase(json!({})));
    assert_eq!(keys(&placed), ["msg", "order_id", "charge_detail"]);
    assert_eq!(placed["msg"], ON_LINE);
    let number = placed["order_id"].as_str().unwrap();
    let today = shop.gateway.gateway.services.zone.date(shop.now());
    assert_eq!(
        (number.len(), &number[..10]),
        (18, format!("{today}01").as_str())
    );
    let charge = &placed["charge_detail"];
    assert_eq!(
        keys(charge),
        [
            "order_no",
            "extra",
            "app",
            "livemode",
            "currency",
            "time_settle",
            "time_expire",
            "id",
            "subject",
            "failure_msg",
            "channel",
            "metadata",
            "body",
            "credential",
            "client_ip",
            "description",
            "amount_refunded",
            "refunded",
            "object",
            "paid",
            "amount_settle",
            "time_paid",
            "failure_code",
            "refunds",
            "created",
            "transaction_no",
            "amount"
        ]
    );
    for (key, value) in [
        ("order_no", json!(number)),
        ("currency", json!("cny")),
        ("subject", json!("不锈钢水管等")),
        ("body", json!("说明#内容#")),
        ("channel", json!("alipay")),
        ("client_ip", json!("127.0.0.1")),
        ("paid", json!(false)),
        ("amount", json!(3500)),
    ] {
        assert_eq!(charge[key], value, "{key}");
    }
    assert!(charge["credential"]["alipay"]["orderInfo"].is_string());
    let life = charge["time_expire"].as_i64().unwrap() - charge["created"].as_i64().unwrap();
    assert_eq!(life, 86_400);
}

#[test]
fn an_order_off_line_has_no_charge_and_ignores_its_channel() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let off_line = purchase(json!({"online_pay": 0, "pay_channel": "pigeon"}));
    let placed = shop.get(&account, "order.create", off_line);
    assert_eq!(keys(&placed), ["msg", "order_id"]);
    assert_eq!(placed["msg"], "create off-line order success");
    let number = placed["order_id"].as_str().unwrap();
    assert_eq!(shop.charge(number), None);
    let shown = shop.shown(&account, number);
    assert_eq!(
        (&shown["channel"], &shown["online_pay"], &shown["paid"]),
        (&json!(""), &json!(false), &json!(false))
    );
    // Cash is taken when the order is completed.
    shop.complete(number, None);
    assert_eq!(shop.shown(&account, number)["paid"], json!(true));
}

#[test]
fn a_channel_that_is_not_configured_is_refused_on_line() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let answer = shop.call(
        &account,
        "order.create",
        purchase(json!({"pay_channel": "pigeon"})),
    );
    crate::refuses(&answer, "pay_channel");
    assert_eq!(shop.orders_of(&account), 0);
}

#[test]
fn the_checks_are_made_in_the_order_of_the_contract() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let mut call = purchase(json!({
        "city_number": "999999", "goods_items": [{"sid": 1, "use_repair": 0}, {"sid": 99, "use_repair": 0}],
        "home_items": [{"hid": 98}], "use_coupon": 1, "submit_price": 1
    }));
    for (sub_code, repaired) in [
        ("homecare_city_unknown", ("city_number", json!("511000"))),
        (
            "homecare_goods_unknown",
            ("goods_items", json!([{"sid": 1, "use_repair": 0}])),
        ),
        ("homecare_service_unknown", ("home_items", json!([]))),
        ("homecare_coupon_unusable", ("use_coupon", json!(0))),
        ("homecare_price_wrong", ("submit_price", json!(1000))),
    ] {
        let answer = shop.call(&account, "order.create", call.clone());
        assert_eq!(answer.fault(), (503, sub_code), "{answer:?}");
        let (key, value) = repaired;
        call[key] = value;
    }
    assert_eq!(
        shop.orders_of(&account),
        0,
        "a refused order leaves nothing"
    );
    good(shop.call(&account, "order.create", call));
}

#[test]
fn the_first_goods_that_are_not_on_sale_in_the_city_are_named() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let operate = |method: &str, parameters| good(shop.operate(method, parameters));
    let group = operate(
        "goods_item.create",
        json!({"city_num": "511100", "item_name": "空调维修", "listorder": 9}),
    );
    let part = json!({"pid": group["pid"], "item_name": "空调配件", "listorder": 1});
    let part = operate("goods_sec_item.create", part);
    let elsewhere = json!({
        "oid": part["oid"], "title": "滤网", "origin_price": 100, "real_price": 100, "repair_price": 0, "recommand": 0,
        "listorder": 1
    });
    let elsewhere = operate("goods.create", elsewhere)["sid"].as_i64().unwrap();
    operate("goods.hide", json!({"sid": 2}));
    operate("goods_sec_item.hide", json!({"oid": 2}));
    operate("goods_item.hide", json!({"pid": 2}));
    operate("service.hide", json!({"hid": 2}));
    operate("service_group.hide", json!({"pid": 2}));
    // These goods are hidden, in a hidden part, in a hidden group, in another city, or made up.
    for sid in [2, 3, 5, elsewhere, 99] {
        let goods = json!([{"sid": 1, "use_repair": 0}, {"sid": sid, "use_repair": 0}, {"sid": 98, "use_repair": 0}]);
        let answer = shop.call(
            &account,
            "order.create",
            purchase(json!({"goods_items": goods})),
        );
        assert_eq!(answer.fault(), (503, "homecare_goods_unknown"));
        assert_eq!(answer.body["sid"], sid);
    }
    for hid in [2, 4, 99] {
        let services = json!([{"hid": 1}, {"hid": hid}, {"hid": 98}]);
        let goods = json!([{"sid": 1, "use_repair": 0}]);
        let wanted = json!({"goods_items": goods, "home_items": services});
        let answer = shop.call(&account, "order.create", purchase(wanted));
        assert_eq!(answer.fault(), (503, "homecare_service_unknown"));
        assert_eq!(answer.body["hid"], hid);
    }
    // In a city that has the goods, they can be ordered.
    let there = json!({
        "city_number": "511100", "goods_items": [{"sid": elsewhere, "use_repair": 0}], "submit_price": 100
    });
    shop.order(&account, there);
}

#[test]
fn twenty_orders_of_an_account_may_be_open() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let at = |number: i64| json!({"address": format!("{number} 号"), "online_pay": 0});
    let first = shop.order(&account, at(0));
    for number in 1..19 {
        shop.order(&account, at(number));
    }
    shop.appointment(&account, json!({}));
    let one_more = shop.call(&account, "order.create", purchase(at(20)));
    assert_eq!(one_more.fault(), (503, "homecare_too_many_open"));
    let visit = crate::shop::visit(MOBILE, json!({"address": "another"}));
    let visit = shop.call(&account, "appointment.create", visit);
    assert_eq!(visit.fault(), (503, "homecare_too_many_open"));
    // A retry of the last order still returns that order.
    let retry = shop.again(&account, "order.create", purchase(at(18)), 1);
    assert_eq!(retry.code(), 200);
    shop.get(&account, "order.cancel", json!({"order_id": first}));
    shop.order(&account, at(20));
}

#[test]
fn an_equal_order_within_ten_seconds_is_the_same_order() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.order(&account, json!({}));
    let again = |device: usize, changes| {
        let placed = good(shop.again(&account, "order.create", purchase(changes), device));
        (placed["order_id"].as_str().unwrap().to_owned(), placed)
    };
    let (same, placed) = again(1, json!({}));
    assert_eq!(
        (same.as_str(), &placed["msg"]),
        (number.as_str(), &json!(ON_LINE))
    );
    assert_eq!(placed["charge_detail"]["order_no"], json!(number));
    let (other, _) = again(2, json!({"send_type": 2}));
    assert_ne!(other, number);
    // A cancelled order is not returned again.
    shop.get(&account, "order.cancel", json!({"order_id": number}));
    let (after_cancel, _) = again(3, json!({}));
    assert_ne!(after_cancel, number);
    shop.gateway.clock.shift(11);
    let (later, _) = again(4, json!({}));
    assert_ne!(later, after_cancel);
    // Another account makes an order of its own.
    let stranger = shop.account(OTHER);
    assert_ne!(shop.order(&stranger, json!({})), later);
}

#[test]
fn the_list_shows_orders_as_the_document_does() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.order(&account, json!({}));
    let charge_id = shop.charge(&number).unwrap().provider_id.unwrap();
    let list = shop.get(&account, "order.list", json!({}));
    assert_eq!(keys(&list), ["msg", "order_list"]);
    assert_eq!(list["msg"], "get order list success");
    let mut order = list["order_list"][0].clone();
    let created = order["create_time"].take();
    let created = created.as_str().unwrap();
    assert_eq!((created.len(), &created[19..]), (25, "+08:00"), "{created}");
    assert_eq!(
        keys(&order),
        [
            "status",
            "refund",
            "order_id",
            "charge_id",
            "paid",
            "create_time",
            "address",
            "if_appraise",
            "order_phone",
            "goods_list",
            "send_type",
            "online_pay",
            "name",
            "order_type",
            "use_coupon",
            "amount",
            "home_itmes",
            "request_refund",
            "channel"
        ]
    );
    assert_eq!(
        order,
        json!({
            "status": 1, "refund": false, "order_id": number, "charge_id": charge_id, "paid": false, "create_time": null,
            "address": "kb258", "if_appraise": false, "order_phone": MOBILE,
            "goods_list": [
                {"real_price": 1000, "repair_price": 500, "title": "不锈钢水管", "origin_price": 1200, "use_repair": true},
                {"real_price": 2000, "repair_price": 400, "title": "铜水管", "origin_price": 3000, "use_repair": false}
            ],
            "send_type": 1, "online_pay": true, "name": "", "order_type": 1, "use_coupon": false, "amount": 3500,
            "home_itmes": [{"item_name": "水管漏水"}], "request_refund": false, "channel": "alipay"
        })
    );
    assert_eq!(
        keys(&order["goods_list"][0]),
        [
            "real_price",
            "repair_price",
            "title",
            "origin_price",
            "use_repair"
        ]
    );
}

#[test]
fn the_list_has_pages_of_a_hundred() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let mut numbers = Vec::new();
    for number in 0..103 {
        let at = json!({"address": format!("{number} 号"), "online_pay": 0});
        let order = shop.order(&account, at);
        shop.get(&account, "order.cancel", json!({"order_id": order}));
        numbers.insert(0, json!(order));
    }
    let page = |before: Option<&Value>| {
        let list = shop.get(
            &account,
            "order.list",
            crate::shop::with(json!({}), json!({"before": before})),
        );
        let list = list["order_list"].as_array().unwrap().clone();
        list.into_iter()
            .map(|order| order["order_id"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(page(None), numbers[..100]);
    assert_eq!(page(numbers.get(99)), numbers[100..]);
    assert!(page(numbers.last()).is_empty());
    // If `before` names an order of another account, or an order that does not exist, the list is empty.
    let stranger = shop.account(OTHER);
    let of_stranger = json!(shop.order(&stranger, json!({})));
    assert!(page(Some(&of_stranger)).is_empty());
    assert!(page(Some(&json!("20150330010000000"))).is_empty());
}

#[test]
fn an_order_of_somebody_else_is_as_one_that_is_not_there() {
    let shop = Shop::open();
    let (owner, stranger) = (shop.account(MOBILE), shop.account(OTHER));
    let number = shop.order(&owner, json!({}));
    let ticks = json!({"rate": 4, "rb1": 1, "rb2": 1, "rb3": 1, "rb4": 1, "rb5": 0, "rb6": 0});
    for (method, rest) in [
        ("order.charge_status", json!({})),
        ("order.cancel", json!({})),
        ("order.appraise", ticks),
    ] {
        let of = |order_id: &str| {
            let call = crate::shop::with(rest.clone(), json!({"order_id": order_id}));
            let mut answer = shop.call(&stranger, method, call).body;
            answer["request_id"].take();
            answer
        };
        assert_eq!(of(&number), of("201503300199999999"), "{method}");
        assert_eq!(of(&number)["sub_code"], "order_not_found", "{method}");
    }
    assert_eq!(shop.row(&number).status, 1);
}

#[test]
fn the_status_of_the_charge_is_that_of_any_order_of_the_account() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let status = |number: &str| {
        let status = shop.get(&account, "order.charge_status", json!({"order_id": number}));
        assert_eq!(keys(&status), ["msg", "order_id", "paid", "charge_detail"]);
        assert_eq!(
            (&status["msg"], &status["order_id"]),
            (&json!("order status get success"), &json!(number))
        );
        (
            status["paid"].as_bool().unwrap(),
            status["charge_detail"]["amount"].as_i64(),
        )
    };
    let on_line = shop.order(&account, json!({}));
    assert_eq!(status(&on_line), (false, Some(3500)));
    shop.settle(&on_line, "paid");
    assert_eq!(status(&on_line), (true, None));
    let off_line = shop.order(&account, json!({"online_pay": 0}));
    assert_eq!(status(&off_line), (false, None));
    let appointment = shop.appointment(&account, json!({}));
    assert_eq!(status(&appointment), (false, None));
    shop.complete(&appointment, Some(8000));
    assert_eq!(status(&appointment), (true, None));
}

#[test]
fn an_order_stands_while_the_provider_is_away_and_is_announced_later() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK)
        .with(|settings| settings.pay.driver = DriverKind::Off)
        .start();
    let shop = Shop::of(gateway);
    let account = shop.account(MOBILE);
    let placed = shop.get(&account, "order.create", purchase(json!({})));
    assert_eq!(keys(&placed), ["msg", "order_id", "charge_detail"]);
    assert_eq!(
        (&placed["msg"], &placed["charge_detail"]),
        (&json!(ON_LINE), &Value::Null)
    );
    let number = placed["order_id"].clone();
    let status =
        |shop: &Shop| shop.get(&account, "order.charge_status", json!({"order_id": number}));
    let before = status(&shop);
    assert_eq!(
        (&before["paid"], &before["charge_detail"]),
        (&json!(false), &Value::Null)
    );
    // The state is the same as after a crash of the process between the commit and the announcement.
    let shop = Shop::of(
        shop.gateway
            .restart_with(|settings| settings.pay.driver = DriverKind::Sandbox),
    );
    shop.gateway.clock.shift(1);
    let after = status(&shop);
    assert_eq!(after["charge_detail"]["order_no"], number);
    let announced = shop.charge(number.as_str().unwrap()).unwrap();
    assert_eq!(
        after["charge_detail"]["id"],
        json!(announced.provider_id.unwrap())
    );
}

#[test]
fn an_appraisal_is_taken_once_and_of_a_completed_order_alone() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let appraise = |number: &str, device: usize| {
        let call = json!({
            "order_id": number, "rate": "4", "rb1": true, "rb2": false, "rb3": true, "rb4": false, "rb5": false,
            "rb6": true, "comment": "师傅很准时"
        });
        shop.again(&account, "order.appraise", call, device)
    };
    let number = shop.order(&account, json!({"online_pay": 0}));
    for (step, state) in [("", 1), ("order.confirm", 2), ("order.deliver", 3)] {
        if !step.is_empty() {
            good(shop.operate(step, json!({"order_id": number})));
        }
        let answer = appraise(&number, state);
        assert_eq!(answer.fault(), (503, "homecare_order_not_finished"));
        assert_eq!(answer.body["order_status"], state);
    }
    good(shop.operate("order.complete", json!({"order_id": number})));
    assert_eq!(
        good(appraise(&number, 4)),
        json!({"msg": "appraise success"})
    );
    let shown = shop.shown(&account, &number);
    assert_eq!(
        (&shown["status"], &shown["if_appraise"]),
        (&json!(6), &json!(true))
    );
    assert_eq!(
        appraise(&number, 5).fault(),
        (503, "homecare_order_appraised")
    );
    let canceled = shop.order(&account, json!({}));
    shop.get(&account, "order.cancel", json!({"order_id": canceled}));
    assert_eq!(
        appraise(&canceled, 6).fault(),
        (503, "homecare_order_canceled")
    );
    let list = good(shop.operate("appraisal.list", json!({"rate": 4})));
    let mut row = list["list"][0].clone();
    row["c_time"].take();
    assert_eq!(
        row,
        json!({
            "order_id": number, "userid": account.id, "phone": MOBILE, "rate": 4, "rb1": true, "rb2": false, "rb3": true,
            "rb4": false, "rb5": false, "rb6": true, "comment": "师傅很准时", "c_time": null
        })
    );
    let none = good(shop.operate("appraisal.list", json!({"rate": 5})));
    assert_eq!(none["total"], 0);
}

#[test]
fn an_appraisal_has_rules() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let ticks = json!({"order_id": "1", "rate": 4, "rb1": 1, "rb2": 1, "rb3": 1, "rb4": 1, "rb5": 0, "rb6": 0});
    for (parameter, bad) in [
        ("rate", json!(0)),
        ("rate", json!(6)),
        ("rate", json!("4.0")),
        ("rb1", json!(2)),
        ("rb6", json!("yes")),
        ("comment", crate::long(501)),
        ("order_id", json!("123456789012345678901")),
    ] {
        let call = crate::shop::with(ticks.clone(), json!({parameter: bad}));
        crate::refuses(&shop.call(&account, "order.appraise", call), parameter);
    }
}

#[test]
fn an_order_is_cancelled_by_its_owner_before_it_is_confirmed_alone() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.order(&account, json!({"online_pay": 0}));
    let cancel = |device| {
        shop.again(
            &account,
            "order.cancel",
            json!({"order_id": number}),
            device,
        )
    };
    good(shop.operate("order.confirm", json!({"order_id": number})));
    let answer = cancel(2);
    assert_eq!(answer.fault(), (503, "homecare_order_not_cancelable"));
    assert_eq!(answer.body["order_status"], 2);
    let canceled = shop.appointment(&account, json!({}));
    let done = shop.get(&account, "order.cancel", json!({"order_id": canceled}));
    assert_eq!(done, json!({"msg": "order cancel success"}));
    assert_eq!(shop.shown(&account, &canceled)["status"], 5);
}

#[test]
fn the_orders_of_the_demo_are_those_of_the_document() {
    let shop = Shop::open();
    let account = shop.logged_in("18215606355");
    let list = shop.get(&account, "order.list", json!({}));
    let shown = |order: &Value| {
        let number = order["order_id"].as_str().unwrap().to_owned();
        (
            number,
            order["status"].as_i64(),
            order["amount"].as_i64(),
            order["paid"].as_bool(),
        )
    };
    let mut orders: Vec<_> = list["order_list"]
        .as_array()
        .unwrap()
        .iter()
        .map(shown)
        .collect();
    orders.sort();
    let order = |number: &str, status, amount, paid| {
        (number.to_owned(), Some(status), Some(amount), Some(paid))
    };
    assert_eq!(
        orders,
        [
            order("201503270000000006", 4, 8000, true),
            order("201503270100000001", 4, 3000, true),
            order("201503300000000002", 1, 0, false),
            order("201503300100000001", 1, 3500, false),
            order("201503300100000009", 1, 3500, false),
        ]
    );
    let status =
        |number: &str| shop.get(&account, "order.charge_status", json!({"order_id": number}));
    let paid = json!({
        "msg": "order status get success", "order_id": "201503270100000001", "paid": true, "charge_detail": null
    });
    assert_eq!(status("201503270100000001"), paid);
    assert_eq!(
        status("201503300100000001")["charge_detail"]["amount"],
        3500
    );
    // The requests of the document.
    let visit = json!({
        "phone": "18215606355", "address": "test", "city_number": "511100", "order_phone": "1234567", "use_coupon": true,
        "coupon_id": "20150330300008", "home_items": [{"hid": "1"}]
    });
    shop.get(&account, "appointment.create", visit);
    let appraisal = json!({
        "order_id": "201503270000000006", "rate": "4", "rb1": true, "rb2": true, "rb3": true, "rb4": true, "rb5": false,
        "rb6": false, "comment": "test"
    });
    shop.get(&account, "order.appraise", appraisal);
    shop.get(
        &account,
        "order.cancel",
        json!({"order_id": "201503300100000009"}),
    );
    shop.get(
        &account,
        "order.create",
        purchase(json!({"coupon_id": "20102101"})),
    );
    let used = shop.coupon_row("20102101");
    assert_eq!(used.order_id, Some(shop.row("201503270100000001").id));
}
