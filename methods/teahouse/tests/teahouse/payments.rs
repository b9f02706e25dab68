//! Payments of orders: one charge for the orders of a checkout, and money that is late or whose notification is lost.

use serde_json::{Value, json};
use signet_methods_teahouse::tables::orders::state;
use signet_store::charges::ChargeState;
use signet_testkit::payments::Behaviour;

use crate::after::{DAY, GREEN, ROUGUI, SAMPLE, Shop};

/// Returns goods of both stores: 58.80 with a freight of 8.00, and 260.00.
fn of_both_stores() -> String {
    format!("{GREEN}|1,{ROUGUI}|1")
}

fn by(pay_sn: &str, channel: &str) -> Value {
    json!({"pay_sn": pay_sn, "channel": channel})
}

#[test]
fn the_orders_of_a_checkout_are_paid_together() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let pay_sn = shop.buy(&buyer, &of_both_stores());
    assert_eq!(shop.states(&buyer, &pay_sn), [state::UNPAID, state::UNPAID]);
    assert!(shop.newest_charge(&pay_sn).is_none());
    let started = shop.get(&buyer, "order.pay", by(&pay_sn, "alipay"));
    let detail = &started["charge_detail"];
    assert_eq!(
        [
            &started["pay_sn"],
            &started["amount"],
            &detail["order_no"],
            &detail["amount"]
        ],
        [
            &json!(pay_sn),
            &json!(32_680),
            &json!(pay_sn),
            &json!(32_680)
        ]
    );
    assert!(detail["credential"]["alipay"].is_object());
    // The charge expires when its orders expire.
    let order = &shop.orders(&buyer, &pay_sn)[0];
    assert_eq!(detail["time_expire"], order.created_at + DAY);
    assert_eq!(
        shop.get(&buyer, "order.pay", by(&pay_sn, "alipay")),
        started
    );
    shop.settle(&pay_sn, "paid");
    for order in shop.orders(&buyer, &pay_sn) {
        assert_eq!(
            (order.state, order.paid_at.is_some()),
            (state::TO_SHIP, true)
        );
    }
    let again = shop.call(&buyer, "order.pay", by(&pay_sn, "alipay"));
    assert_eq!(again.sub_code(), "already_paid");
    shop.check_books();
}

#[test]
fn another_channel_is_another_charge_and_money_for_the_first_goes_back() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let pay_sn = shop.buy(&buyer, &of_both_stores());
    shop.charge(&buyer, &pay_sn);
    let first = shop.newest_charge(&pay_sn).unwrap();
    shop.get(&buyer, "order.pay", by(&pay_sn, "wx"));
    let late = json!({"charge_id": first.id, "outcome": "paid"});
    assert_eq!(
        shop.operate("admin.payment.settle", late).good()["state"],
        "refunding"
    );
    assert_eq!(shop.states(&buyer, &pay_sn), [state::UNPAID, state::UNPAID]);
    shop.settle(&pay_sn, "paid");
    assert_eq!(
        shop.states(&buyer, &pay_sn),
        [state::TO_SHIP, state::TO_SHIP]
    );
    shop.check_books();
}

#[test]
fn a_payment_needs_unpaid_orders_of_the_member_and_a_channel() {
    let shop = Shop::open();
    let (buyer, other) = (shop.buyer(), shop.buyer());
    let pay_sn = shop.buy(&buyer, &of_both_stores());
    for bad in [
        json!({"channel": "alipay"}),
        json!({"pay_sn": pay_sn}),
        by(&pay_sn, "cash"),
        by(&"1".repeat(21), "alipay"),
    ] {
        assert_eq!(shop.call(&buyer, "order.pay", bad).sub_code(), "bad_params");
    }
    let unknown = shop.call(&buyer, "order.pay", by("202611280000000000", "alipay"));
    assert_eq!(unknown.sub_code(), "order_not_found");
    let foreign = shop.call(&other, "order.pay", by(&pay_sn, "alipay"));
    assert_eq!(foreign.fault(), unknown.fault());
    assert!(shop.newest_charge(&pay_sn).is_none());
    for order in shop.orders(&buyer, &pay_sn) {
        shop.cancel(&buyer, &order.order_sn).good();
    }
    let closed = shop.call(&buyer, "order.pay", by(&pay_sn, "alipay"));
    assert_eq!(closed.sub_code(), "order_state");
    // The order is free of charge, so there is nothing to pay.
    let free = shop.buy(&buyer, &format!("{SAMPLE}|1"));
    assert_eq!(shop.states(&buyer, &free), [state::TO_SHIP]);
    let nothing = shop.call(&buyer, "order.pay", by(&free, "alipay"));
    assert_eq!(nothing.sub_code(), "order_state");
    assert!(shop.newest_charge(&free).is_none());
    let guest = shop
        .gateway
        .call("teahouse.order.pay", by(&pay_sn, "alipay"));
    assert_eq!(guest.sub_code(), "not_logged_in");
    shop.check_books();
}

