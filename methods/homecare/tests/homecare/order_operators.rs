//! The calls of operators about orders, and the job that cancels unpaid orders.

use serde_json::{Value, json};
use signet_store::charges::ChargeState;
use signet_testkit::{Answer, eventually};

use crate::shop::{Shop, good, purchase};

const MOBILE: &str = "18215606401";

impl Shop {
    /// Makes a call of an operator in a second of its own, so that no stored reply is returned.
    fn step(&self, step: &str, order_no: &str, changes: Value) -> Answer {
        self.gateway.clock.shift(1);
        let call = crate::shop::with(json!({"order_id": order_no}), changes);
        self.operate(&format!("order.{step}"), call)
    }
}

#[test]
fn each_step_starts_in_its_states_alone() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.order(&account, json!({"online_pay": 0}));
    let steps = [
        ("confirm", json!({})),
        ("deliver", json!({})),
        ("complete", json!({})),
        ("cancel", json!({"note": "x"})),
    ];
    let refused = |allowed: &[&str]| {
        for (step, changes) in &steps {
            if !allowed.contains(step) {
                let answer = shop.step(step, &number, changes.clone());
                assert_eq!(answer.fault(), (503, "order_state"), "{step}");
            }
        }
    };
    refused(&["confirm", "cancel"]);
    good(shop.step("confirm", &number, json!({})));
    refused(&["deliver", "complete", "cancel"]);
    good(shop.step("deliver", &number, json!({"note": "李师傅上门"})));
    refused(&["complete", "cancel"]);
    good(shop.step("complete", &number, json!({})));
    refused(&[]);
    let row = shop.row(&number);
    assert_eq!((row.status, row.note.as_str()), (4, "李师傅上门"));
    assert!(row.confirmed_at < row.delivered_at && row.delivered_at < row.done_at);
    assert_eq!(row.settled_at, row.done_at);
    // A confirmed order can be completed without a delivery. An order can be cancelled in each state before its completion.
    let direct = shop.order(&account, json!({"online_pay": 0}));
    good(shop.step("confirm", &direct, json!({})));
    good(shop.step("complete", &direct, json!({})));
    for steps in [&[][..], &["confirm"], &["confirm", "deliver"]] {
        let number = shop.order(
            &account,
            json!({"online_pay": 0, "address": format!("{steps:?}")}),
        );
        for step in steps {
            good(shop.step(step, &number, json!({})));
        }
        good(shop.step("cancel", &number, json!({"note": "用户电话取消"})));
        let row = shop.row(&number);
        assert_eq!(
            (row.status, row.canceled_by.as_str(), row.note.as_str()),
            (5, "operator", "用户电话取消")
        );
    }
    for (step, changes) in &steps {
        let answer = shop.step(step, "201503300199999999", changes.clone());
        assert_eq!(answer.fault(), (503, "order_not_found"), "{step}");
    }
}

#[test]
fn an_order_on_line_is_confirmed_once_it_is_paid() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.order(&account, json!({}));
    assert_eq!(
        shop.step("confirm", &number, json!({})).fault(),
        (503, "homecare_unpaid")
    );
    assert_eq!(shop.row(&number).status, 1);
    shop.settle(&number, "paid");
    good(shop.step("confirm", &number, json!({})));
    // An operator can still cancel it, and the money is refunded.
    good(shop.step("cancel", &number, json!({"note": "缺货"})));
    assert_eq!(shop.refunds(&number).len(), 1);
}

#[test]
fn the_money_of_an_order_is_refunded_by_its_cancellation_while_it_is_alive() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.order(&account, json!({}));
    shop.settle(&number, "paid");
    let refund = || {
        shop.gateway.clock.shift(1);
        let charge_id = shop.charge(&number).unwrap().id;
        shop.operate(
            "admin.payment.refund",
            json!({"charge_id": charge_id, "reason": "质量问题"}),
        )
    };
    assert_eq!(refund().fault(), (503, "order_state"));
    for step in ["confirm", "deliver"] {
        good(shop.step(step, &number, json!({})));
        assert_eq!(refund().fault(), (503, "order_state"), "{step}");
    }
    good(shop.step("complete", &number, json!({})));
    good(refund());
    let shown = shop.shown(&account, &number);
    assert_eq!(
        (&shown["status"], &shown["request_refund"]),
        (&json!(4), &json!(true))
    );
}

