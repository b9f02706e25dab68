//! Charges in the sandbox, where an operator acts as the provider.

use serde_json::json;
use signet_domain::payments::{self, Charges, DAY, NewCharge, NewRefund};
use signet_fault::Code;
use signet_testkit::at_once;
use signet_wire::Fen;

use super::{PACK, SHOP, STALL, Shop, builder, entry, new, paid};

#[test]
fn a_charge_is_made_once_and_paid_once() {
    let shop = Shop::start();
    let charge = shop.charge("1001", 3500);
    let again = shop.charge("1001", 3500);
    assert_eq!(charge, again);
    let detail = payments::charge_detail(shop.services(), &charge).unwrap();
    let detail = serde_json::to_value(&detail).unwrap();
    assert_eq!(
        (&detail["order_no"], &detail["amount"]),
        (&json!("1001"), &json!(3500))
    );
    let settled = shop.settle(paid("1001"));
    assert_eq!(settled, json!({"charge_id": charge.id, "state": "paid"}));
    let again = shop.settle(paid("1001"));
    assert_eq!(again["state"], "paid");
    assert_eq!(shop.hooks("1001"), [entry("paid", 3500)]);
    let read = shop.read("1001");
    assert_eq!(payments::charge_detail(shop.services(), &read), None);
    let fault = shop
        .tx(|tx| payments::create(tx, &new("1001", 3500)))
        .unwrap_err();
    assert_eq!(fault.code(), Code::AlreadyPaid);
    let fault = shop
        .tx(|tx| payments::create(tx, &new("1002", 0)))
        .unwrap_err();
    assert_eq!(fault.code(), Code::NothingToPay);
}