#[test]
fn money_for_a_closed_order_goes_back_and_revives_nothing() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let pay_sn = shop.buy(&buyer, &of_both_stores());
    shop.charge(&buyer, &pay_sn);
    for order in shop.orders(&buyer, &pay_sn) {
        shop.cancel(&buyer, &order.order_sn).good();
    }
    shop.settle(&pay_sn, "paid");
    assert_eq!(shop.states(&buyer, &pay_sn), [state::CLOSED, state::CLOSED]);
    assert_eq!(shop.refunds(&pay_sn), [(pay_sn.clone(), 32_680)]);
    let again = shop.call(&buyer, "order.pay", by(&pay_sn, "alipay"));
    assert_eq!(again.sub_code(), "order_state");
    // The same notification comes once more.
    shop.settle(&pay_sn, "paid");
    assert_eq!(shop.refunds(&pay_sn), [(pay_sn.clone(), 32_680)]);
    shop.settle(&pay_sn, "refunded");
    let charge = shop.newest_charge(&pay_sn).unwrap();
    assert_eq!(charge.state, ChargeState::Refunded);
    shop.check_books();
}

#[test]
fn a_charge_that_failed_is_paid_all_the_same_by_money_that_comes() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let pay_sn = shop.buy(&buyer, &of_both_stores());
    shop.charge(&buyer, &pay_sn);
    shop.settle(&pay_sn, "failed");
    assert_eq!(shop.states(&buyer, &pay_sn), [state::UNPAID, state::UNPAID]);
    shop.settle(&pay_sn, "paid");
    assert_eq!(
        shop.states(&buyer, &pay_sn),
        [state::TO_SHIP, state::TO_SHIP]
    );
    shop.check_books();
}

#[test]
fn a_lost_notification_is_made_up_for_when_the_member_looks() {
    let (shop, provider) = Shop::with_provider();
    let buyer = shop.buyer();
    let pay_sn = shop.buy(&buyer, &of_both_stores());
    let order_sn = shop.orders(&buyer, &pay_sn)[0].order_sn.clone();
    shop.charge(&buyer, &pay_sn);
    drop(provider.pay(&pay_sn));
    let detail = shop.get(&buyer, "order.detail", json!({"order_sn": order_sn}));
    assert_eq!(detail["state"], state::TO_SHIP);
    // The lost notification is also made up for when the member tries to pay again.
    let pay_sn = shop.buy(&buyer, &of_both_stores());
    shop.charge(&buyer, &pay_sn);
    drop(provider.pay(&pay_sn));
    let again = shop.call(&buyer, "order.pay", by(&pay_sn, "wx"));
    assert_eq!(again.sub_code(), "already_paid");
    assert_eq!(
        shop.states(&buyer, &pay_sn),
        [state::TO_SHIP, state::TO_SHIP]
    );
    // The lost notification is also made up for when the time to pay is over.
    let pay_sn = shop.buy(&buyer, &of_both_stores());
    shop.charge(&buyer, &pay_sn);
    drop(provider.pay(&pay_sn));
    shop.gateway.clock.shift(DAY);
    shop.get(&buyer, "order.list", json!({}));
    assert_eq!(
        shop.states(&buyer, &pay_sn),
        [state::TO_SHIP, state::TO_SHIP]
    );
    shop.check_books();
}

#[test]
fn a_provider_that_is_away_leaves_the_order_as_it_is() {
    let (shop, provider) = Shop::with_provider();
    let buyer = shop.buyer();
    let pay_sn = shop.buy(&buyer, &of_both_stores());
    let order_sn = shop.orders(&buyer, &pay_sn)[0].order_sn.clone();
    provider.behave(Behaviour::Fails(500));
    let failed = shop.call(&buyer, "order.pay", by(&pay_sn, "alipay"));
    assert_eq!(failed.sub_code(), "payment_failed");
    let detail = shop.get(&buyer, "order.detail", json!({"order_sn": order_sn}));
    assert_eq!(detail["state"], state::UNPAID);
    provider.behave(Behaviour::Good);
    assert_eq!(shop.charge(&buyer, &pay_sn), 32_680);
    shop.check_books();
}
