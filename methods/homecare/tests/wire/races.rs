//! Simultaneous calls on the routes. The tests of the methods contain the same races for signed calls.

use serde_json::{Value, json};
use signet_testkit::{SMS_CODE, TestGateway, calls_at_once, eventually, with};

use crate::both::Way;
use crate::people::accounts;
use crate::till::{COUPON, Till, count};
use crate::{ALICE, BOB, appointment, log_in, pictures, post, purchase, verify_guest};

const PHONE: &str = "18215606356";

/// The number of rounds of a race between two calls.
const ROUNDS: usize = 50;

const MADE: &str = "server create order success, but not sure ping++ create success";

#[test]
fn a_coupon_is_used_by_one_of_fifty_orders() {
    let till = Till::open();
    let before = till.orders().len();
    let with_coupon = json!({"use_coupon": true, "coupon_id": COUPON, "submit_price": 31});
    let replies = calls_at_once(50, |number| till.order(number, with_coupon.clone()));
    let unusable = "the coupon has used, over due or is not belong you";
    assert_eq!(
        (count(&replies, 1, MADE), count(&replies, 21, unusable)),
        (1, 49)
    );
    let orders = till.orders();
    assert_eq!(orders.len(), before + 1);
    assert_eq!(
        (&orders[0]["amount"], &orders[0]["use_coupon"]),
        (&json!(31), &json!(true))
    );
    let bound = till.operate("order.detail", json!({"order_id": orders[0]["order_id"]}));
    assert_eq!(bound["coupon"]["cou_id"], COUPON, "{bound}");
    assert!(till.is_used(COUPON));
}

fn edit_game(gateway: &TestGateway, total: i64, plays: i64) {
    let game = json!({"game_id": 1, "title": "摇一摇", "start_time": "2020-01-01 00:00:00",
        "end_time": "2999-01-01 00:00:00", "total": total, "plays": plays, "min_value": 100, "max_value": 900, "days": 365});
    let edited = gateway.admin().call("admin.homecare.game.edit", game);
    assert_eq!(edited.code(), 200, "{edited:?}");
}

#[test]
fn of_200_players_at_once_20_win_and_none_of_the_others_loses_a_play() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    edit_game(&gateway, 20, 1);
    let tokens = accounts(&gateway, 200, "");
    let play = |number: usize| {
        post(
            &gateway,
            "play_game",
            &json!({"private_token": tokens[number]}),
        )
    };
    let replies = calls_at_once(200, play);
    let (won, gone) = ("get coupon success", "coupon send over number");
    assert_eq!(
        (count(&replies, 1, won), count(&replies, 7, gone)),
        (20, 180)
    );
    let games = gateway.admin().call("admin.homecare.game.list", json!({}));
    assert_eq!(games.data()["list"][0]["sent"], 20);
    gateway.clock.shift(1);
    edit_game(&gateway, 200, 1);
    let replies = calls_at_once(200, play);
    let none = "no game can play";
    assert_eq!(
        (count(&replies, 1, won), count(&replies, 7, none)),
        (180, 20)
    );
}

#[test]
fn one_player_plays_once_however_often_at_once() {
    let till = Till::open();
    edit_game(&till.gateway, 1000, 1);
    let before = till.coupons().len();
    let replies = calls_at_once(30, |_| till.post("play_game", json!({})));
    assert_eq!(
        (
            count(&replies, 1, "get coupon success"),
            count(&replies, 7, "no game can play")
        ),
        (1, 29)
    );
    assert_eq!(till.coupons().len(), before + 1);
}

#[test]
fn of_two_cancellations_of_a_paid_order_one_asks_for_the_refund() {
    let till = Till::open();
    let number = till.placed(1, json!({}));
    till.pay(&number);
    let replies = calls_at_once(2, |_| till.of_order("cancel_order", &number));
    assert_eq!(count(&replies, 1, "order cancel success"), 1, "{replies:?}");
    let refused = r#"{"status":3,"body":{"msg":"the order can not be canceled","order_status":5}}"#;
    assert!(replies.iter().any(|reply| reply.text == refused));
    assert_eq!(
        (till.asked_refunds(), till.provider.refunds(&number).len()),
        (1, 1)
    );
}

