//! The http driver against a provider that is slow, fails, repeats itself and sends wrong answers.

use std::time::Duration;

use serde_json::json;
use signet_domain::payments;
use signet_fault::Code;
use signet_testkit::at_once;
use signet_testkit::payments::{Behaviour, PaymentProvider};

use super::{Shop, entry, new};

fn shop() -> (PaymentProvider, Shop) {
    let provider = PaymentProvider::start();
    let shop = Shop::at(&provider);
    (provider, shop)
}

#[test]
fn a_charge_that_could_not_be_announced_is_announced_by_the_next_call() {
    let provider = PaymentProvider::start();
    let shop = Shop::with(|settings| {
        provider.configure(&mut settings.pay);
        settings.pay.timeout_ms = 300;
    });
    let charge = shop
        .tx(|tx| payments::create(tx, &new("1001", 3500)))
        .unwrap();
    for behaviour in [
        Behaviour::Fails(500),
        Behaviour::Breaks,
        Behaviour::Fails(402),
        Behaviour::Forgets,
        Behaviour::Slow(Duration::from_secs(5)),
    ] {
        provider.behave(behaviour.clone());
        let fault = shop.announce(&charge).unwrap_err();
        assert_eq!(fault.code(), Code::PaymentFailed, "{behaviour:?}");
        assert_eq!(
            payments::charge_detail(shop.services(), &shop.read("1001")),
            None
        );
    }
    provider.behave(Behaviour::Good);
    let announced = shop
        .wait(payments::refresh(shop.services(), shop.now(), charge))
        .unwrap();
    let detail = payments::charge_detail(shop.services(), &announced).unwrap();
    let detail = serde_json::to_value(&detail).unwrap();
    assert_eq!(detail["credential"]["alipay"]["orderInfo"], "pay 1001");
    // A member that the provider adds is passed on.
    assert_eq!(detail["reversed"], false);
    // Earlier tries created the charge, but their answers were lost or late. There is still only one charge.
    let made = provider.charge("1001").unwrap();
    assert_eq!(
        (&made["id"], &made["amount"]),
        (&detail["id"], &json!(3500))
    );
}

#[test]
fn twenty_calls_announce_one_charge() {
    let (provider, shop) = shop();
    let charge = shop
        .tx(|tx| payments::create(tx, &new("1001", 3500)))
        .unwrap();
    let ids = at_once(20, |_| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let announced = payments::announce(shop.services(), shop.now(), &charge);
        // Some tries may be shed: the provider gets at most 16 requests at once.
        runtime.unwrap().block_on(announced).ok()?.provider_id
    });
    let known = shop.read("1001").provider_id;
    assert_eq!(
        known.as_deref(),
        provider.charge("1001").unwrap()["id"].as_str()
    );
    assert!(ids.iter().flatten().all(|id| Some(id) == known.as_ref()));
}

#[test]
fn a_charge_of_the_provider_that_does_not_match_is_an_alarm_and_no_credential() {
    let (provider, shop) = shop();
    for (order_no, field, value, kind) in [
        ("1001", "amount", json!(1), "amount"),
        ("1002", "order_no", json!("9999"), "order"),
        ("1003", "app", json!("app_other"), "app"),
        ("1004", "currency", json!("usd"), "currency"),
        ("1005", "id", json!("../../refunds"), "charge"),
    ] {
        provider.behave(Behaviour::Lies(field, value));
        let charge = shop
            .tx(|tx| payments::create(tx, &new(order_no, 3500)))
            .unwrap();
        let fault = shop.announce(&charge).unwrap_err();
        assert_eq!(fault.code(), Code::PaymentFailed, "{kind}");
        assert_eq!(shop.alarms(kind), 1, "{kind}");
        assert_eq!(shop.read(order_no).detail, None);
    }
}

#[test]
fn a_lost_notification_is_made_up_for_when_the_client_asks() {
    let (provider, shop) = shop();
    let charge = shop.charge("1001", 3500);
    provider.pay("1001");
    let checked = shop
        .wait(payments::refresh(
            shop.services(),
            shop.now(),
            charge.clone(),
        ))
        .unwrap();
    assert!(checked.is_paid());
    assert_eq!(shop.hooks("1001"), [entry("paid", 3500)]);
    let asked = provider.requests().len();
    // The charge is paid, so the provider gets no request.
    shop.wait(payments::refresh(
        shop.services(),
        shop.now(),
        shop.read("1001"),
    ))
    .unwrap();
    assert_eq!(provider.requests().len(), asked);
}