#[test]
fn what_was_taken_is_named_for_an_appointment_alone() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let visit = shop.appointment(&account, json!({}));
    good(shop.step("confirm", &visit, json!({})));
    crate::refuses(&shop.step("complete", &visit, json!({})), "amount");
    crate::refuses(
        &shop.step("complete", &visit, json!({"amount": -1})),
        "amount",
    );
    crate::refuses(
        &shop.step("complete", &visit, json!({"amount": 10_000_001})),
        "amount",
    );
    good(shop.step("complete", &visit, json!({"amount": 0})));
    assert_eq!((shop.row(&visit).status, shop.row(&visit).amount), (4, 0));
    let goods = shop.order(&account, json!({"online_pay": 0}));
    good(shop.step("confirm", &goods, json!({})));
    crate::refuses(
        &shop.step("complete", &goods, json!({"amount": 3500})),
        "amount",
    );
}

#[test]
fn orders_are_found_by_everything_at_once() {
    let shop = Shop::open();
    let (account, stranger) = (shop.account(MOBILE), shop.account("18215606402"));
    let unpaid = shop.order(&account, json!({}));
    let paid = shop.order(&account, json!({"address": "paid"}));
    shop.settle(&paid, "paid");
    let cash = shop.order(&stranger, json!({"online_pay": 0}));
    shop.complete(&cash, None);
    let visit = shop.appointment(&stranger, json!({}));
    let ours = |filter: Value| -> Vec<String> {
        shop.gateway.clock.shift(1);
        let list = good(shop.operate("order.list", filter));
        let rows = list["list"].as_array().unwrap().iter();
        let numbers = rows.map(|row| row["order_id"].as_str().unwrap().to_owned());
        let mut numbers: Vec<String> = numbers.collect();
        numbers.retain(|number| [&unpaid, &paid, &cash, &visit].contains(&number));
        numbers
    };
    assert_eq!(ours(json!({})), [&*visit, &cash, &paid, &unpaid]);
    assert_eq!(
        ours(json!({"order_type": 0, "phone": "18215606402"})),
        [&*visit]
    );
    assert_eq!(ours(json!({"phone": MOBILE})), [&*paid, &unpaid]);
    assert_eq!(ours(json!({"paid": 1})), [&*cash, &paid]);
    assert_eq!(ours(json!({"paid": 0})), [&*visit, &unpaid]);
    assert_eq!(ours(json!({"paid": 0, "order_type": 1})), [&*unpaid]);
    assert_eq!(ours(json!({"order_status": 4, "paid": 1})), [&*cash]);
    assert_eq!(ours(json!({"city_num": "511100"})), [&*visit]);
    assert_eq!(ours(json!({"order_id": paid})), [&*paid]);
    let zone = &shop.gateway.gateway.services.zone;
    let now = zone.date_time(shop.now() + 1);
    assert_eq!(ours(json!({"start_time": now})), [""; 0]);
    assert_eq!(ours(json!({"end_time": now, "order_id": paid})), [&*paid]);
    let list = good(shop.operate("order.list", json!({"order_id": paid})));
    let row = &list["list"][0];
    for (key, value) in [
        ("order_status", json!(1)),
        ("userid", json!(account.id)),
        ("phone", json!(MOBILE)),
        ("total", json!(3500)),
        ("discount", json!(0)),
        ("amount", json!(3500)),
        ("paid", json!(true)),
        ("refund", json!(false)),
        ("canceled_by", json!("")),
        ("confirm_time", json!("")),
    ] {
        assert_eq!(row[key], value, "{key}");
    }
}

#[test]
fn the_details_of_an_order_are_everything_that_belongs_to_it() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let coupon = shop.coupon(&account, "20150330300018", 400);
    let with_coupon = json!({"use_coupon": 1, "coupon_id": coupon, "submit_price": 3100});
    let number = shop.order(&account, with_coupon);
    let charge = shop.charge(&number).unwrap();
    let detail = good(shop.operate("order.detail", json!({"order_id": number})));
    assert_eq!(
        (&detail["order_id"], &detail["amount"]),
        (&json!(number), &json!(3100))
    );
    assert_eq!(detail["goods_list"][0]["sid"], 1);
    assert_eq!(
        detail["home_items"],
        json!([{"hid": 1, "item_name": "水管漏水"}])
    );
    assert_eq!(
        (&detail["coupon"]["cou_id"], &detail["coupon"]["value"]),
        (&json!(coupon), &json!(400))
    );
    assert_eq!(
        detail["charge"],
        json!({"charge_id": charge.id, "provider_id": charge.provider_id, "state": "pending", "amount": 3100, "refunded": 0,
            "paid_time": ""})
    );
    assert_eq!(
        (&detail["pictures"], &detail["appraisal"]),
        (&json!([]), &Value::Null)
    );
    let unknown = shop.operate("order.detail", json!({"order_id": "201503300199999999"}));
    assert_eq!(unknown.fault(), (503, "order_not_found"));
}

