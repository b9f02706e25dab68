//! Payments at a provider that notifies: each event takes effect once, in any order, and only if the provider signed it.

use std::time::Duration;

use serde_json::{Value, json};
use signet_store::charges::ChargeState;
use signet_testkit::payments::{Behaviour, PaymentProvider};
use signet_testkit::{TestGateway, at_once, calls_at_once, eventually, rounds};

use crate::shop::{Account, Post, Shop};
use crate::wire::{Reply, request, send};

/// A shop whose posts are paid through a provider.
struct Till {
    shop: Shop,
    provider: PaymentProvider,
    buyer: Account,
    lawyer: Account,
}

impl Till {
    fn open() -> Till {
        let provider = PaymentProvider::start();
        let gateway = TestGateway::of(&signet_methods_consulting::PACK)
            .with(|settings| {
                provider.configure(&mut settings.pay);
                settings.server.waits.duplicate = Duration::from_millis(200);
            })
            .start();
        let shop = Shop { gateway };
        let [buyer, _, lawyer, _] = shop.of_demo();
        Till {
            shop,
            provider,
            buyer,
            lawyer,
        }
    }

    /// Publishes a post of 10 yuan whose charge is at the provider.
    fn announced(&self) -> Post {
        let post = self.shop.publish(&self.buyer, "10.00");
        self.shop.pay_init(&self.buyer, &post, "1000").good();
        post
    }

    /// As [`Till::announced`], and pays the post.
    fn paid(&self) -> Post {
        let post = self.announced();
        self.notified(&self.provider.pay(&post.order_no));
        post
    }

    fn notify(&self, event: &str, signature: &str) -> Reply {
        let headers = [
            ("Content-Type", "application/json"),
            ("x-pingplusplus-signature", signature),
        ];
        let target = "POST /notify/payments";
        send(&self.shop.gateway, target, &headers, event.as_bytes())
    }

    /// Posts a notification of the provider, which the gateway must accept.
    fn notified(&self, event: &str) -> Reply {
        let reply = self.notify(event, &self.provider.sign(event));
        assert_eq!(reply.http, 200, "{reply:?}");
        reply
    }

    /// Returns the state of a post and the state of its payment.
    fn state(&self, post: &Post) -> Value {
        let list = self.shop.call(&self.buyer, "GET api/user/post/check", &[]);
        let list = list.content();
        let mut posts = list.as_array().unwrap().iter();
        let shown = posts.find(|shown| shown["post_id"] == json!(post.id));
        shown.map_or(Value::Null, |shown| {
            json!([shown["status"], shown["pay_status"]])
        })
    }

    fn delete(&self, post: &Post) -> Reply {
        self.shop
            .on_post(&self.buyer, "DELETE api/user/post/delete", post)
    }

    fn check(&self, post: &Post) -> Reply {
        let fields = [("out_trade_no", post.order_no.as_str())];
        self.shop.call(&self.buyer, "GET api/pay/check", &fields)
    }
}

/// Returns a notification with another id and another value in its object.
fn changed(event: &str, id: &str, field: &str, value: Value) -> String {
    let mut event: Value = serde_json::from_str(event).unwrap();
    event["id"] = json!(id);
    event["data"]["object"][field] = value;
    event.to_string()
}

#[test]
fn a_notification_takes_effect_once_and_only_if_the_provider_signed_it() {
    let till = Till::open();
    let post = till.announced();
    let event = till.provider.pay(&post.order_no);
    let tampered = changed(&event, "evt_tampered", "amount", json!(1000));
    for (event, signature) in [
        (&event, String::new()),
        (&event, till.provider.forge(&event)),
        (&tampered, till.provider.sign(&event)),
    ] {
        assert_eq!(till.notify(event, &signature).http, 403, "{signature}");
    }
    assert_eq!(till.state(&post), json!(["unpaid", "unpaid"]));
    // A refund before the payment.
    let charge = till.provider.charge(&post.order_no).unwrap();
    let refund = json!({"id": "evt_refund", "type": "refund.succeeded", "data": {"object": {
        "id": "re_1", "charge": charge["id"], "charge_order_no": post.order_no, "amount": 1000, "status": "succeeded",
        "metadata": {"order": post.order_no}}}});
    till.notified(&refund.to_string());
    assert_eq!(till.shop.gateway.payment_alarms("refund"), 1);
    assert_eq!(till.state(&post), json!(["unpaid", "unpaid"]));
    calls_at_once(50, |_| till.notified(&event));
    assert_eq!(till.state(&post), json!(["open", "paid"]));
    let (_, metrics) = till.shop.gateway.ops("/metrics");
    let line = r#"gateway_payment_notifications_total{effect="repeated"} 49"#;
    assert!(metrics.contains(line), "{metrics}");
    till.shop.check_books();
}

