//! A record of another account gets the same reply as a record that does not exist, byte for byte.

use serde_json::{Value, json};
use signet_testkit::{TestGateway, with};

use crate::both::{BOTH, Way};
use crate::pictures::PICTURE;
use crate::till::COUPON;
use crate::{ALICE, BOB, appointment, log_in, post, purchase, session_routes, verify_guest};

const DEAD: &str = "0123456789abcdef0123456789abcdef";

/// A route that takes the id of a record.
struct Named {
    route: &'static str,
    body: Value,
    /// The name of the id.
    name: &'static str,
    /// The id of a record of the first account, and an id that does not exist.
    ids: [&'static str; 2],
    /// The fault on both wires.
    faults: [&'static str; 2],
}

const UNUSABLE: [&str; 2] = [
    "21 the coupon has used, over due or is not belong you",
    "homecare_coupon_unusable",
];
const UNKNOWN: [&str; 2] = ["7 invalid order id", "order_not_found"];

fn routes() -> Vec<Named> {
    let order = |route, body, id| Named {
        route,
        body,
        name: "order_id",
        ids: [id, "201503300199999998"],
        faults: UNKNOWN,
    };
    let coupon = |route, body, price| Named {
        route,
        body: with(body, price),
        name: "coupon_id",
        ids: [COUPON, "20150330399998"],
        faults: UNUSABLE,
    };
    let ticks = json!({"rate": "4", "rb1": true, "rb2": true, "rb3": true, "rb4": true, "rb5": false, "rb6": false});
    let visit = appointment(BOB, "", true);
    vec![
        Named {
            route: "read_message",
            body: json!({}),
            name: "mid",
            ids: ["1", "9"],
            faults: ["7 invalid mid", "message_not_found"],
        },
        coupon(
            "create_pay_order",
            purchase(),
            json!({"use_coupon": true, "submit_price": 31}),
        ),
        coupon("create_appointment", visit, json!({"use_coupon": true})),
        order("get_charge_status", json!({}), "201503270100000001"),
        order("appraise", ticks, "201503270000000006"),
        order("cancel_order", json!({}), "201503300100000009"),
    ]
}

#[test]
fn what_is_of_another_is_answered_as_what_is_not_there() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let owner = json!({"private_token": log_in(&gateway, ALICE)});
    let stranger = log_in(&gateway, BOB);
    let belongings = || {
        let lists = ["get_all_orders", "get_coupons", "get_messages"];
        lists.map(|route| post(&gateway, route, &owner).text.clone())
    };
    let before = belongings();
    for way in BOTH {
        for named in routes() {
            let (route, [own, signed]) = (named.route, named.faults);
            let outcome = named.ids.map(|id| {
                let call = json!({"private_token": stranger, named.name: id});
                way.call(&gateway, route, &with(named.body.clone(), call))
            });
            assert_eq!(outcome[0].fault, way.fault(own, signed), "{way:?} {route}");
            assert_eq!(outcome[0].bytes, outcome[1].bytes, "{way:?} {route}");
        }
        let outcome = ["201503300000000002", "201503300099999998"].map(|id| {
            let picture = json!({"phone": BOB, "private_token": stranger, "login": true, "picindex": 0, "appointment_id": id});
            way.upload(&gateway, &picture, &[PICTURE])
        });
        let unknown = way.fault("7 invalid appointment id", "homecare_appointment_unknown");
        assert_eq!(outcome[0].fault, unknown, "{way:?}");
        assert_eq!(outcome[0].bytes, outcome[1].bytes, "{way:?}");
    }
    assert_eq!(belongings(), before);
    assert_eq!(crate::pictures::stored(&gateway), (0, 0));
}

#[test]
fn the_name_of_another_beside_a_token_is_answered_as_a_dead_token() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = log_in(&gateway, ALICE);
    for (route, body) in session_routes() {
        let outcome = [token.as_str(), DEAD].map(|token| {
            let named = json!({"private_token": token, "username": BOB});
            Way::Own.call(&gateway, route, &with(body.clone(), named))
        });
        assert!(outcome[0].fault.starts_with("13 "), "{route}: {outcome:?}");
        assert_eq!(outcome[0].bytes, outcome[1].bytes, "{route}");
    }
    // On routes that guests may call, a phone of another account is not verified, whatever the consumer token is.
    let outcome = [token.as_str(), DEAD].map(|token| {
        let visit = appointment(BOB, token, false);
        Way::Own.call(&gateway, "create_appointment", &visit)
    });
    assert_eq!(outcome[0].fault, "9 phone is not verified");
    assert_eq!(outcome[0].bytes, outcome[1].bytes);
}

#[test]
fn an_account_and_a_guest_with_one_phone_have_appointments_of_their_own() {
    for way in BOTH {
        let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
        let (user, guest) = (log_in(&gateway, ALICE), verify_guest(&gateway, ALICE));
        let made = |token: &str, is_user: bool| {
            let visit = appointment(ALICE, token, is_user);
            let made = way.call(&gateway, "create_appointment", &visit);
            made.good()["new_id"].clone()
        };
        let of_user = made(&user, true);
        let of_guest = made(&guest, false);
        let upload = |token: &str, is_user: bool, id: &Value| {
            let picture = json!({"phone": ALICE, "private_token": token, "login": is_user, "picindex": 0, "appointment_id": id});
            way.upload(&gateway, &picture, &[PICTURE])
        };
        let unknown = way.fault("7 invalid appointment id", "homecare_appointment_unknown");
        assert_eq!(upload(&guest, false, &of_user).fault, unknown);
        assert_eq!(upload(&user, true, &of_guest).fault, unknown);
        upload(&guest, false, &of_guest).good();
        upload(&user, true, &of_user).good();
    }
}

#[test]
fn a_token_and_a_code_of_another_product_are_none() {
    let gateway = TestGateway::builder().start();
    let phone = "18575202691";
    let of_yaf = gateway.register(phone);
    for (route, body) in session_routes() {
        let outcome = [of_yaf.as_str(), DEAD].map(|token| {
            let body = with(body.clone(), json!({"private_token": token}));
            Way::Own.call(&gateway, route, &body)
        });
        assert_eq!(outcome[0].bytes, outcome[1].bytes, "{route}");
    }
    gateway.clock.shift(61);
    gateway.send_code(phone, "USER_FIND_PWD");
    let reset = json!({"phone": phone, "verify_code": "123456", "new_password": "1234567"});
    let register = json!({"username": phone, "verify_code": "123456", "password": "1234567"});
    for (route, body) in [("reset_password", reset), ("register", register)] {
        let outcome = Way::Own.call(&gateway, route, &body);
        assert_eq!(outcome.fault, "12 verify code does not exist", "{route}");
    }
    // A token of this product is not valid in the other product.
    post(&gateway, "send_verify", &json!({"phone": phone})).good();
    let account = json!({"username": phone, "password": "123456", "verify_code": "123456"});
    let own = crate::token_of(&post(&gateway, "register", &account).good());
    let answer = gateway.client().token(&own).call("user.detail", json!({}));
    assert_eq!(answer.fault(), (601, "session_expired"));
    // A lock of the account in this product does not lock the account in the other product.
    let wrong = json!({"username": phone, "password": "wrong"});
    let locked = (0..30).any(|_| post(&gateway, "login", &wrong).json()["status"] == 9);
    assert!(locked);
    let login = json!({"mobile": phone, "login_type": 2, "password": "secret_1"});
    assert_eq!(gateway.call("user.login", login).code(), 200);
}