#[test]
fn an_order_whose_money_does_not_come_is_cancelled_and_its_coupon_is_free() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let coupon = shop.coupon(&account, "20150330300018", 400);
    let with_coupon = json!({"use_coupon": 1, "coupon_id": coupon, "submit_price": 3100});
    let failed = shop.order(&account, with_coupon);
    let pending = shop.order(&account, json!({"address": "pending"}));
    let cash = shop.order(&account, json!({"online_pay": 0}));
    shop.settle(&failed, "failed");
    let expired = good(shop.operate("order.expire", json!({})));
    assert_eq!(expired, json!({"count": 1}));
    let row = shop.row(&failed);
    assert_eq!((row.status, row.canceled_by.as_str()), (5, "expiry"));
    assert_eq!((shop.row(&pending).status, shop.row(&cash).status), (1, 1));
    assert_eq!(shop.coupon_row(&coupon).used_at, None);
    // Money that is paid after the cancellation is refunded.
    shop.settle(&failed, "paid");
    assert_eq!(shop.refunds(&failed).len(), 1);
    shop.gateway.clock.shift(1);
    let none = good(shop.operate("order.expire", json!({})));
    assert_eq!(none, json!({"count": 0}));
}

#[test]
fn the_job_ends_an_order_that_is_not_paid_within_a_day() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.order(&account, json!({}));
    let paid = shop.order(&account, json!({"address": "paid"}));
    shop.settle(&paid, "paid");
    shop.gateway.clock.shift(86_400 + 3600);
    // A job that runs just when the clock moves runs again after its pause.
    eventually("the time to pay is over", || {
        shop.gateway.clock.shift(61);
        shop.charge(&number).unwrap().state == ChargeState::Failed
    });
    eventually("the job has ended it", || {
        shop.gateway.clock.shift(61);
        shop.row(&number).status == 5
    });
    assert_eq!(shop.row(&number).canceled_by, "expiry");
    assert_eq!(shop.row(&paid).status, 1);
}

#[test]
fn every_step_of_an_operator_is_in_the_audit_log() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = good(shop.call(&account, "order.create", purchase(json!({"online_pay": 0}))));
    let number = number["order_id"].as_str().unwrap();
    good(shop.step("confirm", number, json!({})));
    good(shop.operate("order.detail", json!({"order_id": number})));
    let rows = shop.gateway.audited("admin.homecare.*");
    let actions: Vec<&str> = rows.iter().map(|row| row.action.as_str()).collect();
    assert_eq!(
        actions,
        [
            "admin.homecare.order.confirm",
            "admin.homecare.order.detail"
        ]
    );
}

#[test]
fn accounts_are_listed_with_what_belongs_to_them() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let invite = json!({"invite_code": "123455"});
    shop.get(&account, "coupon.invite", invite);
    let profile = json!({"address": "kb258", "sex": 1, "birthday": "1999-01-01"});
    shop.get(&account, "consumer.edit", profile);
    shop.order(&account, json!({}));
    shop.appointment(&account, json!({}));
    let list = good(shop.operate("consumer.list", json!({"mobile": MOBILE})));
    assert_eq!(list["total"], 1);
    let mut row = list["list"][0].clone();
    let inviter = good(shop.operate("consumer.list", json!({"mobile": "18215606354"})));
    let inviter = inviter["list"][0]["userid"].clone();
    for key in ["c_time", "invite_code"] {
        assert!(!row[key].take().as_str().unwrap().is_empty(), "{key}");
    }
    assert_eq!(
        row,
        json!({
            "userid": account.id, "mobile": MOBILE, "address": "kb258", "sex": 1, "birthday": "1999-01-01",
            "invite_code": null, "inviter_userid": inviter, "orders": 2, "coupons": 2, "state": 1, "c_time": null
        })
    );
    let none = good(shop.operate("consumer.list", json!({"state": 2})));
    assert_eq!(none["total"], 0);
}
