//! Money, to the fen, with a provider that notifies.

use std::time::Duration;

use serde_json::{Value, json};
use signet_testkit::payments::Behaviour;
use signet_testkit::{eventually, with};

use crate::fault;
use crate::till::{COUPON, Till};

const OFF_LINE: &str = "create off-line order success";

/// The parameters that use the coupon of 4 yuan.
fn with_coupon(price: i64) -> Value {
    json!({"use_coupon": true, "coupon_id": COUPON, "submit_price": price})
}

/// The list of goods of an order: one piece of each, without installation.
fn goods(sids: &[&Value]) -> Value {
    let piece = |sid: &&Value| json!({"sid": sid, "use_repair": false});
    sids.iter().map(piece).collect()
}

impl Till {
    /// Checks that an order is refused for its price and is not stored.
    fn refuses_price(&self, changes: Value) {
        let before = self.orders();
        let refused = self.order(0, changes);
        assert_eq!(refused.fault(), fault(20, "submit price wrong"));
        assert_eq!(self.orders(), before);
    }

    /// Returns the amount of an order at the provider, in the list, and in the signed list.
    fn amounts(&self, number: &str) -> (i64, Value, Value) {
        let charge = self.provider.charge(number);
        let client = self.gateway.client().token(self.token());
        let signed = client.call("homecare.order.list", json!({"n": number}));
        let orders = signed.data()["order_list"].as_array().unwrap();
        let signed = orders.iter().find(|order| order["order_id"] == number);
        (
            charge.map_or(0, |charge| charge["amount"].as_i64().unwrap()),
            self.shown(number)["amount"].clone(),
            signed.unwrap()["amount"].clone(),
        )
    }

    /// Returns the state and the payment flags of an order, from the list.
    fn state(&self, number: &str) -> Value {
        let order = self.shown(number);
        json!([
            order["status"],
            order["paid"],
            order["request_refund"],
            order["refund"]
        ])
    }

    /// Adds goods, and returns their id.
    fn add_goods(&self, price: i64) -> Value {
        let goods = json!({"oid": 1, "title": "垫片", "origin_price": price, "real_price": price, "repair_price": 0,
            "recommand": 0, "listorder": 9});
        self.operate("goods.create", goods)["sid"].clone()
    }
}

#[test]
fn goods_fittings_and_a_coupon_make_the_amount() {
    let till = Till::open();
    let number = till.placed(1, json!({"submit_price": "35.0"}));
    assert_eq!(till.amounts(&number), (3500, json!(35), json!(3500)));
    till.refuses_price(with_coupon(35));
    assert!(!till.is_used(COUPON));
    let number = till.placed(2, with_coupon(31));
    assert_eq!(till.amounts(&number), (3100, json!(31), json!(3100)));
    let unfitted = json!({"goods_items": goods(&[&json!("1"), &json!("2")])});
    till.refuses_price(with(unfitted.clone(), json!({"submit_price": 35})));
    let number = till.placed(3, with(unfitted, json!({"submit_price": 30})));
    assert_eq!(till.amounts(&number), (3000, json!(30), json!(3000)));
}

#[test]
fn nothing_to_pay_is_paid_on_the_spot() {
    let till = Till::open();
    let one = json!({"goods_items": goods(&[&till.add_goods(350)])});
    let placed = till.order(1, with(one, with_coupon(0))).good();
    let number = placed["order_id"].as_str().unwrap();
    assert_eq!(placed, json!({"msg": OFF_LINE, "order_id": number}));
    assert_eq!(till.amounts(number), (0, json!(0), json!(0)));
    assert_eq!(till.provider.charge(number), None);
    assert_eq!(till.state(number), json!([1, true, false, false]));
    assert!(till.is_used(COUPON));
    till.of_order("cancel_order", number).good();
    assert_eq!(till.state(number), json!([5, true, false, false]));
    assert!(!till.is_used(COUPON));
    assert_eq!(till.asked_refunds(), 0);
}

#[test]
fn the_same_goods_twice_are_two_pieces_and_a_service_is_free() {
    let till = Till::open();
    let changes = json!({"goods_items": goods(&[&json!(1), &json!("1")]), "submit_price": 20,
        "home_items": [{"hid": 1}, {"hid": "2"}, {"hid": 1}]});
    let number = till.placed(1, changes);
    assert_eq!(till.amounts(&number), (2000, json!(20), json!(2000)));
    let shown = till.shown(&number);
    assert_eq!(shown["goods_list"].as_array().unwrap().len(), 2);
    assert_eq!(shown["home_itmes"].as_array().unwrap().len(), 2);
}

