//! Orders and appointments, as the shipped clients make them.

use serde_json::{Value, json};
use signet_testkit::{SMS_CODE, TestGateway};

use crate::{Reply, fault, post, post_text};

const MOBILE: &str = "18215606355";

/// A shipped client whose user is logged in.
struct Client {
    gateway: TestGateway,
    token: Value,
}

impl Client {
    /// Starts a gateway and logs in the first account of the demo.
    fn start() -> Client {
        let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
        let login = json!({"username": MOBILE, "password": "123456"});
        let token = post(&gateway, "login", &login).good()["private_token"].clone();
        Client { gateway, token }
    }

    fn post(&self, route: &str, body: Value) -> Reply {
        let body = with(
            json!({"username": MOBILE, "private_token": self.token}),
            body,
        );
        post(&self.gateway, route, &body)
    }

    /// Orders goods at an address of its own, so that no order counts as a repetition of another.
    fn order(&self, address: usize, changes: Value) -> Reply {
        self.post("create_pay_order", with(purchase(address), changes))
    }

    fn orders(&self) -> Vec<Value> {
        let list = self.post("get_all_orders", json!({})).good();
        list["order_list"].as_array().unwrap().clone()
    }
}

fn with(mut body: Value, changes: Value) -> Value {
    let (Value::Object(all), Value::Object(changes)) = (&mut body, changes) else {
        panic!("a body is an object");
    };
    all.extend(changes);
    body
}

/// Returns the request of the document.
fn purchase(address: usize) -> Value {
    json!({
        "send_type": 1, "coupon_id": "20102101", "use_coupon": false, "channel": "alipay", "address": format!("{address} 号"),
        "online_pay": true, "city_number": "511000", "submit_price": "35.0",
        "goods_items": [{"sid": "1", "use_repair": true}, {"sid": "2", "use_repair": false}], "home_items": [{"hid": "1"}]
    })
}

#[test]
fn an_order_is_made_paid_and_listed_in_yuan() {
    let client = Client::start();
    let placed = client.order(1, json!({})).good();
    assert_eq!(
        placed["charge_detail"]["amount"], 3500,
        "fen, as the provider has it"
    );
    let number = &placed["order_id"];
    let reply = client.post("get_all_orders", json!({}));
    for member in [
        r#""amount":35,"#,
        r#""real_price":10,"repair_price":5,"title""#,
    ] {
        assert!(reply.text.contains(member), "{member}: {reply:?}");
    }
    let status = client
        .post("get_charge_status", json!({"order_id": number}))
        .good();
    assert_eq!(
        (&status["paid"], &status["charge_detail"]["amount"]),
        (&json!(false), &json!(3500))
    );
    let settle = json!({"order": number, "outcome": "paid"});
    assert_eq!(
        client
            .gateway
            .admin()
            .call("admin.payment.settle", settle)
            .code(),
        200
    );
    let status = client
        .post("get_charge_status", json!({"order_id": number}))
        .good();
    let expected = json!({"msg": "order status get success", "order_id": number, "paid": true, "charge_detail": null});
    assert_eq!(status, expected);
    let off_line = client
        .order(2, json!({"online_pay": false, "channel": "pigeon"}))
        .good();
    assert_eq!(off_line["msg"], "create off-line order success");
}

