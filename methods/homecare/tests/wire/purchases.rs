//! Orders and appointments: yuan, flags, and the two kinds of tokens.

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::{ALICE, BOB, appointment, fault, log_in, post, post_text, purchase, verify_guest};

const PHONE: &str = "18215606357";

fn with(mut body: Value, members: &[(&str, Value)]) -> Value {
    for (name, value) in members {
        body[*name] = value.clone();
    }
    body
}

fn orders(gateway: &TestGateway, token: &str) -> Vec<Value> {
    let list = post(gateway, "get_all_orders", &json!({"private_token": token})).good();
    list["order_list"].as_array().unwrap().clone()
}

#[test]
fn a_price_is_yuan_as_a_number_or_a_text() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = log_in(&gateway, ALICE);
    let made = |price: &str| {
        // A new address is another order.
        let body = with(
            purchase(),
            &[("private_token", json!(token)), ("address", json!(price))],
        );
        let body = body.to_string();
        let (start, rest) = body.split_once(r#""submit_price":"35.0""#).unwrap();
        let body = format!("{start}\"submit_price\":{price}{rest}");
        post_text(&gateway, "create_pay_order", &body)
    };
    for price in [
        "35",
        "35.0",
        "\"35\"",
        "\"35.00\"",
        "35.004",
        "\"34.995\"",
        "35.00000000000000001",
        "\"0035.0\"",
    ] {
        made(price).good();
    }
    let wrong = fault(20, "submit price wrong");
    for price in [
        "0",
        "34.99",
        "35.01",
        "\"34.9949\"",
        "9999999",
        "3500",
        "1e2",
        "99999999.99",
    ] {
        assert_eq!(made(price).fault(), wrong, "{price}");
    }
    let bad = fault(0, "参数不正确：submit_price 必须为金额，单位元");
    for price in [
        "-1",
        "-0.0",
        "\"-35\"",
        "\"1e2\"",
        "\"NaN\"",
        "\"35.\"",
        "\".5\"",
        "\" 35\"",
        "[35]",
        "{}",
        "true",
        "1e300",
        "123456789",
        "\"35.000000000000000000\"",
    ] {
        assert_eq!(made(price).fault(), bad, "{price}");
    }
    for price in ["\"\"", "null"] {
        let missing = fault(0, "参数不正确：submit_price 不能为空");
        assert_eq!(made(price).fault(), missing, "{price}");
    }
    let list = orders(&gateway, &token);
    let amounts = list.iter().filter(|order| {
        order["address"] != "kb258" && order["create_time"].as_str().unwrap() > "2016"
    });
    assert!(
        amounts
            .clone()
            .all(|order| order["amount"] == 35 || order["order_type"] == 0),
        "{list:?}"
    );
}

#[test]
fn every_parameter_that_is_wrong_is_named() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = log_in(&gateway, ALICE);
    let body = json!({"private_token": token, "submit_price": "x", "goods_items": [{"sid": "a"}], "send_type": 10});
    let (_, status, msg) = post(&gateway, "create_pay_order", &body).fault();
    assert_eq!(status, 0);
    for name in [
        "submit_price",
        "goods_items[0].sid",
        "goods_items[0].use_repair",
        "send_type",
        "address",
        "city_number",
        "use_coupon",
        "online_pay",
        "pay_channel",
    ] {
        assert!(msg.contains(name), "{name}: {msg}");
    }
}

#[test]
fn what_the_gateway_alone_may_know_changes_nothing() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = log_in(&gateway, ALICE);
    let claimed = [
        ("amount", json!(1)),
        ("total", json!(1)),
        ("discount", json!(35)),
        ("status", json!(4)),
        ("paid", json!(true)),
        ("user_id", json!(2)),
        ("order_no", json!("1")),
        ("order_id", json!("1")),
        ("token", json!("x")),
        ("platform", json!(4)),
        ("pay_channel", json!("wx")),
        ("consumer_token", json!("x")),
    ];
    let body = with(
        purchase(),
        &[("private_token", json!(token)), ("address", json!("here"))],
    );
    let made = post(&gateway, "create_pay_order", &with(body, &claimed)).good();
    assert_eq!(made["charge_detail"]["amount"], 3500);
    let order = orders(&gateway, &token)
        .into_iter()
        .find(|order| order["address"] == "here")
        .unwrap();
    for (name, value) in [
        ("amount", json!(35)),
        ("status", json!(1)),
        ("paid", json!(false)),
        ("channel", json!("alipay")),
    ] {
        assert_eq!(order[name], value, "{order}");
    }
    assert_ne!(order["order_id"], "1");
}