#[test]
fn another_amount_currency_or_order_pays_nothing_and_is_an_alarm() {
    let till = Till::open();
    let (post, other) = (till.announced(), till.announced());
    let event = till.provider.pay(&post.order_no);
    for (kind, field, value, alarms) in [
        ("amount", "amount", json!(999), 1),
        ("amount", "amount", json!(1001), 2),
        ("currency", "currency", json!("usd"), 1),
        ("order", "order_no", json!("CO209911289999999999"), 1),
    ] {
        let lie = changed(&event, &format!("evt_{value}"), field, value);
        till.notified(&lie);
        assert_eq!(till.shop.gateway.payment_alarms(kind), alarms, "{lie}");
    }
    // The charge of one post under the number of another post, and under a number of another product.
    let of_homecare = till
        .shop
        .gateway
        .charge("homecare", "201503300100000009")
        .map_or("201503300100000009".to_owned(), |charge| charge.number);
    for number in [&other.order_no, &of_homecare] {
        let id = format!("evt_{number}");
        till.notified(&changed(&event, &id, "order_no", json!(number)));
    }
    for unpaid in [&post, &other] {
        assert_eq!(till.state(unpaid), json!(["unpaid", "unpaid"]));
    }
    till.notified(&event);
    assert_eq!(till.state(&post), json!(["open", "paid"]));
    assert_eq!(till.state(&other), json!(["unpaid", "unpaid"]));
    till.shop.check_books();
}

#[test]
fn money_for_a_closed_post_and_for_a_refunded_charge_goes_back_once() {
    let till = Till::open();
    let closed = till.announced();
    till.delete(&closed).good();
    let late = till.provider.pay(&closed.order_no);
    let refunded = till.paid();
    till.delete(&refunded).good();
    let again = changed(
        &till.provider.pay(&refunded.order_no),
        "evt_again",
        "amount",
        json!(1000),
    );
    for _ in 0..3 {
        till.notified(&late);
        till.notified(&again);
    }
    for post in [&closed, &refunded] {
        eventually("the refund is at the provider", || {
            till.provider.refunds(&post.order_no).len() == 1
        });
        for event in till.provider.end_refunds(&post.order_no, true) {
            till.notified(&event);
            till.notified(&event);
        }
        let charge = till.shop.charge(post).unwrap();
        assert_eq!(
            (charge.state, charge.refunded),
            (ChargeState::Refunded, 1000)
        );
        assert_eq!(till.provider.refunds(&post.order_no).len(), 1);
    }
    assert_eq!(till.provider.balance(), 0);
    till.shop.check_books();
}

#[test]
fn money_whose_notification_was_lost_pays_for_the_post_and_not_a_second_charge() {
    let till = Till::open();
    let post = till.announced();
    till.provider.pay(&post.order_no);
    till.shop.gateway.clock.shift(7300);
    let again = till.shop.pay_init(&till.buyer, &post, "1000");
    assert_eq!(again.fault(), 5002);
    assert_eq!(till.state(&post), json!(["open", "paid"]));
    assert_eq!(till.provider.numbers(), [post.order_no.as_str()]);
    // An expired charge that is not paid is replaced. If its money comes later, it is refunded.
    let other = till.announced();
    till.shop.gateway.clock.shift(7300);
    till.shop.pay_init(&till.buyer, &other, "1000").good();
    let second = format!("{}-2", other.order_no);
    let late = till.provider.pay(&other.order_no);
    till.notified(&till.provider.pay(&second));
    till.notified(&late);
    assert_eq!(till.state(&other), json!(["open", "paid"]));
    eventually("the refund is at the provider", || {
        till.provider.refunds(&other.order_no).len() == 1
    });
    assert!(till.provider.refunds(&second).is_empty());
    till.shop.check_books();
}

#[test]
fn a_query_heals_a_lost_notification() {
    let till = Till::open();
    let post = till.announced();
    let shown = |status: &str| json!([{"out_trade_no": post.order_no, "total_fee": "1000", "pay_status": status}]);
    assert_eq!(till.check(&post).content(), shown("unpaid"));
    till.provider.pay(&post.order_no);
    till.shop.gateway.clock.shift(5);
    assert_eq!(till.check(&post).content(), shown("paid"));
    assert_eq!(till.state(&post), json!(["open", "paid"]));
    till.shop.check_books();
}

#[test]
fn a_provider_that_fails_is_the_gateway_s_fault_and_can_be_tried_again() {
    let till = Till::open();
    let post = till.shop.publish(&till.buyer, "10.00");
    let init = || till.shop.pay_init(&till.buyer, &post, "1000");
    for behaviour in [Behaviour::Fails(500), Behaviour::Breaks, Behaviour::Forgets] {
        till.provider.behave(behaviour.clone());
        assert_eq!(init().fault(), 5004, "{behaviour:?}");
    }
    till.provider.behave(Behaviour::Good);
    // After a failure the gateway waits a moment before it calls the provider again.
    eventually("the charge is announced", || init().json()["code"] == 0);
    till.notified(&till.provider.pay(&post.order_no));
    assert_eq!(till.state(&post), json!(["open", "paid"]));
    till.shop.check_books();
}

