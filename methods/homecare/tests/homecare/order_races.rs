//! Simultaneous calls about orders.

use serde_json::{Value, json};
use signet_testkit::calls_at_once;

use crate::shop::{Shop, count, good, purchase};

const MOBILE: &str = "18215606401";

/// The number of rounds of a race between two calls.
const ROUNDS: usize = 50;

fn at(number: usize) -> Value {
    json!({"address": format!("{number} 号")})
}

#[test]
fn a_coupon_is_used_by_one_of_fifty_orders() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let coupon = shop.coupon(&account, "20150330300018", 400);
    let answers = calls_at_once(50, |number| {
        let with_coupon = json!({"use_coupon": 1, "coupon_id": coupon, "submit_price": 3100});
        let order = crate::shop::with(purchase(at(number)), with_coupon);
        shop.call(&account, "order.create", order)
    });
    assert_eq!(count(&answers, ""), 1);
    assert_eq!(count(&answers, "homecare_coupon_unusable"), 49);
    let list = shop.get(&account, "order.list", json!({}));
    let list = list["order_list"].as_array().unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(
        (&list[0]["amount"], &list[0]["use_coupon"]),
        (&json!(3100), &json!(true))
    );
    let row = shop.row(list[0]["order_id"].as_str().unwrap());
    assert_eq!((row.total, row.discount), (3500, 400));
    assert_eq!(shop.coupon_row(&coupon).order_id, Some(row.id));
}

#[test]
fn of_two_cancellations_one_asks_for_the_refund() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.order(&account, json!({}));
    shop.settle(&number, "paid");
    let answers = calls_at_once(2, |device| {
        shop.again(
            &account,
            "order.cancel",
            json!({"order_id": number}),
            device,
        )
    });
    assert_eq!(count(&answers, ""), 1);
    let refused = answers.iter().find(|answer| answer.code() != 200).unwrap();
    assert_eq!(refused.fault(), (503, "homecare_order_not_cancelable"));
    assert_eq!(refused.body["order_status"], 5);
    let refunds = shop.refunds(&number);
    assert_eq!(refunds.len(), 1);
    assert_eq!((refunds[0].fen, refunds[0].tries), (3500, 1));
}

#[test]
fn of_a_cancellation_and_a_confirmation_one_wins() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    for round in 0..ROUNDS {
        let order = crate::shop::with(at(round), json!({"online_pay": 0}));
        let number = shop.order(&account, order);
        let operator = shop.operator();
        let answers = calls_at_once(2, |side| match side {
            0 => shop.call(&account, "order.cancel", json!({"order_id": number})),
            _ => operator.call("admin.homecare.order.confirm", json!({"order_id": number})),
        });
        let won: Vec<bool> = answers.iter().map(|answer| answer.code() == 200).collect();
        let status = shop.row(&number).status;
        match *won {
            [true, false] => {
                assert_eq!((status, answers[1].sub_code()), (5, "order_state"));
            }
            [false, true] => {
                assert_eq!(
                    (status, answers[0].sub_code()),
                    (2, "homecare_order_not_cancelable")
                );
                assert_eq!(answers[0].body["order_status"], 2);
            }
            _ => panic!("{answers:?}"),
        }
    }
}

#[test]
fn a_cancellation_and_the_money_end_in_one_refund() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let coupon = shop.coupon(&account, "20150330300018", 400);
    for round in 0..ROUNDS {
        let with_coupon = json!({"use_coupon": 1, "coupon_id": coupon, "submit_price": 3100});
        let number = shop.order(&account, crate::shop::with(at(round), with_coupon));
        let operator = shop.operator();
        let answers = calls_at_once(2, |side| match side {
            0 => shop.call(&account, "order.cancel", json!({"order_id": number})),
            _ => operator.call(
                "admin.payment.settle",
                json!({"order": number, "outcome": "paid"}),
            ),
        });
        assert_eq!(count(&answers, ""), 2, "{answers:?}");
        let shown = shop.shown(&account, &number);
        assert_eq!(
            (&shown["status"], &shown["paid"]),
            (&json!(5), &json!(true))
        );
        assert_eq!(shown["request_refund"], json!(true));
        let refunds = shop.refunds(&number);
        assert_eq!((refunds.len(), refunds[0].fen), (1, 3100));
        assert_eq!(shop.coupon_row(&coupon).used_at, None);
    }
}

#[test]
fn an_order_is_appraised_by_one_of_twenty_calls() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.appointment(&account, json!({}));
    shop.complete(&number, Some(8000));
    let answers = calls_at_once(20, |device| {
        let call = json!({"order_id": number, "rate": 5, "rb1": 1, "rb2": 1, "rb3": 1, "rb4": 1, "rb5": 1, "rb6": 1});
        shop.again(&account, "order.appraise", call, device)
    });
    assert_eq!(count(&answers, ""), 1);
    assert_eq!(count(&answers, "homecare_order_appraised"), 19);
    let list = good(shop.operate("appraisal.list", json!({})));
    assert_eq!(list["total"], 1);
}

#[test]
fn fifty_equal_orders_at_once_are_one_order_with_one_charge() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let answers = calls_at_once(50, |device| {
        shop.again(&account, "order.create", purchase(json!({})), device)
    });
    let numbers: Vec<Value> = answers
        .into_iter()
        .map(|answer| good(answer)["order_id"].clone())
        .collect();
    assert!(
        numbers.iter().all(|number| *number == numbers[0]),
        "{numbers:?}"
    );
    assert_eq!(shop.orders_of(&account), 1);
    let charge = shop.charge(numbers[0].as_str().unwrap()).unwrap();
    assert_eq!(
        charge.number, charge.order_no,
        "the first charge of the order"
    );
    shop.gateway.clock.shift(11);
    let later = good(shop.again(&account, "order.create", purchase(json!({})), 0));
    assert_ne!(later["order_id"], numbers[0]);
}