#[test]
fn faults_of_orders_have_the_documented_texts() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = json!(log_in(&gateway, ALICE));
    let own = |body: Value| with(body, &[("private_token", token.clone())]);
    let ticks = json!({"rate": 4, "rb1": 1, "rb2": 1, "rb3": 1, "rb4": 1, "rb5": 0, "rb6": 0});
    let appraise = |order: &str| own(with(ticks.clone(), &[("order_id", json!(order))]));
    let purchase_with = |name: &'static str, value: Value| own(with(purchase(), &[(name, value)]));
    let appointment_with = |name: &'static str, value: Value| {
        with(
            appointment(ALICE, token.as_str().unwrap(), true),
            &[(name, value)],
        )
    };
    let canceled = json!({"order_id": "201503300100000009"});
    post(&gateway, "cancel_order", &own(canceled.clone())).good();
    post(&gateway, "appraise", &appraise("201503270000000006")).good();
    for (route, request, body) in [
        (
            "create_pay_order",
            purchase_with("city_number", json!("1")),
            r#"{"status":7,"body":{"msg":"invalid city_number"}}"#,
        ),
        (
            "create_pay_order",
            purchase_with("goods_items", json!([{"sid": 99, "use_repair": 0}])),
            r#"{"status":7,"body":{"msg":"goods id:99invalid"}}"#,
        ),
        (
            "create_pay_order",
            purchase_with("home_items", json!([{"hid": 10}])),
            r#"{"status":7,"body":{"msg":"home item id:10invalid"}}"#,
        ),
        (
            "create_pay_order",
            purchase_with("use_coupon", json!(true)),
            r#"{"status":21,"body":{"msg":"the coupon has used, over due or is not belong you"}}"#,
        ),
        (
            "create_pay_order",
            purchase_with("submit_price", json!(1)),
            r#"{"status":20,"body":{"msg":"submit price wrong"}}"#,
        ),
        (
            "create_appointment",
            appointment_with("city_number", json!("1")),
            r#"{"status":7,"body":{"msg":"invalid city_number"}}"#,
        ),
        (
            "create_appointment",
            appointment_with("home_items", json!([{"hid": "10"}])),
            r#"{"status":7,"body":{"msg":"home item id:10invalid"}}"#,
        ),
        (
            "get_charge_status",
            own(json!({"order_id": "1"})),
            r#"{"status":7,"body":{"msg":"invalid order id"}}"#,
        ),
        (
            "cancel_order",
            own(json!({"order_id": "1"})),
            r#"{"status":7,"body":{"msg":"invalid order id"}}"#,
        ),
        (
            "cancel_order",
            own(canceled),
            r#"{"status":3,"body":{"msg":"the order can not be canceled","order_status":5}}"#,
        ),
        (
            "appraise",
            appraise("1"),
            r#"{"status":7,"body":{"msg":"invalid order id"}}"#,
        ),
        (
            "appraise",
            appraise("201503270000000006"),
            r#"{"status":6,"body":{"msg":"the order has appraised"}}"#,
        ),
        (
            "appraise",
            appraise("201503300100000009"),
            r#"{"status":9,"body":{"msg":"the order has been canceled"}}"#,
        ),
        (
            "appraise",
            appraise("201503300100000001"),
            r#"{"status":3,"body":{"msg":"the order is not finished","order_status":1}}"#,
        ),
    ] {
        let reply = post(&gateway, route, &request);
        assert_eq!((reply.http, reply.text.as_str()), (200, body), "{route}");
    }
}

#[test]
fn the_state_of_an_order_is_a_number_signed_as_well() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let client = gateway.client().token(&log_in(&gateway, ALICE));
    let order = json!({"order_id": "201503270000000006"});
    let answer = client.call("homecare.order.cancel", order);
    assert_eq!(answer.fault(), (503, "homecare_order_not_cancelable"));
    assert_eq!(answer.body["order_status"], 4);
}

#[test]
fn an_appointment_needs_the_token_that_login_names() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let (user, guest) = (log_in(&gateway, ALICE), verify_guest(&gateway, PHONE));
    let make = |body: Value| post(&gateway, "create_appointment", &body);
    for flag in [json!(true), json!(1), json!("1"), json!("true")] {
        make(with(
            appointment(ALICE, &user, true),
            &[
                ("login", flag.clone()),
                ("address", json!(flag.to_string())),
            ],
        ))
        .good();
    }
    for flag in [json!(false), json!(0), json!("0"), json!("false")] {
        make(with(
            appointment(PHONE, &guest, false),
            &[
                ("login", flag.clone()),
                ("address", json!(flag.to_string())),
            ],
        ))
        .good();
    }
    let unverified = fault(9, "phone is not verified");
    let dead = fault(13, "login first before other action");
    for (body, expected) in [
        (appointment(ALICE, &user, false), &unverified),
        (appointment(PHONE, &guest, true), &dead),
        (appointment(BOB, &user, true), &unverified),
        (appointment(BOB, &guest, false), &unverified),
        (appointment(PHONE, "", false), &unverified),
        (appointment(PHONE, "x", false), &unverified),
        (
            with(
                appointment(PHONE, "", false),
                &[("private_token", json!([guest]))],
            ),
            &unverified,
        ),
        (
            with(
                appointment(PHONE, "", false),
                &[("consumer_token", json!(guest))],
            ),
            &unverified,
        ),
        (
            with(appointment(ALICE, "", true), &[("token", json!(user))]),
            &dead,
        ),
        (
            with(
                appointment(PHONE, "", true),
                &[("consumer_token", json!(guest))],
            ),
            &dead,
        ),
    ] {
        assert_eq!(&make(body.clone()).fault(), expected, "{body}");
    }
    for (flag, rule) in [
        (Value::Null, "不能为空"),
        (json!(""), "不能为空"),
        (json!(2), "必须为0或1"),
        (json!("yes"), "必须为0或1"),
    ] {
        let body = with(
            appointment(PHONE, &guest, false),
            &[("login", flag), ("home_items", json!([]))],
        );
        let msg = format!("参数不正确：login {rule}；home_items 必须有1~50项");
        assert_eq!(make(body).fault(), fault(0, &msg));
    }
    // A newer verification of the phone replaces the token. The newer token expires after a day.
    gateway.clock.shift(61);
    let newer = verify_guest(&gateway, PHONE);
    assert_eq!(make(appointment(PHONE, &guest, false)).fault(), unverified);
    gateway.clock.shift(24 * 3600);
    assert_eq!(make(appointment(PHONE, &newer, false)).fault(), unverified);
}