#[test]
fn of_a_cancellation_and_a_confirmation_one_wins() {
    let till = Till::open();
    let operator = till.gateway.admin();
    for round in 0..ROUNDS {
        let number = till.placed(round, json!({"online_pay": false}));
        let (canceled, confirmed) = std::thread::scope(|scope| {
            let confirm = scope.spawn(|| {
                operator.call("admin.homecare.order.confirm", json!({"order_id": number}))
            });
            let canceled = till.of_order("cancel_order", &number);
            (canceled, confirm.join().unwrap())
        });
        let status = till.shown(&number)["status"].clone();
        match canceled.json()["status"].as_i64() {
            Some(1) => assert_eq!((status, confirmed.sub_code()), (json!(5), "order_state")),
            _ => {
                let refused = r#"{"status":3,"body":{"msg":"the order can not be canceled","order_status":2}}"#;
                assert_eq!(canceled.text, refused);
                assert_eq!((status, confirmed.code()), (json!(2), 200));
            }
        }
    }
}

#[test]
fn a_cancellation_and_the_money_end_in_one_refund() {
    let till = Till::open();
    let with_coupon = json!({"use_coupon": true, "coupon_id": COUPON, "submit_price": 31});
    for round in 0..ROUNDS {
        let number = till.placed(round, with_coupon.clone());
        let event = till.provider.pay(&number);
        std::thread::scope(|scope| {
            scope.spawn(|| till.notified(&event));
            till.of_order("cancel_order", &number).good();
        });
        eventually("the refund is at the provider", || {
            till.provider.refunds(&number).len() == 1
        });
        let shown = till.shown(&number);
        let state = ["status", "paid", "request_refund"].map(|key| shown[key].clone());
        assert_eq!(state, [json!(5), json!(true), json!(true)]);
        assert_eq!(till.provider.refunds(&number)[0]["amount"], 3100);
        assert!(!till.is_used(COUPON));
    }
    assert_eq!(till.asked_refunds(), ROUNDS);
}

#[test]
fn an_order_is_appraised_by_one_of_twenty_calls() {
    let till = Till::open();
    let appraisal = json!({"order_id": "201503270000000006", "rate": "5", "rb1": true, "rb2": true, "rb3": true, "rb4": true,
        "rb5": false, "rb6": false});
    let replies = calls_at_once(20, |_| till.post("appraise", appraisal.clone()));
    assert_eq!(
        (
            count(&replies, 1, "appraise success"),
            count(&replies, 6, "the order has appraised")
        ),
        (1, 19)
    );
    let rows = till.operate("appraisal.list", json!({}));
    assert_eq!(rows["total"], 1);
}

#[test]
fn fifty_equal_orders_at_once_are_one_order_with_one_charge() {
    let till = Till::open();
    let before = till.orders().len();
    let replies = calls_at_once(50, |_| till.order(1, json!({})));
    let number = replies[0].good()["order_id"].clone();
    let charge = till.provider.charge(number.as_str().unwrap()).unwrap();
    for reply in &replies {
        let placed = reply.good();
        assert_eq!(placed["order_id"], number);
        // If the charge of an order was not announced yet, because the provider was busy, the reply shows no charge.
        let shown = &placed["charge_detail"];
        assert!(shown.is_null() || shown["id"] == charge["id"], "{reply:?}");
    }
    assert_eq!(till.orders().len(), before + 1);
    till.gateway.clock.shift(11);
    assert_ne!(till.order(1, json!({})).good()["order_id"], number);
}