#[test]
fn the_provider_is_asked_about_a_charge_at_most_once_in_five_seconds() {
    let (provider, shop) = shop();
    let charge = shop.charge("1001", 3500);
    let asked = || {
        let requests = provider.requests();
        requests
            .iter()
            .filter(|request| request.starts_with("GET"))
            .count()
    };
    for _ in 0..5 {
        shop.wait(payments::refresh(
            shop.services(),
            shop.now(),
            charge.clone(),
        ))
        .unwrap();
    }
    assert_eq!(asked(), 1);
    shop.wait(payments::refresh(
        shop.services(),
        shop.now() + 5,
        charge.clone(),
    ))
    .unwrap();
    assert_eq!(asked(), 2);
    provider.behave(Behaviour::Breaks);
    let as_it_was = shop.wait(payments::refresh(
        shop.services(),
        shop.now() + 10,
        charge.clone(),
    ));
    assert_eq!(as_it_was.unwrap(), charge);
    let fault = shop
        .wait(payments::check(shop.services(), shop.now() + 20, &charge))
        .unwrap_err();
    assert_eq!(fault.code(), Code::PaymentFailed);
}

#[test]
fn reconciling_finds_money_and_the_end_of_charges() {
    let (provider, shop) = shop();
    for order_no in ["1001", "1002", "1003"] {
        shop.charge(order_no, 3500);
    }
    provider.pay("1001");
    shop.cancel("1003");
    provider.pay("1003");
    provider.behave(Behaviour::Fails(503));
    let away = shop
        .wait(payments::reconcile(shop.services(), shop.now()))
        .unwrap();
    assert_eq!((away.paid, away.unanswered), (0, 3));
    provider.behave(Behaviour::Good);
    let done = shop
        .wait(payments::reconcile(shop.services(), shop.now()))
        .unwrap();
    assert_eq!(
        (done.charges, done.paid, done.unanswered),
        (3, 2, 0),
        "{done:?}"
    );
    assert_eq!(shop.hooks("1001"), [entry("paid", 3500)]);
    assert_eq!(
        (shop.state("1002"), shop.state("1003")),
        ("pending", "refunding")
    );
    assert_eq!(provider.refunds("1003").len(), 1);
    shop.gateway.clock.shift(payments::DAY + 1);
    shop.wait(payments::reconcile(shop.services(), shop.now()))
        .unwrap();
    assert_eq!(shop.state("1002"), "failed");
    // The notification about the payment is late.
    let event = provider.pay("1002");
    assert_eq!(shop.notify(&provider, &event).0, 200);
    assert_eq!(shop.state("1002"), "paid");
}

#[test]
fn a_refund_is_sent_once_whatever_becomes_of_the_answer() {
    let (provider, shop) = shop();
    shop.charge("1001", 3500);
    let event = provider.pay("1001");
    shop.notify(&provider, &event);
    provider.behave(Behaviour::Forgets);
    let charge = shop.cancel("1001");
    assert_eq!(
        (charge.state.name(), provider.refunds("1001").len()),
        ("refunding", 1)
    );
    provider.behave(Behaviour::Good);
    for _ in 0..4 {
        shop.gateway.clock.shift(3600);
        shop.wait(payments::send_refunds(shop.services(), shop.now(), &charge));
    }
    assert_eq!(provider.refunds("1001").len(), 1);
    provider.end_refunds("1001", true);
    // The notification is lost.
    shop.gateway.clock.shift(3600);
    shop.wait(payments::send_refunds(shop.services(), shop.now(), &charge));
    assert_eq!(shop.state("1001"), "refunded");
    assert_eq!(
        shop.hooks("1001"),
        [entry("paid", 3500), entry("refunded", -3500)]
    );
    assert_eq!(provider.balance(), 0);
}

#[test]
fn a_refund_that_the_provider_could_not_make_is_requested_again_by_an_operator() {
    let (provider, shop) = shop();
    let charge = shop.charge("1001", 3500);
    let event = provider.pay("1001");
    shop.notify(&provider, &event);
    shop.cancel("1001");
    for event in provider.end_refunds("1001", false) {
        assert_eq!(shop.notify(&provider, &event).0, 200);
    }
    assert_eq!(
        (shop.state("1001"), shop.alarms("refund_failed")),
        ("refunding", 1)
    );
    let again = json!({"charge_id": charge.id, "reason": "再次退款"});
    let answer = shop.operator().call("admin.payment.refund", again);
    assert_eq!(answer.code(), 200, "{answer:?}");
    assert_eq!(provider.refunds("1001").len(), 2);
    for event in provider.end_refunds("1001", true) {
        assert_eq!(shop.notify(&provider, &event).0, 200);
    }
    assert_eq!((shop.state("1001"), provider.balance()), ("refunded", 0));
}