#[test]
fn the_detail_has_the_documented_keys_in_their_order() {
    let shop = Shop::start();
    let charge = shop.charge("1001", 3500);
    let detail = payments::charge_detail(shop.services(), &charge).unwrap();
    let text = serde_json::to_string(&detail).unwrap();
    let value: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    let keys: Vec<&str> = value.keys().map(String::as_str).collect();
    let documented = "order_no extra app livemode currency time_settle time_expire id subject failure_msg channel metadata body \
         credential client_ip description amount_refunded refunded object paid amount_settle time_paid failure_code refunds \
         created transaction_no amount";
    assert_eq!(keys.join(" "), documented);
    assert!(
        text.contains(r#""credential":{"alipay":{"orderInfo":"#),
        "{text}"
    );
    assert!(text.contains(r#"},"object":"credential"}"#), "{text}");
    assert!(
        text.contains(r#""has_more":false,"object":"list","data":[]}"#),
        "{text}"
    );
}

#[test]
fn another_amount_or_channel_is_another_charge_and_the_first_is_closed() {
    let shop = Shop::start();
    let first = shop.charge("1001", 3500);
    let second = shop.charge("1001", 3000);
    assert_eq!((second.number.as_str(), second.fen), ("1001-2", 3000));
    let late = shop.settle(json!({"charge_id": first.id, "outcome": "paid"}));
    assert_eq!(late["state"], "refunding");
    shop.settle(paid("1001"));
    assert_eq!(shop.hooks("1001"), [entry("paid", 3000)]);
    let made = shop.settle(json!({"charge_id": first.id, "outcome": "refunded"}));
    assert_eq!(made["state"], "refunded");
    assert_eq!(shop.state("1001"), "paid");
}

#[test]
fn money_for_a_closed_charge_goes_back_by_itself() {
    let shop = Shop::start();
    shop.charge("1001", 3500);
    assert_eq!(shop.cancel("1001").state.name(), "closed");
    shop.settle(paid("1001"));
    let charge = shop.read("1001");
    assert!(charge.is_paid() && charge.is_refund_requested() && !charge.is_refunded());
    shop.settle(json!({"order": "1001", "outcome": "refunded"}));
    assert!(shop.read("1001").is_refunded());
    assert_eq!(shop.hooks("1001"), [entry("refunded", -3500)]);
}

#[test]
fn late_money_that_goes_back_does_not_pay_for_what_is_ordered_on() {
    let shop = Shop::start();
    shop.charge("1001", 3500);
    shop.cancel("1001");
    shop.settle(paid("1001"));
    assert_eq!(shop.state("1001"), "refunding");
    let second = shop.charge("1001", 1000);
    assert_eq!((second.number.as_str(), second.fen), ("1001-2", 1000));
    shop.settle(paid("1001"));
    assert_eq!(shop.hooks("1001"), [entry("paid", 1000)]);
}

#[test]
fn a_refund_is_requested_once_and_parts_add_up() {
    let shop = Shop::start();
    let charge = shop.charge("pay1", 10_000);
    let part = |order_no, fen| NewRefund {
        order_no,
        fen: Fen(fen),
        reason: "缺货",
    };
    let unpaid = shop.tx(|tx| payments::refund(tx, &charge, &part("a", 1000)));
    assert_eq!(unpaid.unwrap_err().code(), Code::OrderState);
    shop.settle(paid("pay1"));
    assert!(
        shop.tx(|tx| payments::refund(tx, &charge, &part("a", 4000)))
            .unwrap()
    );
    assert!(
        !shop
            .tx(|tx| payments::refund(tx, &charge, &part("a", 4000)))
            .unwrap()
    );
    let too_much = shop.tx(|tx| payments::refund(tx, &charge, &part("b", 6001)));
    assert_eq!(too_much.unwrap_err().code(), Code::OrderState);
    shop.settle(json!({"order": "pay1", "outcome": "refunded"}));
    assert_eq!(
        (shop.state("pay1"), shop.read("pay1").refunded),
        ("paid", 4000)
    );
    assert!(
        shop.tx(|tx| payments::refund(tx, &charge, &part("b", 6000)))
            .unwrap()
    );
    assert_eq!(shop.state("pay1"), "refunding");
    shop.settle(json!({"order": "pay1", "outcome": "refunded"}));
    assert_eq!(shop.state("pay1"), "refunded");
    assert_eq!(shop.hooks("a"), [entry("refunded", -4000)]);
    assert_eq!(shop.hooks("b"), [entry("refunded", -6000)]);
    let none = shop
        .tx(|tx| payments::cancel(tx, &SHOP, "pay1", "再次"))
        .unwrap()
        .unwrap();
    assert_eq!(none.requested, 10_000);
}

#[test]
fn a_provider_that_lies_has_no_effect_and_raises_an_alarm() {
    let shop = Shop::start();
    shop.charge("1001", 3500);
    for fen in [3499, 3501, 0] {
        shop.settle(json!({"order": "1001", "outcome": "paid", "amount": fen}));
    }
    assert_eq!((shop.state("1001"), shop.alarms("amount")), ("pending", 3));
    shop.settle(json!({"order": "1001", "outcome": "refunded"}));
    assert_eq!((shop.state("1001"), shop.alarms("refund")), ("pending", 1));
    assert!(shop.hooks("1001").is_empty());
    shop.settle(paid("1001"));
    shop.cancel("1001");
    shop.settle(json!({"order": "1001", "outcome": "refunded", "amount": 1}));
    assert_eq!(
        (shop.state("1001"), shop.alarms("amount")),
        ("refunding", 4)
    );
}

#[test]
fn a_charge_that_failed_is_paid_by_money_that_comes_all_the_same() {
    let shop = Shop::start();
    shop.charge("1001", 3500);
    shop.settle(json!({"order": "1001", "outcome": "failed"}));
    assert_eq!(shop.state("1001"), "failed");
    shop.settle(paid("1001"));
    assert_eq!(shop.state("1001"), "paid");
    shop.settle(json!({"order": "1001", "outcome": "failed"}));
    assert_eq!(shop.state("1001"), "paid");
    assert_eq!(shop.hooks("1001"), [entry("paid", 3500)]);
}

#[test]
fn a_number_of_two_products_has_a_charge_in_each() {
    let shop = Shop::start();
    shop.charge("1001", 3500);
    let in_stall = NewCharge {
        realm: &STALL,
        ..new("1001", 100)
    };
    let other = shop.tx(|tx| payments::create(tx, &in_stall)).unwrap();
    assert_eq!(other.number, "1001-2");
    let unclear = shop.operator().call("admin.payment.settle", paid("1001"));
    assert_eq!(unclear.sub_code(), "bad_params");
    let settled = shop.settle(json!({"order": "1001", "realm": "stall", "outcome": "paid"}));
    assert_eq!(settled, json!({"charge_id": other.id, "state": "paid"}));
    assert_eq!(shop.state("1001"), "pending");
}

#[test]
fn the_fault_of_a_hook_undoes_the_event() {
    let shop = Shop::start();
    shop.charge("fails", 3500);
    let answer = shop.operator().call("admin.payment.settle", paid("fails"));
    assert_ne!(answer.code(), 200);
    assert_eq!(shop.state("fails"), "pending");
}

#[test]
fn operators_list_charges_and_refund_orders_that_are_over() {
    let shop = Shop::start();
    let operator = shop.operator();
    let charge = shop.charge("1001", 3500);
    let alive = shop.charge("alive-1", 100);
    let refund = |id: i64, amount: Option<i64>| {
        let parameters = json!({"charge_id": id, "amount": amount, "reason": "质量问题"});
        let answer = operator.call("admin.payment.refund", parameters);
        answer.sub_code().to_owned()
    };
    assert_eq!(refund(charge.id, None), "order_state");
    assert_eq!(refund(charge.id + 99, None), "record_not_found");
    shop.settle(paid("1001"));
    shop.settle(paid("alive-1"));
    assert_eq!(refund(alive.id, None), "order_state");
    assert_eq!(refund(charge.id, Some(3501)), "order_state");
    assert_eq!(refund(charge.id, Some(500)), "");
    assert_eq!(refund(charge.id, None), "already_exists");
    shop.settle(json!({"order": "1001", "outcome": "refunded"}));
    let list = operator.call(
        "admin.payment.list",
        json!({"realm": "shop", "order": "1001"}),
    );
    let list = list.data()["list"].clone();
    assert_eq!(list.as_array().unwrap().len(), 1);
    let row = &list[0];
    assert_eq!(row["state"], "paid");
    assert_eq!(
        (&row["amount"], &row["refunded"]),
        (&json!(3500), &json!(500))
    );
    let none = operator.call("admin.payment.list", json!({"state": "pending"}));
    assert_eq!(none.data()["total"], 0);
    let missing = operator.call(
        "admin.payment.settle",
        json!({"order": "none", "outcome": "paid"}),
    );
    assert_eq!(missing.sub_code(), "record_not_found");
    for wrong in [
        json!({"outcome": "paid"}),
        json!({"order": "1", "charge_id": 1, "outcome": "paid"}),
    ] {
        let answer = operator.call("admin.payment.settle", wrong);
        assert_eq!(answer.sub_code(), "bad_params");
    }
}

#[test]
fn parallel_payment_and_cancellation_end_as_one_of_two_and_no_money_is_left() {
    let shop = Shop::start();
    for round in 0..50 {
        let order_no = format!("o{round}");
        shop.charge(&order_no, 3500);
        let operator = shop.operator();
        std::thread::scope(|scope| {
            let pays = scope.spawn(|| operator.call("admin.payment.settle", paid(&order_no)));
            let cancelled = shop.tx(|tx| payments::cancel(tx, &SHOP, &order_no, "取消"));
            assert!(cancelled.is_ok());
            assert_eq!(pays.join().unwrap().code(), 200);
        });
        let charge = shop.read(&order_no);
        assert_eq!(
            (charge.state.name(), charge.requested),
            ("refunding", 3500),
            "round {round}"
        );
        // Either the money came first and the hook ran, or the charge was closed first and the hook did not run.
        let hooks = shop.hooks(&order_no);
        assert!(
            hooks.is_empty() || hooks == [entry("paid", 3500)],
            "{hooks:?}"
        );
        let refunds = |c: &mut _| signet_store::refunds::of_charge(c, charge.id);
        let refunds = shop
            .gateway
            .store()
            .run_blocking::<_, signet_store::Error>(refunds);
        assert_eq!(refunds.unwrap().len(), 1);
    }
}

#[test]
fn fifty_calls_make_one_charge() {
    let shop = Shop::start();
    let numbers = at_once(50, |_| {
        shop.tx(|tx| payments::create(tx, &new("1001", 3500)))
            .unwrap()
            .id
    });
    assert!(numbers.iter().all(|id| *id == numbers[0]), "{numbers:?}");
}

#[test]
fn a_charge_ends_after_its_time() {
    let shop = Shop::start();
    shop.charge("1001", 3500);
    let short = NewCharge {
        seconds: 60,
        ..new("1002", 100)
    };
    shop.tx(|tx| payments::create(tx, &short)).unwrap();
    shop.gateway.clock.shift(61);
    let done = shop
        .wait(payments::reconcile(shop.services(), shop.now()))
        .unwrap();
    // A job of the gateway may have ended the charge already.
    assert!(done.failed <= 1, "{done:?}");
    assert_eq!(
        (shop.state("1001"), shop.state("1002")),
        ("pending", "failed")
    );
    shop.gateway.clock.shift(DAY);
    shop.wait(payments::reconcile(shop.services(), shop.now()))
        .unwrap();
    assert_eq!(shop.state("1001"), "failed");
    let next = shop.charge("1002", 100);
    assert_eq!(
        (next.number.as_str(), next.state.name()),
        ("1002-2", "pending")
    );
}

#[test]
fn the_sandbox_is_not_for_production_where_a_pack_takes_charges() {
    let mut pay = signet_gateway::settings::Settings::load(None).unwrap().pay;
    assert!(pay.check().is_ok());
    assert!(
        pay.check_production()
            .unwrap_err()
            .to_string()
            .contains("pay.driver")
    );
    pay.driver = payments::DriverKind::Off;
    assert!(pay.check_production().is_ok());
    let realms = |charges: &[Charges]| {
        charges
            .iter()
            .map(|hooks| hooks.realm.name())
            .collect::<Vec<_>>()
    };
    assert_eq!(realms(PACK.charges), ["shop", "stall"]);
    let off = builder().with(|settings| settings.pay.driver = payments::DriverKind::Off);
    let gateway = off.start();
    let refused = gateway.admin().call("admin.payment.settle", paid("1001"));
    assert_eq!(refused.sub_code(), "not_permitted");
}