#[test]
fn of_20_redemptions_at_once_with_two_codes_one_gives_a_coupon() {
    let till = Till::open();
    accounts(&till.gateway, 2, "");
    let before = till.coupons().len();
    let replies = calls_at_once(20, |number| {
        let code = format!("account{}", number % 2);
        till.post("get_invite_coupon", json!({"invite_code": code}))
    });
    let used = "you have exchanged this invite code";
    assert_eq!(
        (
            count(&replies, 1, "invite code exchange success"),
            count(&replies, 6, used)
        ),
        (1, 19)
    );
    assert_eq!(till.coupons().len(), before + 1);
}

#[test]
fn of_20_registrations_at_once_with_one_code_one_makes_an_account() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    post(&gateway, "send_verify", &json!({"phone": PHONE})).good();
    let account = json!({"username": PHONE, "password": "123456", "verify_code": SMS_CODE});
    let replies = calls_at_once(20, |_| post(&gateway, "register", &account));
    assert_eq!(count(&replies, 1, "register success"), 1, "{replies:?}");
    for reply in replies {
        let status = reply.json()["status"].as_i64().unwrap();
        assert!([1, 6, 12].contains(&status), "{reply:?}");
    }
    let token = log_in(&gateway, PHONE);
    let coupons = post(&gateway, "get_coupons", &json!({"private_token": token})).good();
    let kinds = coupons["coupons"].as_array().unwrap().iter();
    assert_eq!(kinds.map(|coupon| &coupon["type"]).collect::<Vec<_>>(), [4]);
    let rows = gateway
        .admin()
        .call("admin.homecare.consumer.list", json!({}));
    let rows = rows.data()["list"].as_array().unwrap();
    let codes = rows.iter().map(|row| row["invite_code"].as_str().unwrap());
    let codes: std::collections::HashSet<_> = codes.collect();
    assert_eq!((rows.len(), codes.len()), (3, 3));
}

#[test]
fn of_20_guests_at_once_with_one_code_one_gets_a_token() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    post(&gateway, "send_verify", &json!({"phone": PHONE})).good();
    let guest = json!({"username": PHONE, "verify_code": SMS_CODE});
    let replies = calls_at_once(20, |_| post(&gateway, "verify_consumer", &guest));
    assert_eq!(
        (
            count(&replies, 1, "verify success"),
            count(&replies, 13, "verify fail")
        ),
        (1, 19)
    );
}

#[test]
fn ten_uploads_to_one_place_leave_one_picture() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = log_in(&gateway, ALICE);
    let picture = pictures::of_alice(&token, "3");
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                let answer = Way::Own.upload(&gateway, &picture, &[pictures::PICTURE]);
                answer.good();
            });
        }
    });
    assert_eq!(pictures::stored(&gateway), (1, 1));
}

#[test]
fn of_30_appointments_at_once_a_guest_makes_five() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = verify_guest(&gateway, PHONE);
    let replies = calls_at_once(30, |number| {
        let at = json!({"address": format!("{number} 号")});
        post(
            &gateway,
            "create_appointment",
            &with(appointment(PHONE, &token, false), at),
        )
    });
    assert_eq!(
        (
            count(&replies, 1, "appointment create success"),
            count(&replies, 13, "too many open orders")
        ),
        (5, 25)
    );
}

#[test]
fn an_equal_order_on_the_other_wire_is_the_same_order() {
    let till = Till::open();
    let order: Value = with(purchase(), json!({"private_token": till.token()}));
    let own = Way::Own.call(&till.gateway, "create_pay_order", &order);
    let signed = Way::Signed.call(&till.gateway, "create_pay_order", &order);
    assert_eq!(own.good()["order_id"], signed.good()["order_id"]);
    // The same order of another account is another order.
    let other = with(order, json!({"private_token": log_in(&till.gateway, BOB)}));
    let other = Way::Own.call(&till.gateway, "create_pay_order", &other);
    assert_ne!(own.good()["order_id"], other.good()["order_id"]);
}
