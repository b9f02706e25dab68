//! The parameters of the second step of a checkout: parameters that are checked, and parameters that have no effect.

use signet_testkit::TestGateway;

use crate::books::{Books, count};
use crate::shop::{BEIJING, Buyer, SHENZHEN, TIANJIN};
use crate::{BUYER, LIAO, stock};

#[test]
fn vouchers_that_do_not_hold_are_refused_and_never_dropped() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let (buyer, other) = (Buyer::new(&gateway, BUYER), Buyer::new(&gateway, LIAO));
    let foreign = stock::give(&gateway, &stock::voucher(2, 1000, 1000), other.user_id);
    let mut template = stock::voucher(2, 1000, 1000);
    (template.starts_at, template.ends_at) = (1, 2);
    let expired = stock::give(&gateway, &template, buyer.user_id);
    let high = stock::give(&gateway, &stock::voucher(2, 1000, 5881), buyer.user_id);
    let step2 = buyer.prepare("232|1", SHENZHEN);
    for voucher in [
        "10|2|9.99".to_owned(),
        "10|2|10.001".to_owned(),
        "10|2|1e1".to_owned(),
        "10|2|-10".to_owned(),
        "10|2| 10".to_owned(),
        "10|2|１０".to_owned(),
        "10|2|1,000".to_owned(),
        "10|3|10".to_owned(),
        "1|3|10".to_owned(),
        "10|2|10,10|2|10".to_owned(),
        "10|2|10,10|2|5".to_owned(),
        "10|2|10,1|3|10".to_owned(),
        "10|2".to_owned(),
        "10|2|10|1".to_owned(),
        "10|2|10,".to_owned(),
        " 10|2|10".to_owned(),
        "-1|2|10".to_owned(),
        "99|2|10".to_owned(),
        format!("{foreign}|2|10"),
        format!("{expired}|2|10"),
        format!("{high}|2|10"),
        "?".to_owned(),
    ] {
        let reply = buyer.step2(&step2.with("voucher", &voucher));
        assert_eq!(reply.fault(), "voucher_invalid", "{voucher}");
    }
    let (order, _) = buyer.buy(&step2.with("voucher", "10|2|10.0")).remove(0);
    assert_eq!((order.voucher_amount, order.order_amount), (1000, 5680));
    let step2 = buyer.prepare("232|1", SHENZHEN).with("voucher", "10|2|10");
    assert_eq!(
        buyer.step2(&step2).fault(),
        "voucher_invalid",
        "it was used"
    );
    books.check(&gateway);
}

#[test]
fn vouchers_of_several_stores_are_named_in_any_order() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let step2 = buyer.prepare("232|1,110|1", SHENZHEN);
    let step2 = step2.with("voucher", "1|3|10.0,10|2|10.00");
    let orders = buyer.buy(&step2);
    let amounts = orders
        .iter()
        .map(|(order, _)| (order.store_id, order.voucher_amount));
    assert_eq!(amounts.collect::<Vec<_>>(), [(2, 1000), (3, 1000)]);
    let again = buyer.step2(&step2.with("voucher", "10|2|10,1|3|10")).v1();
    assert_eq!(again, buyer.step2(&step2).v1());
}

#[test]
fn amounts_and_numbers_of_a_client_count_nothing() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let step2 = buyer.prepare("232|1", SHENZHEN);
    let named = step2
        .with("goods_price", "0.01")
        .with("total", "0.01")
        .with("freight", "0");
    let (order, _) = buyer.buy(&named.with("allow_offpay", "1")).remove(0);
    assert_eq!(order.order_amount, 6680);
    let step2 = buyer.prepare("232|1", SHENZHEN);
    let many = vec!["232|1"; 51].join(",");
    for bad in [
        "232|0",
        "232|-1",
        "232|1000",
        "232|1e3",
        "232|00000000000000000001",
        "00000000000000000232|1",
        "232|1,232|1",
        " 232|1",
        "232| 1",
        &many,
    ] {
        let reply = buyer.step2(&step2.with("cart_id", bad));
        assert_eq!(reply.fault(), "bad_params", "{bad}");
    }
    for (field, bad) in [
        ("pay_name", "cash"),
        ("address_id", "x"),
        ("invoice_id", "-1"),
        ("ifcart", "2"),
        ("pd_pay", "2"),
    ] {
        assert_eq!(
            buyer.step2(&step2.with(field, bad)).fault(),
            "bad_params",
            "{field}"
        );
    }
    for missing in ["cart_id", "ifcart", "address_id", "vat_hash", "pay_name"] {
        assert_eq!(
            buyer.step2(&step2.without(&[missing])).fault(),
            "bad_params",
            "{missing}"
        );
    }
}

#[test]
fn the_texts_of_a_checkout_belong_together() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let (buyer, other) = (Buyer::new(&gateway, BUYER), Buyer::new(&gateway, LIAO));
    let step2 = buyer.prepare("232|1", TIANJIN).with("pay_name", "offline");
    let (more, foreign) = (
        buyer.prepare("232|2", TIANJIN),
        other.prepare("232|1", TIANJIN),
    );
    let names = ["vat_hash", "offpay_hash", "offpay_hash_batch"];
    for (place, name) in names.into_iter().enumerate() {
        let text = step2.get(name);
        let last = if text.ends_with('0') { "1" } else { "0" };
        for bad in [
            &format!("{}{last}", &text[..text.len() - 1]),
            &text[..text.len() - 1],
            &text[1..],
            "x",
            step2.get(names[(place + 1) % 3]),
            foreign.get(name),
        ] {
            let reply = buyer.step2(&step2.with(name, bad));
            assert_eq!(reply.fault(), "checkout_invalid", "{name}={bad}");
        }
        let mixed = buyer.step2(&step2.with(name, more.get(name)));
        assert_eq!(mixed.fault(), "checkout_changed", "{name}");
        assert_eq!(
            buyer.step2(&step2.with(name, "")).fault(),
            "bad_params",
            "{name}"
        );
    }
    // All texts are of another cart, or of another address.
    let reply = buyer.step2(&more.with("cart_id", "232|1"));
    assert_eq!(reply.fault(), "checkout_changed");
    let elsewhere = buyer.address(BEIJING);
    let reply = buyer.step2(&step2.with("address_id", &elsewhere));
    assert_eq!(reply.fault(), "checkout_changed");
    gateway.clock.shift(3600);
    assert_eq!(buyer.step2(&step2).fault(), "checkout_expired");
    assert_eq!(count(&gateway, "teahouse_orders"), 0);
}

#[test]
fn without_texts_of_delivery_no_freight_was_shown() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let step2 = buyer.prepare("232|1", SHENZHEN);
    let step2 = step2.without(&["offpay_hash", "offpay_hash_batch"]);
    // No freight was shown.
    stock::execute(
        &gateway,
        "UPDATE teahouse_transport_rules SET first_fee = 900",
    );
    let (order, _) = buyer.buy(&step2).remove(0);
    assert_eq!((order.shipping_fee, order.order_amount), (900, 6780));
}