#[test]
fn a_paid_order_that_is_cancelled_is_refunded_and_its_coupon_works_until_its_deadline() {
    let mut till = Till::open();
    let plain = till.placed(1, json!({}));
    let bought = till.placed(2, with_coupon(31));
    for (number, amount) in [(&plain, 3500), (&bought, 3100)] {
        till.pay(number);
        assert_eq!(till.state(number), json!([1, true, false, false]));
        till.of_order("cancel_order", number).good();
        assert_eq!(till.state(number), json!([5, true, true, false]));
        let refunds = till.provider.refunds(number);
        assert_eq!((refunds.len(), &refunds[0]["amount"]), (1, &json!(amount)));
        for event in till.provider.end_refunds(number, true) {
            till.notified(&event);
        }
        assert_eq!(till.state(number), json!([5, true, true, true]));
    }
    assert_eq!(till.provider.balance(), 0);
    let deadline = till.coupon(COUPON)["deadline"].as_i64().unwrap();
    let again = till.placed(3, with_coupon(31));
    assert!(till.is_used(COUPON));
    till.of_order("cancel_order", &again).good();
    assert!(!till.is_used(COUPON));
    assert_eq!(
        till.coupon(COUPON)["deadline"],
        deadline,
        "it does not move"
    );
    // At the second of its deadline, the coupon has already expired.
    till.gateway
        .clock
        .shift(deadline - till.gateway.clock.now());
    till.log_in();
    let unusable = "the coupon has used, over due or is not belong you";
    let late = till.order(4, with_coupon(31));
    assert_eq!(late.fault(), fault(21, unusable));
}

/// A coupon whose deadline passes while it is used is unused again after a cancellation, but has expired.
#[test]
fn a_coupon_that_is_free_again_past_its_deadline_works_no_more() {
    let mut till = Till::open();
    let deadline = till.coupon(COUPON)["deadline"].as_i64().unwrap();
    let number = till.placed(1, with(with_coupon(31), json!({"online_pay": false})));
    till.gateway
        .clock
        .shift(deadline - till.gateway.clock.now());
    till.log_in();
    till.of_order("cancel_order", &number).good();
    assert!(!till.is_used(COUPON));
    let unusable = "the coupon has used, over due or is not belong you";
    let late = till.order(2, with_coupon(31));
    assert_eq!(late.fault(), fault(21, unusable));
}

#[test]
fn money_for_a_cancelled_order_is_kept_until_it_is_refunded() {
    let till = Till::open();
    let number = till.placed(1, json!({}));
    till.of_order("cancel_order", &number).good();
    till.pay(&number);
    eventually("the refund is at the provider", || {
        till.provider.refunds(&number).len() == 1
    });
    assert_eq!(till.provider.refunds(&number)[0]["amount"], 3500);
    assert_eq!(till.state(&number), json!([5, true, true, false]));
}

/// Returns a notification with another id and another value in its object.
fn changed(event: &str, id: &str, field: &str, value: Value) -> String {
    let mut event: Value = serde_json::from_str(event).unwrap();
    event["id"] = json!(id);
    event["data"]["object"][field] = value;
    event.to_string()
}

#[test]
fn another_amount_or_currency_pays_nothing_and_is_an_alarm() {
    let till = Till::open();
    let number = till.placed(1, json!({}));
    let event = till.provider.pay(&number);
    for (kind, field, value, alarms) in [
        ("amount", "amount", json!(3499), 1),
        ("amount", "amount", json!(3501), 2),
        ("currency", "currency", json!("usd"), 1),
        ("order", "order_no", json!("201503300100000002"), 1),
    ] {
        let id = format!("evt_{value}");
        let lie = changed(&event, &id, field, value);
        till.notified(&lie);
        assert_eq!(till.gateway.payment_alarms(kind), alarms, "{lie}");
    }
    assert_eq!(till.state(&number), json!([1, false, false, false]));
    till.notified(&event);
    assert_eq!(till.state(&number), json!([1, true, false, false]));
}