#[test]
fn the_provider_sees_nothing_that_the_client_claims() {
    let till = Till::open();
    let post = till.shop.publish(&till.buyer, "10.00");
    for wrong in ["999", "1001", "0", "10.01", "1000.00", "10"] {
        let refused = till.shop.pay_init(&till.buyer, &post, wrong);
        assert_eq!(refused.fault(), 5003, "{wrong}");
    }
    assert!(till.provider.numbers().is_empty());
    let fields = [
        ("body", "合同审核"),
        ("out_trade_no", post.order_no.as_str()),
        ("total_fee", "1000"),
        ("spbill_create_ip", "203.0.113.9"),
        ("attach", "planted-attach"),
        ("device_info", "planted-device"),
    ];
    let init = "POST api/pay/init";
    till.shop.call(&till.buyer, init, &fields).good();
    let charge = till.provider.charge(&post.order_no).unwrap();
    assert_eq!(
        (&charge["amount"], &charge["client_ip"], &charge["subject"]),
        (&json!(1000), &json!("127.0.0.1"), &json!("租房合同"))
    );
    let charge = charge.to_string();
    for planted in ["203.0.113.9", "planted"] {
        assert!(!charge.contains(planted), "{charge}");
    }
}

#[test]
fn the_same_call_that_still_runs_is_not_made_again() {
    let till = Till::open();
    let post = till.shop.publish(&till.buyer, "10.00");
    let bearer = format!("Bearer {}", till.buyer.token);
    let init = || {
        let headers = [
            ("Authorization", bearer.as_str()),
            ("Idempotency-Key", "slow"),
        ];
        let fields = [
            ("body", "b"),
            ("out_trade_no", post.order_no.as_str()),
            ("total_fee", "1000"),
            ("spbill_create_ip", "::1"),
        ];
        request(&till.shop.gateway, "POST api/pay/init", &headers, &fields)
    };
    till.provider
        .behave(Behaviour::Slow(Duration::from_secs(1)));
    let replies = at_once(2, |number| {
        if number == 1 {
            eventually("the first call is at the provider", || {
                !till.provider.requests().is_empty()
            });
        }
        init()
    });
    assert_eq!(replies[0].good(), init().good());
    assert_eq!(replies[1].fault(), 1006);
    assert!(
        replies[1].header("retry-after").is_some(),
        "{:?}",
        replies[1]
    );
}

#[test]
fn twenty_payments_at_once_are_one_charge_at_the_provider() {
    let till = Till::open();
    for round in 0..rounds() / 5 {
        let post = till.shop.publish(&till.buyer, "10.00");
        let replies = calls_at_once(20, |_| till.shop.pay_init(&till.buyer, &post, "1000"));
        let first = replies[0].good();
        assert!(
            replies.iter().all(|reply| reply.good() == first),
            "{replies:?}"
        );
        assert_eq!(till.provider.numbers().len(), round + 1);
        till.delete(&post).good();
    }
    till.shop.check_books();
}

#[test]
fn an_event_against_its_repetition_a_query_and_the_end_of_the_post() {
    let till = Till::open();
    for round in 0..rounds() {
        let post = till.announced();
        let event = till.provider.pay(&post.order_no);
        let replies = calls_at_once(3, |number| match (number, round % 3) {
            (0, _) => till.notified(&event),
            (1, 0) => till.notified(&event),
            (1, _) => till.check(&post),
            (_, 1) => till.check(&post),
            _ => till.delete(&post),
        });
        let codes: Vec<i64> = replies[1..]
            .iter()
            .filter(|reply| reply.text.starts_with('{'))
            .map(|reply| reply.json()["code"].as_i64().unwrap_or_default())
            .collect();
        assert!(codes.iter().all(|code| *code == 0), "{round}: {replies:?}");
        let charge = till.shop.charge(&post).unwrap();
        let expected = match round % 3 {
            1 => (ChargeState::Paid, 0),
            _ => (ChargeState::Refunding, 1000),
        };
        assert_eq!((charge.state, charge.requested), expected, "{round}");
        if round % 3 == 1 {
            till.delete(&post).good();
        }
        eventually("there is one refund", || {
            till.provider.refunds(&post.order_no).len() == 1
        });
    }
    for number in till.provider.numbers() {
        for event in till.provider.end_refunds(&number, true) {
            till.notified(&event);
        }
    }
    assert_eq!(till.provider.balance(), 0);
    till.shop.check_books();
}

#[test]
fn a_cancelled_order_is_refunded_once_at_the_provider() {
    let till = Till::open();
    let post = till.paid();
    till.shop.accept(&till.lawyer, &post);
    till.shop
        .add(&till.buyer, &post, "10.00", &till.lawyer)
        .good();
    let cancel = "POST api/user/order/cancel";
    let replies = calls_at_once(10, |_| till.shop.on_post(&till.buyer, cancel, &post));
    for reply in replies {
        reply.good();
    }
    eventually("there is one refund", || {
        till.provider.refunds(&post.order_no).len() == 1
    });
    for event in till.provider.end_refunds(&post.order_no, true) {
        calls_at_once(5, |_| till.notified(&event));
    }
    assert_eq!(till.provider.balance(), 0);
    assert_eq!(till.provider.refused(), 0);
    till.shop.check_books();
}
