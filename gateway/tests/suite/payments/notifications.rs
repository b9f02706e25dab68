//! Notifications at `POST /notify/payments`.

use serde_json::{Value, json};
use signet_testkit::eventually;
use signet_testkit::payments::PaymentProvider;

use super::{Shop, entry};

fn shop() -> (PaymentProvider, Shop) {
    let provider = PaymentProvider::start();
    let shop = Shop::at(&provider);
    (provider, shop)
}

/// Returns a notification with another id and other values in its object.
fn changed(event: &str, id: &str, changes: &[(&str, Value)]) -> String {
    let mut event: Value = serde_json::from_str(event).unwrap();
    event["id"] = json!(id);
    for (field, value) in changes {
        event["data"]["object"][*field] = value.clone();
    }
    event.to_string()
}

#[test]
fn a_notification_takes_effect_once_however_often_it_comes() {
    let (provider, shop) = shop();
    shop.charge("1001", 3500);
    let event = provider.pay("1001");
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..50)
            .map(|_| scope.spawn(|| shop.notify(&provider, &event)))
            .collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), (200, "success".to_owned()));
        }
    });
    assert_eq!(shop.state("1001"), "paid");
    assert_eq!(shop.hooks("1001"), [entry("paid", 3500)]);
    // Another event about the same money.
    let again = changed(&event, "evt_other", &[]);
    assert_eq!(shop.notify(&provider, &again).0, 200);
    assert_eq!(shop.hooks("1001").len(), 1);
    assert_eq!(
        shop.metric("gateway_payment_notifications_total", "repeated"),
        49
    );
}

#[test]
fn a_notification_that_the_provider_did_not_sign_is_refused() {
    let (provider, shop) = shop();
    shop.charge("1001", 3500);
    let event = provider.pay("1001");
    let forged = provider.forge(&event);
    let of_another = provider.sign(&changed(&event, "evt_other", &[]));
    let refused = (403, "bad_signature".to_owned());
    for signature in [
        None,
        Some(""),
        Some("no base64"),
        Some(forged.as_str()),
        Some(of_another.as_str()),
    ] {
        assert_eq!(shop.post(&event, signature), refused, "{signature:?}");
    }
    assert_eq!(shop.state("1001"), "pending");
    let tampered = changed(&event, "evt_tampered", &[("amount", json!(1))]);
    assert_eq!(shop.post(&tampered, Some(&provider.sign(&event))), refused);
    // A notification that is not signed cannot raise an alarm.
    assert_eq!(shop.alarms("amount"), 0);
    assert_eq!(shop.notify(&provider, &event).0, 200);
    assert_eq!(shop.state("1001"), "paid");
}

#[test]
fn what_does_not_match_has_no_effect_and_raises_one_alarm() {
    let (provider, shop) = shop();
    shop.charge("1001", 3500);
    shop.charge("1002", 3500);
    let event = provider.pay("1001");
    for (kind, changes) in [
        ("amount", vec![("amount", json!(3499))]),
        ("currency", vec![("currency", json!("usd"))]),
        ("app", vec![("app", json!("app_other"))]),
        ("order", vec![("order_no", json!("9999"))]),
        ("charge", vec![("order_no", json!("1002"))]),
    ] {
        let lie = changed(&event, &format!("evt_{kind}"), &changes);
        for _ in 0..3 {
            assert_eq!(shop.notify(&provider, &lie).0, 200, "{kind}");
        }
        assert_eq!(shop.alarms(kind), 1, "{kind}");
    }
    assert_eq!(
        (shop.state("1001"), shop.state("1002")),
        ("pending", "pending")
    );
    assert!(shop.hooks("1001").is_empty() && shop.hooks("1002").is_empty());
}

#[test]
fn a_refund_before_its_payment_is_an_alarm() {
    let (provider, shop) = shop();
    shop.charge("1001", 3500);
    let event = provider.pay("1001");
    let charge = provider.charge("1001").unwrap();
    let refund = json!({"id": "evt_refund", "type": "refund.succeeded", "data": {"object": {
        "id": "re_1", "charge": charge["id"], "charge_order_no": "1001", "amount": 3500, "status": "succeeded",
        "metadata": {"order": "1001"},
    }}})
    .to_string();
    assert_eq!(shop.notify(&provider, &refund).0, 200);
    assert_eq!((shop.state("1001"), shop.alarms("refund")), ("pending", 1));
    assert_eq!(shop.notify(&provider, &event).0, 200);
    assert_eq!(shop.state("1001"), "paid");
}

#[test]
fn money_for_a_closed_charge_is_refunded_at_the_provider() {
    let (provider, shop) = shop();
    shop.charge("1001", 3500);
    shop.cancel("1001");
    let event = provider.pay("1001");
    assert_eq!(shop.notify(&provider, &event).0, 200);
    eventually("the refund is at the provider", || {
        provider.refunds("1001").len() == 1
    });
    assert_eq!(shop.state("1001"), "refunding");
    for event in provider.end_refunds("1001", true) {
        for _ in 0..2 {
            assert_eq!(shop.notify(&provider, &event).0, 200);
        }
    }
    assert_eq!(shop.state("1001"), "refunded");
    assert_eq!(shop.hooks("1001"), [entry("refunded", -3500)]);
    assert_eq!(provider.balance(), 0);
}

#[test]
fn what_is_no_notification_is_refused() {
    let (provider, shop) = shop();
    shop.charge("1001", 3500);
    let event = provider.pay("1001");
    for body in [
        "",
        "[]",
        "{",
        "{}",
        r#"{"id":"e","type":"charge.succeeded","data":{"object":{}}}"#,
        &event.replacen(r#"{"id""#, r#"{"id":"evt_0","id""#, 1),
        &event.replace("\"paid\":true", "\"paid\":false"),
        &changed(&event, "", &[]),
    ] {
        assert_eq!(shop.notify(&provider, body).0, 400, "{body}");
    }
    let large = "x".repeat(65_537);
    assert_eq!(shop.notify(&provider, &large).0, 413);
    let unknown = r#"{"id":"evt_9","type":"summary.daily.available","data":{"object":{}}}"#;
    assert_eq!(shop.notify(&provider, unknown).0, 200);
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build();
    let agent: ureq::Agent = config.into();
    let url = format!("{}notify/payments", shop.gateway.url);
    let answer = agent.get(&url).call().unwrap();
    assert_eq!(answer.status().as_u16(), 405);
    assert_eq!(answer.headers()["allow"], "POST");
    assert_eq!(shop.state("1001"), "pending");
}

#[test]
fn a_notification_that_fails_here_can_be_sent_again() {
    let (provider, shop) = shop();
    shop.charge("fails", 3500);
    let event = provider.pay("fails");
    for _ in 0..2 {
        assert_ne!(shop.notify(&provider, &event).0, 200);
    }
    assert_eq!(shop.state("fails"), "pending");
}