#[test]
fn a_notification_takes_effect_once_and_only_if_the_provider_signed_it() {
    let till = Till::open();
    let number = till.placed(1, json!({}));
    let event = till.provider.pay(&number);
    let tampered = changed(&event, "evt_tampered", "amount", json!(3500));
    for (event, signature) in [
        (&event, String::new()),
        (&event, till.provider.forge(&event)),
        (&tampered, till.provider.sign(&event)),
    ] {
        assert_eq!(till.notify(event, &signature), 403, "{signature}");
    }
    assert_eq!(till.state(&number), json!([1, false, false, false]));
    // A notification of a refund arrives before the payment.
    let charge = till.provider.charge(&number).unwrap();
    let refund = json!({"id": "evt_refund", "type": "refund.succeeded", "data": {"object": {
        "id": "re_1", "charge": charge["id"], "charge_order_no": number, "amount": 3500, "status": "succeeded",
        "metadata": {"order": number}}}});
    till.notified(&refund.to_string());
    assert_eq!(till.gateway.payment_alarms("refund"), 1);
    assert_eq!(till.state(&number), json!([1, false, false, false]));
    std::thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| till.notified(&event));
        }
    });
    assert_eq!(till.state(&number), json!([1, true, false, false]));
    let (_, metrics) = till.gateway.ops("/metrics");
    let line = r#"gateway_payment_notifications_total{effect="repeated"} 49"#;
    assert!(metrics.contains(line), "{metrics}");
}

#[test]
fn an_order_keeps_the_price_at_which_it_was_made() {
    let till = Till::open();
    let number = till.placed(1, json!({}));
    let dearer = json!({"sid": 1, "oid": 1, "title": "不锈钢水管", "origin_price": 1200, "real_price": 1100,
        "repair_price": 500, "recommand": 0, "listorder": 1});
    till.operate("goods.edit", dearer);
    assert_eq!(till.amounts(&number), (3500, json!(35), json!(3500)));
    assert_eq!(till.shown(&number)["goods_list"][0]["real_price"], 10);
    till.refuses_price(json!({"submit_price": 35}));
    let number = till.placed(2, json!({"submit_price": 36}));
    assert_eq!(till.amounts(&number), (3600, json!(36), json!(3600)));
}

#[test]
fn what_is_taken_for_an_appointment_is_its_amount_and_a_paid_order_earns_one_coupon() {
    let till = Till::open();
    till.operate(
        "coupon_rule.edit",
        json!({"type": 2, "value": 300, "days": 365}),
    );
    let visit = with(
        crate::appointment(crate::ALICE, till.token(), true),
        json!({"use_coupon": true, "coupon_id": COUPON}),
    );
    let visit = till.post("create_appointment", visit).good()["new_id"].clone();
    let before = till.coupons().len();
    let id = json!({"order_id": visit});
    till.operate("order.confirm", id.clone());
    till.operate("order.complete", with(id, json!({"amount": 8000})));
    assert_eq!(till.amounts(visit.as_str().unwrap()).1, 80);
    assert!(till.is_used(COUPON));
    let number = till.placed(1, json!({}));
    till.pay(&number);
    let id = json!({"order_id": number});
    till.operate("order.confirm", id.clone());
    till.operate("order.complete", id.clone());
    let coupons = till.coupons();
    let earned = coupons.last().unwrap();
    assert_eq!(
        (coupons.len(), &earned["type"], &earned["value"]),
        (before + 1, &json!(2), &json!(3))
    );
    let operator = till.gateway.admin();
    let again = with(id, json!({"n": 2}));
    let again = operator.call("admin.homecare.order.complete", again);
    assert_eq!(again.fault(), (503, "order_state"));
    assert_eq!(till.coupons().len(), before + 1);
}

#[test]
fn an_order_stands_while_the_provider_is_slow_or_away_and_is_paid_later() {
    let till = Till::with_patience(300);
    for (place, behaviour) in [
        Behaviour::Slow(Duration::from_secs(5)),
        Behaviour::Breaks,
        Behaviour::Fails(500),
        Behaviour::Forgets,
    ]
    .into_iter()
    .enumerate()
    {
        till.provider.behave(behaviour.clone());
        let placed = till.order(place, json!({})).good();
        let number = placed["order_id"].as_str().unwrap();
        let expected = json!({"msg": "server create order success, but not sure ping++ create success", "order_id": number,
            "charge_detail": null});
        assert_eq!(placed.to_string(), expected.to_string(), "{behaviour:?}");
        let status = till.of_order("get_charge_status", number).good();
        assert_eq!(
            (&status["paid"], &status["charge_detail"]),
            (&json!(false), &Value::Null)
        );
        till.provider.behave(Behaviour::Good);
        // After a failure the gateway waits a moment before it calls the provider again.
        eventually("the charge is announced", || {
            let status = till.of_order("get_charge_status", number).good();
            status["charge_detail"]["order_no"] == number
        });
        till.pay(number);
        assert_eq!(till.state(number), json!([1, true, false, false]));
    }
}
