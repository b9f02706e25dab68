//! Each request of the API document gets the documented keys, in their order and types, on the demo content.
//!
//! A reply is written as its shape: `int`, `yuan`, `bool`, `text`, `int?` and `text?` (or null) are types, and `=` starts an
//! exact text. A key that the document does not have ends with `+`. A list has one shape for all its members and must have at
//! least one member; `goods`, `services` and `none` are lists that may be empty. On the signed endpoint, `yuan` means fen.

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::both::{BOTH, Way};
use crate::{ALICE, log_in, post, purchase};

/// A request of the document: its route, its body and the shape of the good reply.
type Documented = (&'static str, Value, Value);

fn of_everybody() -> Vec<Documented> {
    let city = json!({"city_num": "=511100", "city_name": "text", "city_address": "text", "city_info": "text",
        "city_tel": "=61830000"});
    vec![
        (
            "new_feedback",
            json!({"phone": "18215606355", "content": "test"}),
            json!({"msg": "=feedback add success"}),
        ),
        (
            "city_search",
            json!({"city_num": "513012"}),
            json!({"msg": "=match resemble city success", "city": city, "match": "bool"}),
        ),
        (
            "city_search",
            json!({"city_num": "511100"}),
            json!({"msg": "=get city success", "city": city, "match": "bool"}),
        ),
        (
            "get_goods_item",
            json!({"city_number": "511000"}),
            json!({"msg": "=goods_p get success", "goods_item": [
                {"item_name": "text", "have_advertisment": "bool", "pid": "int", "advertisment": "text"},
            ]}),
        ),
        (
            "get_goods_sec_item",
            json!({"pid": "1"}),
            json!({"msg": "=goods item_o get success", "goods": [
                {"item_name": "text", "s_item_list": [{"picture": "text", "title": "text", "sid": "int"}], "oid": "int"},
            ], "pid": "int"}),
        ),
        (
            "get_goods_detail",
            json!({"sid": "5"}),
            json!({"real_price": "yuan", "picture": "text", "title": "text", "repair_price": "yuan", "made_by": "text",
                "material": "text", "made_in": "text", "content": "text", "plus": "text", "sid": "int",
                "msg": "=goods detail get success", "origin_price": "yuan", "brand": "text"}),
        ),
        (
            "get_homeitem",
            json!({"city_number": "511000"}),
            json!({"msg": "=get home items success", "parent_item_list": [
                {"note": "text", "sort_id": "int?", "item_name": "text", "type": "int", "recommand": "int", "pid": "int",
                    "icon": "text"},
            ]}),
        ),
        (
            "get_homeitem_detail",
            json!({"pid": "1"}),
            json!({"msg": "=get homeitems success", "home_items": [
                {"item_name": "text", "sort_id": "int?", "hid": "int", "pic_url": "text?"},
            ]}),
        ),
        (
            "get_recommand",
            json!({"pid": "1"}),
            json!({"msg": "=recommand list get success", "recommand_list": [
                {"real_price": "yuan", "picture": "text", "recommand": "int", "title": "text", "repair_price": "yuan",
                    "sid": "int", "origin_price": "yuan"},
            ]}),
        ),
        (
            "get_advertisment",
            json!({"city_number": "511100"}),
            json!({"advertisment_list": [
                {"fields": {"content": "text", "third_jump": "int?", "title": "text", "photo": "text", "area": "int",
                    "is_new": "bool", "second_jump": "int?", "create_time": "text", "type": "int", "first_jump": "int"},
                    "model": "=HomeApi.advertisement", "pk": "int"},
            ], "msg": "=advertisment list get success"}),
        ),
    ]
}

/// The requests of an account, in sequence. Each request gets the token of the account, and names the account beside the token.
fn of_an_account() -> Vec<Documented> {
    vec![
        (
            "get_messages",
            json!({}),
            json!({"messages": [{"content": "text", "create_time": "text", "deadline": "text", "mid+": "int", "is_read+": "bool"}]}),
        ),
        (
            "get_unread_message_count",
            json!({}),
            json!({"count": "int"}),
        ),
        (
            "read_message",
            json!({"mid": "1"}),
            json!({"msg": "=message status change success"}),
        ),
        (
            "change_info",
            json!({"address": "kb258", "sex": 1, "birthday": "1999-01-01"}),
            json!({"msg": "=change info success"}),
        ),
        (
            "check_game",
            json!({}),
            json!({"msg": "=game status get success", "have_game": "bool"}),
        ),
        (
            "play_game",
            json!({}),
            json!({"msg": "=get coupon success", "deadline": "int", "value": "yuan", "cou_id": "text"}),
        ),
        (
            "get_invite_coupon",
            json!({"invite_code": "123455"}),
            json!({"msg": "=invite code exchange success", "deadline": "int", "value": "yuan", "cou_id": "text"}),
        ),
        (
            "get_coupons",
            json!({}),
            json!({"coupons": [{"owned_time": "text", "create_time": "text", "cou_id": "text", "deadline": "int",
                "type": "int", "value": "yuan", "if_use": "bool"}]}),
        ),
        (
            "change_password",
            json!({"old_password": "123456", "new_password": "1234567"}),
            json!({"verify_code": "=", "success": "bool", "msg+": "=change password success"}),
        ),
        ("logout", json!({}), json!({"msg": "=log out success"})),
    ]
}

/// The requests about the orders of an account, like [`of_an_account`].
fn of_orders() -> Vec<Documented> {
    vec![
        (
            "create_pay_order",
            purchase(),
            json!({"msg": "=server create order success, but not sure ping++ create success", "order_id+": "text",
                "charge_detail": charge()}),
        ),
        (
            "create_pay_order",
            with(purchase(), "online_pay", json!(false)),
            json!({"msg": "=create off-line order success", "order_id+": "text"}),
        ),
        (
            "get_charge_status",
            json!({"order_id": "201503270100000001"}),
            json!({"msg": "=order status get success", "order_id": "=201503270100000001", "paid": "bool",
                "charge_detail+": null}),
        ),
        (
            "create_appointment",
            json!({"address": "test", "city_number": "511100", "login": true, "order_phone": "1234567", "use_coupon": true,
                "coupon_id": "20150330300008", "home_items": [{"hid": "1"}]}),
            json!({"new_id": "text", "msg": "=appointment create success"}),
        ),
        (
            "appraise",
            json!({"order_id": "201503270000000006", "rate": "4", "rb1": true, "rb2": "true", "rb3": 1, "rb4": "1",
                "rb5": false, "rb6": "0", "comment": "test"}),
            json!({"msg": "=appraise success"}),
        ),
        (
            "cancel_order",
            json!({"order_id": "201503300100000009"}),
            json!({"msg": "=order cancel success"}),
        ),
        (
            "get_all_orders",
            json!({}),
            json!({"msg": "=get order list success", "order_list": [
                {"status": "int", "refund": "bool", "order_id": "text", "charge_id": "text", "paid": "bool", "create_time": "text",
                    "address": "text", "if_appraise": "bool", "order_phone": "text", "goods_list": "goods", "send_type": "int",
                    "online_pay": "bool", "name": "text", "order_type": "int", "use_coupon": "bool", "amount": "yuan",
                    "home_itmes": "services", "request_refund": "bool", "channel": "text"},
            ]}),
        ),
    ]
}

/// The shape of a charge that waits for its payment.
fn charge() -> Value {
    json!({"order_no": "text", "extra": {}, "app": "text", "livemode": "bool", "currency": "=cny", "time_settle": null,
        "time_expire": "int", "id": "text", "subject": "text", "failure_msg": null, "channel": "=alipay", "metadata": {},
        "body": "text", "credential": {"alipay": {"orderInfo": "text"}, "object": "=credential"}, "client_ip": "text",
        "description": null, "amount_refunded": "int", "refunded": "bool", "object": "=charge", "paid": "bool",
        "amount_settle": "int", "time_paid": null, "failure_code": null,
        "refunds": {"url": "text", "has_more": "bool", "object": "=list", "data": "none"}, "created": "int",
        "transaction_no": null, "amount": "int"})
}

fn with(mut body: Value, name: &str, value: Value) -> Value {
    body[name] = value;
    body
}

/// The requests that create, recover and verify accounts and phones, in sequence.
fn of_a_new_phone() -> Vec<Documented> {
    let sent = json!({"verify_code": "=123456", "success": "bool"});
    vec![
        (
            "send_verify",
            json!({"phone": 18_215_606_356_u64}),
            sent.clone(),
        ),
        (
            "register",
            json!({"username": "18215606356", "password": "123456", "verify_code": "123456"}),
            json!({"msg": "=register success", "phone": "=18215606356", "private_token": "text", "invite_code+": "text"}),
        ),
        (
            "login",
            json!({"username": "18215606356", "password": "123456"}),
            json!({"msg": "=login success", "username": "=18215606356", "private_token": "text", "invite_code+": "text"}),
        ),
        (
            "forget_password",
            json!({"phone": "18215606356"}),
            json!({"test": sent, "msg": "=verify code send success"}),
        ),
        (
            "reset_password",
            json!({"phone": "18215606356", "verify_code": "123456", "new_password": "123456"}),
            json!({"username": "=18215606356", "msg": "=reset password success", "private_token": "text",
                "invite_code+": "text"}),
        ),
        ("send_verify", json!({"phone": "18215606357"}), sent),
        (
            "verify_consumer",
            json!({"username": "18215606357", "verify_code": "123456"}),
            json!({"msg": "=verify success", "private_token": "text"}),
        ),
    ]
}

/// Checks that a value has a shape.
fn has_shape(way: Way, shape: &Value, value: &Value, at: &str) {
    let fits = match (shape, value) {
        (Value::Object(shape), Value::Object(members)) => {
            let keys: Vec<&str> = shape.keys().map(|key| key.trim_end_matches('+')).collect();
            assert_eq!(members.keys().collect::<Vec<_>>(), keys, "{at}");
            for (key, shape) in shape {
                let key = key.trim_end_matches('+');
                has_shape(way, shape, &members[key], &format!("{at}.{key}"));
            }
            true
        }
        (Value::Array(shape), Value::Array(items)) => {
            for item in items {
                has_shape(way, &shape[0], item, at);
            }
            !items.is_empty()
        }
        (Value::String(shape), Value::Array(items)) => {
            let shape = match shape.as_str() {
                "goods" => {
                    json!({"real_price": "yuan", "repair_price": "yuan", "title": "text", "origin_price": "yuan",
                    "use_repair": "bool"})
                }
                "services" => json!({"item_name": "text"}),
                _ => json!("none"),
            };
            items
                .iter()
                .for_each(|item| has_shape(way, &shape, item, at));
            true
        }
        (Value::String(shape), value) => match (shape.as_str(), value) {
            ("int" | "int?", value) if value.is_i64() => true,
            ("yuan", value @ Value::Number(_)) => way == Way::Own || value.is_i64(),
            ("bool", Value::Bool(_)) => true,
            ("int?" | "text?", Value::Null) | ("text" | "text?", Value::String(_)) => true,
            (exact, Value::String(text)) => exact.strip_prefix('=') == Some(text),
            _ => false,
        },
        (shape, value) => shape == value,
    };
    assert!(fits, "{at}: {value} is not {shape}");
}

/// Makes the requests one after the other on each wire, and checks the shapes of the replies.
fn are_as_documented(documented: impl Fn(&TestGateway) -> Vec<Documented>) {
    for way in BOTH {
        let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
        for (route, request, shape) in documented(&gateway) {
            let answer = way.call(&gateway, route, &request);
            has_shape(way, &shape, answer.good(), &format!("{way:?} {route}"));
        }
    }
}

#[test]
fn what_everybody_may_ask_for_has_the_documented_reply() {
    are_as_documented(|_| of_everybody());
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for (route, method, version) in [
        (
            "get_android_version",
            "homecare.version.android",
            "android_version",
        ),
        ("get_ios_version", "homecare.version.ios", "ios_version"),
    ] {
        let shape = json!({"update_time": "text", version: "=2.1.6"});
        let own = crate::get(&gateway, route).good();
        has_shape(Way::Own, &shape, &own, route);
        let signed = gateway.call(method, json!({}));
        has_shape(Way::Signed, &shape, signed.data(), method);
    }
}

#[test]
fn what_an_account_may_ask_for_has_the_documented_reply() {
    are_as_documented(|gateway| {
        let token = log_in(gateway, ALICE);
        let named = |(route, mut request, shape): Documented| {
            request["username"] = json!(ALICE);
            request["phone"] = json!(ALICE);
            request["private_token"] = json!(token);
            (route, request, shape)
        };
        let all = of_orders().into_iter().chain(of_an_account());
        all.map(named).collect()
    });
}

#[test]
fn what_a_new_phone_may_ask_for_has_the_documented_reply() {
    are_as_documented(|_| of_a_new_phone());
}

#[test]
fn faults_of_accounts_have_the_documented_texts() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = log_in(&gateway, ALICE);
    let (phone, code) = ("18215606358", "654321");
    post(&gateway, "send_verify", &json!({"phone": phone})).good();
    post(&gateway, "forget_password", &json!({"phone": phone})).good();
    gateway.clock.shift(61);
    post(&gateway, "send_verify", &json!({"phone": ALICE})).good();
    for (route, request, status, msg) in [
        (
            "login",
            json!({"username": ALICE, "password": "x"}),
            4,
            "password is not right",
        ),
        (
            "login",
            json!({"username": phone, "password": "x"}),
            4,
            "password is not right",
        ),
        (
            "register",
            json!({"username": phone, "password": "123456"}),
            11,
            "verify code is empty",
        ),
        (
            "register",
            json!({"username": phone, "password": "123456", "verify_code": ""}),
            11,
            "verify code is empty",
        ),
        (
            "register",
            json!({"username": phone, "password": "123456", "verify_code": code}),
            12,
            "verify code does not exist",
        ),
        (
            "register",
            json!({"username": phone, "password": "123456", "verify_code": 7}),
            12,
            "verify code does not exist",
        ),
        (
            "register",
            json!({"username": ALICE, "password": "123456", "verify_code": "123456"}),
            6,
            "username has exist",
        ),
        (
            "reset_password",
            json!({"phone": phone, "new_password": "123456"}),
            11,
            "verify code is empty",
        ),
        (
            "reset_password",
            json!({"phone": phone, "new_password": "123456", "verify_code": code}),
            12,
            "verify code does not exist",
        ),
        (
            "reset_password",
            json!({"phone": phone, "new_password": "123456", "verify_code": "123456"}),
            7,
            "account does not exist, please sign up",
        ),
        (
            "verify_consumer",
            json!({"username": phone}),
            11,
            "verify code is empty",
        ),
        (
            "verify_consumer",
            json!({"username": phone, "verify_code": code}),
            13,
            "verify fail",
        ),
        (
            "verify_consumer",
            json!({"username": "18215606359", "verify_code": code}),
            13,
            "verify fail",
        ),
        (
            "send_verify",
            json!({"phone": ALICE}),
            0,
            "verify code is sent too often",
        ),
        (
            "read_message",
            json!({"private_token": token, "mid": 99}),
            7,
            "invalid mid",
        ),
        (
            "get_invite_coupon",
            json!({"private_token": token, "invite_code": "x"}),
            7,
            "no invite code info",
        ),
        (
            "change_password",
            json!({"private_token": token, "old_password": "x", "new_password": "1234567"}),
            4,
            "password is not right",
        ),
        (
            "change_password",
            json!({"private_token": token, "old_password": "123456", "new_password": "123456"}),
            0,
            "new password is the old one",
        ),
    ] {
        let reply = post(&gateway, route, &request);
        let expected = format!(r#"{{"status":{status},"body":{{"msg":"{msg}"}}}}"#);
        assert_eq!(
            (reply.http, reply.text.clone()),
            (200, expected),
            "{route} {request}"
        );
    }
}

#[test]
fn faults_have_the_documented_texts() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for (route, request, msg) in [
        (
            "get_goods_item",
            json!({"city_number": "1"}),
            "invalid city number",
        ),
        (
            "get_goods_sec_item",
            json!({"pid": "99"}),
            "invalid city number",
        ),
        ("get_goods_detail", json!({"sid": "99"}), "invalid id"),
        (
            "get_homeitem",
            json!({"city_number": "1"}),
            "invalid city number",
        ),
        ("get_homeitem_detail", json!({"pid": "99"}), "invalid pid"),
        (
            "get_recommand",
            json!({"pid": "99"}),
            "invalid recommand id",
        ),
        (
            "get_advertisment",
            json!({"city_number": "1"}),
            "invalid city number",
        ),
    ] {
        let reply = post(&gateway, route, &request);
        let expected = format!(r#"{{"status":7,"body":{{"msg":"{msg}"}}}}"#);
        assert_eq!((reply.http, reply.text.clone()), (200, expected), "{route}");
    }
}