#[test]
fn yuan_are_compared_to_the_fen() {
    let client = Client::start();
    let goods = json!({
        "oid": 1, "title": "垫片", "origin_price": 1200, "real_price": 1005, "repair_price": 0, "recommand": 0,
        "listorder": 9
    });
    let made = client
        .gateway
        .admin()
        .call("admin.homecare.goods.create", goods);
    let piece = json!({"sid": made.data()["sid"], "use_repair": false});
    let three = json!([piece, piece, piece]);
    let mut address = 0;
    let mut order = |price: &str| {
        address += 1;
        let order = with(
            purchase(address),
            json!({"goods_items": three, "username": MOBILE, "private_token": client.token}),
        );
        let text = order.to_string().replace(
            r#""submit_price":"35.0""#,
            &format!(r#""submit_price":{price}"#),
        );
        post_text(&client.gateway, "create_pay_order", &text)
    };
    for taken in [
        "30.15",
        r#""30.15""#,
        "30.150000000000002",
        "30.149999618530273",
    ] {
        let placed = order(taken).good();
        assert_eq!(placed["charge_detail"]["amount"], 3015, "{taken}");
    }
    for refused in ["30.14", "30.16", "0", "3015", r#""9999999""#] {
        assert_eq!(
            order(refused).fault(),
            fault(20, "submit price wrong"),
            "{refused}"
        );
    }
    for bad in [
        "-1",
        r#""1e2""#,
        r#""NaN""#,
        r#""""#,
        "[30.15]",
        "123456789",
        r#""30.""#,
    ] {
        let (http, status, msg) = order(bad).fault();
        assert_eq!((http, status), (200, 0), "{bad}");
        assert!(msg.contains("submit_price"), "{bad}: {msg}");
    }
    let reply = client.post("get_all_orders", json!({}));
    assert_eq!(reply.text.matches(r#""amount":30.15,"#).count(), 4);
}

#[test]
fn a_coupon_is_taken_off_the_submitted_price() {
    let client = Client::start();
    let with_coupon = |price: Value| json!({"use_coupon": true, "coupon_id": "20150330300008", "submit_price": price});
    assert_eq!(
        client.order(1, with_coupon(json!(35))).fault(),
        fault(20, "submit price wrong")
    );
    let placed = client.order(1, with_coupon(json!(31))).good();
    assert_eq!(placed["charge_detail"]["amount"], 3100);
    let unusable = "the coupon has used, over due or is not belong you";
    assert_eq!(
        client.order(2, with_coupon(json!(31))).fault(),
        fault(21, unusable)
    );
    assert_eq!(
        client
            .order(2, json!({"use_coupon": true, "coupon_id": ""}))
            .fault(),
        fault(21, unusable)
    );
}

#[test]
fn faults_of_orders_have_the_documented_texts() {
    let client = Client::start();
    let before = client.orders().len();
    for (changes, status, msg) in [
        (json!({"city_number": "1"}), 7, "invalid city_number"),
        (
            json!({"goods_items": [{"sid": 99, "use_repair": 0}]}),
            7,
            "goods id:99invalid",
        ),
        (
            json!({"home_items": [{"hid": 10}]}),
            7,
            "home item id:10invalid",
        ),
    ] {
        assert_eq!(client.order(1, changes).fault(), fault(status, msg));
    }
    assert_eq!(client.orders().len(), before);
    let appraise = |number: &str| {
        let ticks = json!({"rate": "4", "rb1": true, "rb2": true, "rb3": true, "rb4": true, "rb5": false, "rb6": false});
        client.post(
            "appraise",
            with(ticks, json!({"order_id": number, "comment": "test"})),
        )
    };
    assert_eq!(
        appraise("201503270000000006").good(),
        json!({"msg": "appraise success"})
    );
    assert_eq!(
        appraise("201503270000000006").fault(),
        fault(6, "the order has appraised")
    );
    let unfinished = r#"{"status":3,"body":{"msg":"the order is not finished","order_status":1}}"#;
    assert_eq!(appraise("201503300100000001").text, unfinished);
    let cancel = |number: &str| client.post("cancel_order", json!({"order_id": number}));
    assert_eq!(
        cancel("201503300100000009").good(),
        json!({"msg": "order cancel success"})
    );
    let canceled =
        r#"{"status":3,"body":{"msg":"the order can not be canceled","order_status":5}}"#;
    assert_eq!(cancel("201503300100000009").text, canceled);
    assert_eq!(
        appraise("201503300100000009").fault(),
        fault(9, "the order has been canceled")
    );
    for route in ["cancel_order", "get_charge_status"] {
        let unknown = client.post(route, json!({"order_id": "1"}));
        assert_eq!(unknown.fault(), fault(7, "invalid order id"), "{route}");
    }
    let dead = json!({"username": MOBILE, "private_token": "0".repeat(32), "order_id": "1"});
    let dead = post(&client.gateway, "cancel_order", &dead);
    assert_eq!(dead.fault(), fault(13, "login first before other action"));
}

#[test]
fn an_appointment_is_made_with_a_login_or_with_a_verified_phone() {
    let client = Client::start();
    let visit = |login: bool, token: &Value| {
        let visit = json!({
            "phone": MOBILE, "private_token": token, "address": format!("{token}"), "city_number": "511100", "login": login,
            "order_phone": "1234567", "use_coupon": false, "home_items": [{"hid": "1"}]
        });
        post(&client.gateway, "create_appointment", &visit)
    };
    assert_eq!(
        visit(true, &client.token).good()["msg"],
        "appointment create success"
    );
    let unverified = fault(9, "phone is not verified");
    // A session token with `login` false, and a junk token.
    assert_eq!(visit(false, &client.token).fault(), unverified);
    assert_eq!(visit(false, &json!("junk")).fault(), unverified);
    assert_eq!(
        visit(true, &json!("junk")).fault(),
        fault(13, "login first before other action")
    );
    post(&client.gateway, "send_verify", &json!({"phone": MOBILE})).good();
    let verify = json!({"username": MOBILE, "verify_code": SMS_CODE});
    let guest = post(&client.gateway, "verify_consumer", &verify).good()["private_token"].clone();
    assert_eq!(
        visit(false, &guest).good()["msg"],
        "appointment create success"
    );
    // A consumer token with `login` true is not a session token.
    assert_eq!(
        visit(true, &guest).fault(),
        fault(13, "login first before other action")
    );
    let listed = client
        .orders()
        .iter()
        .filter(|order| order["order_phone"] == "1234567")
        .count();
    assert_eq!(listed, 1, "that of the guest belongs to no account");
}
