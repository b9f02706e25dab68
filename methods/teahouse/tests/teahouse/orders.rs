//! The second step of a checkout: the orders that it makes, and each of its faults.

use serde_json::json;
use signet_methods_teahouse::tables::orders::{PayName, state};
use signet_testkit::TestGateway;

use crate::books::{Books, count, number};
use crate::shop::{Buyer, PAY_PASSWORD, SHENZHEN, Step2, TIANJIN};
use crate::{BUYER, LIAO, get, signed, stock};

#[test]
fn a_cart_becomes_an_order_for_each_store() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    let lines = [buyer.line("232"), buyer.line("110")];
    let cart = format!("{}|1,{}|2", lines[0], lines[1]);
    let step2 = buyer.prepare_cart(&cart, SHENZHEN);
    let orders = buyer.buy(&step2);
    let seen: Vec<_> = orders
        .iter()
        .map(|(order, lines)| {
            let line = &lines[0];
            let amounts = (order.goods_amount, order.shipping_fee, order.order_amount);
            let line = (
                line.goods_id,
                line.num,
                line.price,
                line.pay_price,
                line.kind,
            );
            (order.store_id, order.state, amounts, line)
        })
        .collect();
    assert_eq!(
        seen,
        [
            (2, state::UNPAID, (5880, 800, 6680), (232, 1, 5880, 5880, 1)),
            (
                3,
                state::UNPAID,
                (19_800, 0, 19_800),
                (110, 2, 9900, 19_800, 3)
            ),
        ]
    );
    let (order, _) = &orders[0];
    assert_eq!(
        (order.pay_name, order.invoice.as_str()),
        (PayName::Online, "不需要发票")
    );
    assert_eq!(order.receiver.area_info, "广东 深圳市 南山区");
    assert!(order.order_sn.len() == 18 && order.order_sn.bytes().all(|byte| byte.is_ascii_digit()));
    let list = buyer.post("act=member_cart&op=cart_list", &[]).v1();
    assert_eq!(list["cart_list"], json!([]));
    assert_eq!(count(&gateway, "teahouse_payments"), 1);
    books.check(&gateway);
}

#[test]
fn both_ways_make_the_same_orders() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let step2 = buyer.prepare("232|1", SHENZHEN).with("version", "3");
    let made = buyer.step2(&step2).json();
    assert_eq!(
        (&made["code"], &made["msg"]),
        (&json!(1), &json!("下单成功"))
    );
    let step2 = buyer.prepare("232|1", SHENZHEN);
    let made = buyer.step2_signed(&step2).good();
    let (order, _) = buyer.orders(made["pay_sn"].as_str().unwrap()).remove(0);
    assert_eq!(order.order_amount, 6680);
}

#[test]
fn a_repeated_checkout_is_the_same_order_and_no_other() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    let line = buyer.line("232");
    let step2 = buyer.prepare_cart(&format!("{line}|2"), SHENZHEN);
    let step2 = step2.with_predeposit().with("voucher", "10|2|10");
    let first = buyer.step2(&step2).v1();
    let other_address = buyer.address(TIANJIN);
    for (field, value) in [
        ("cart_id", "232|1"),
        ("ifcart", "0"),
        ("address_id", other_address.as_str()),
        ("pay_name", "offline"),
        ("invoice_id", "1"),
        ("voucher", ""),
        ("voucher", "10|2|9"),
        ("voucher", "?"),
        ("pd_pay", "0"),
        ("fcode", stock::FCODE),
    ] {
        let reply = buyer.step2(&step2.with(field, value));
        assert_eq!(reply.fault(), "checkout_used", "{field}={value}");
    }
    // The same values in another notation are the same checkout. It needs no password.
    let again = step2
        .with("voucher", "10|2|10.00")
        .with("password", "wrong");
    assert_eq!(buyer.step2(&again).v1(), first);
    // The cart line is gone, the hour is over, and a price is higher, but the existing order is still returned.
    stock::set(&gateway, 232, "price = 9999");
    gateway.clock.shift(3601);
    assert_eq!(buyer.step2(&step2).v1(), first);
    assert_eq!(count(&gateway, "teahouse_orders"), 1);
    books.check(&gateway);
}

#[test]
fn the_latest_address_is_the_default() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, LIAO);
    let default = || buyer.step1("232|1").v1()["address_info"]["address_id"].clone();
    let before = default();
    let step2 = buyer.prepare("232|1", SHENZHEN);
    assert_eq!(default(), before, "a new address is none by itself");
    buyer.buy(&step2);
    assert_eq!(default(), step2.get("address_id"));
}

/// Prepares a checkout, changes something, and returns the fault of the second step, which must leave nothing behind.
fn refused(cart_id: &str, change: impl FnOnce(&Buyer<'_>, Step2) -> Step2) -> String {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    let step2 = change(&buyer, buyer.prepare(cart_id, SHENZHEN));
    let (made, before) = (
        || count(&gateway, "teahouse_orders"),
        count(&gateway, "teahouse_orders"),
    );
    let fault = buyer.step2(&step2).fault();
    assert_eq!(made(), before, "{fault}");
    books.check(&gateway);
    fault
}

/// Like [`refused`], but changes only the database.
fn refused_after(cart_id: &str, statement: &str) -> String {
    refused(cart_id, |buyer, step2| {
        stock::execute(buyer.gateway, statement);
        step2
    })
}

#[test]
fn what_has_changed_since_the_first_step_makes_no_order() {
    let of_goods = "UPDATE teahouse_goods SET";
    for (cart_id, statement, fault) in [
        ("232|1", "live = FALSE WHERE id = 232", "goods_unavailable"),
        (
            "232|1,301|1",
            "live = FALSE WHERE id = 301",
            "goods_unavailable",
        ),
        (
            "301|2",
            "storage = 1, salenum = 99 WHERE id = 301",
            "out_of_stock",
        ),
    ] {
        let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
        let buyer = Buyer::new(&gateway, BUYER);
        let step2 = buyer.prepare(cart_id, SHENZHEN);
        stock::execute(&gateway, &format!("{of_goods} {statement}"));
        assert_eq!(buyer.step2(&step2).fault(), fault, "{statement}");
        assert_eq!(count(&gateway, "teahouse_orders"), 0);
    }
    let sample = "UPDATE teahouse_samples SET";
    for (statement, fault) in [
        ("state = 0", "sample_closed"),
        ("ends_at = 1", "sample_closed"),
        ("limit_number = 0", "sample_gone"),
    ] {
        let statement = format!("{sample} {statement} WHERE link_goods_id = 321");
        assert_eq!(refused_after("321|1", &statement), fault, "{statement}");
    }
    let no_district = "DELETE FROM districts WHERE code = 440305";
    assert_eq!(refused_after("232|1", no_district), "district_unknown");
    let no_rules = "DELETE FROM teahouse_transport_rules";
    assert_eq!(refused_after("232|1", no_rules), "not_deliverable");
    let dearer = "UPDATE teahouse_transport_rules SET first_fee = first_fee + 1";
    assert_eq!(refused_after("232|1", dearer), "price_changed");
    let ended = "UPDATE teahouse_promotions SET ends_at = 1";
    assert_eq!(refused_after("302|2", ended), "price_changed");
    let ended = "UPDATE teahouse_mansongs SET ends_at = 1";
    assert_eq!(refused_after("232|2", ended), "price_changed");
}

#[test]
fn what_others_have_does_not_exist() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let (buyer, other) = (Buyer::new(&gateway, BUYER), Buyer::new(&gateway, LIAO));
    let (foreign_line, foreign_address) = (other.line("301"), other.address(SHENZHEN));
    let invoice = json!({"kind": 1, "title": "公司", "content": "茶叶"});
    let foreign_invoice = get(&gateway, &other.key, "invoice.add", invoice)["inv_id"].to_string();
    let line = buyer.line("232");
    let step2 = buyer.prepare_cart(&format!("{line}|1"), SHENZHEN);
    for (field, value, fault) in [
        ("cart_id", format!("{foreign_line}|1"), "cart_not_found"),
        ("cart_id", "999999|1".to_owned(), "cart_not_found"),
        ("address_id", foreign_address, "address_not_found"),
        ("address_id", "999999".to_owned(), "address_not_found"),
        ("invoice_id", foreign_invoice, "invoice_not_found"),
        ("invoice_id", "999999".to_owned(), "invoice_not_found"),
    ] {
        let reply = buyer.step2(&step2.with(field, &value));
        assert_eq!(reply.fault(), fault, "{field}={value}");
    }
    buyer
        .post("act=member_cart&op=cart_del", &[("cart_id", &line)])
        .v1();
    assert_eq!(buyer.step2(&step2).fault(), "cart_not_found");
    assert_eq!(other.step2(&step2).fault(), "checkout_invalid");
    let left = "teahouse_carts WHERE goods_id = 301";
    assert_eq!(
        (count(&gateway, "teahouse_orders"), count(&gateway, left)),
        (0, 1)
    );
}

#[test]
fn a_limit_counts_what_was_bought_before() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    let later = buyer.prepare("302|2", SHENZHEN);
    buyer.buy(&buyer.prepare("302|2", SHENZHEN));
    assert_eq!(buyer.step2(&later).fault(), "purchase_limit");
    // A single piece is not in the sale.
    let (_, lines) = buyer.buy(&buyer.prepare("302|1", SHENZHEN)).remove(0);
    assert_eq!((lines[0].price, lines[0].promotion_id), (5880, None));
    books.check(&gateway);
}

#[test]
fn a_sample_is_claimed_once() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    let later = buyer.prepare("321|1", SHENZHEN);
    assert_eq!(
        buyer.step2(&later.with("voucher", "10|2|10")).fault(),
        "voucher_invalid"
    );
    let (order, lines) = buyer.buy(&buyer.prepare("321|1", SHENZHEN)).remove(0);
    assert_eq!(
        (order.order_amount, order.state, lines[0].kind),
        (0, state::TO_SHIP, 6)
    );
    assert!(order.paid_at.is_some() && order.sample_id.is_some());
    assert_eq!(buyer.step2(&later).fault(), "sample_claimed");
    books.check(&gateway);
}

#[test]
fn an_f_code_buys_one_piece_once() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    let goods = format!("{}|1", stock::of_name(&gateway, "限量狮峰龙井%"));
    let later = buyer.prepare(&goods, SHENZHEN);
    for code in ["", "TEA2026LONGK", "'", "%"] {
        let reply = buyer.step2(&later.with("fcode", code));
        assert_eq!(reply.fault(), "fcode_invalid", "{code}");
    }
    let step2 = buyer.prepare(&goods, SHENZHEN);
    // Members type codes, so the case does not matter.
    buyer.buy(&step2.with("fcode", "tea2026longj"));
    assert_eq!(
        buyer.step2(&later.with("fcode", stock::FCODE)).fault(),
        "fcode_invalid"
    );
    let plain = buyer.prepare("232|1", SHENZHEN);
    assert_eq!(
        buyer.step2(&plain.with("fcode", stock::FCODE)).fault(),
        "fcode_invalid"
    );
    books.check(&gateway);
}

#[test]
fn cash_is_taken_where_the_first_steps_and_the_store_say_so() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    let offline = |area| {
        buyer
            .prepare("232|1,110|2", area)
            .with("pay_name", "offline")
    };
    assert_eq!(buyer.step2(&offline(SHENZHEN)).fault(), "offpay_refused");
    let step2 = offline(TIANJIN);
    for missing in ["offpay_hash", "offpay_hash_batch"] {
        let reply = buyer.step2(&step2.without(&[missing]));
        assert_eq!(reply.fault(), "bad_params", "{missing}");
    }
    stock::execute(&gateway, "UPDATE teahouse_stores SET offpay = FALSE");
    assert_eq!(buyer.step2(&step2).fault(), "offpay_refused");
    let before = offline(TIANJIN);
    stock::execute(
        &gateway,
        "UPDATE teahouse_stores SET offpay = TRUE WHERE id = 2",
    );
    assert_eq!(
        buyer.step2(&before).fault(),
        "offpay_refused",
        "it was not shown"
    );
    let states: Vec<_> = buyer
        .buy(&step2.with_predeposit())
        .into_iter()
        .map(|(order, _)| (order.store_id, order.pay_name, order.state, order.pd_amount))
        .collect();
    assert_eq!(
        states,
        [
            (2, PayName::Offline, state::TO_SHIP, 0),
            (3, PayName::Online, state::TO_SHIP, 19_800)
        ]
    );
    books.check(&gateway);
}

#[test]
fn an_invoice_is_copied_into_the_order() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let invoice = json!({"kind": 2, "title": "茶行", "code": "91X", "content": "茶叶"});
    let id = get(&gateway, &buyer.key, "invoice.add", invoice)["inv_id"].to_string();
    let goods = format!("{}|1", stock::of_name(&gateway, "安吉白茶%"));
    let without_vat = buyer.prepare(&goods, SHENZHEN).with("invoice_id", &id);
    assert_eq!(buyer.step2(&without_vat).fault(), "invoice_not_found");
    let step2 = buyer.prepare("232|1", SHENZHEN).with("invoice_id", &id);
    let (order, _) = buyer.buy(&step2).remove(0);
    assert_eq!(order.invoice, "增值税发票 茶行 91X 茶叶");
}

#[test]
fn the_predeposit_needs_its_own_password() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let (buyer, other) = (Buyer::new(&gateway, BUYER), Buyer::new(&gateway, LIAO));
    let unset = other.prepare("232|1", SHENZHEN).with_predeposit();
    assert_eq!(other.step2(&unset).fault(), "pay_password_unset");
    let step2 = buyer.prepare("232|1", SHENZHEN).with("pd_pay", "1");
    assert_eq!(buyer.step2(&step2).fault(), "bad_params");
    let with = |password: &str| buyer.step2(&step2.with("password", password));
    assert_eq!(
        with("secret_1").fault(),
        "wrong_pay_password",
        "that of the login"
    );
    for _ in 0..4 {
        assert_eq!(with("wrong").fault(), "wrong_pay_password");
    }
    let locked = with(PAY_PASSWORD);
    assert_eq!(locked.fault(), "pay_locked");
    assert!(locked.header("Retry-After").is_some());
    // The login is not locked, and a new password ends the lock.
    Buyer::new(&gateway, BUYER);
    let buyer = Buyer::new(&gateway, BUYER);
    get(&gateway, &buyer.key, "sms.pay", json!({}));
    let set = json!({"verificode": "123456", "paypwd": "pay_pwd_2"});
    assert_eq!(signed(&gateway, &buyer.key, "paypwd.set", set).code(), 200);
    let step2 = buyer.prepare("232|1", SHENZHEN).with("pd_pay", "1");
    let (order, _) = buyer.buy(&step2.with("password", "pay_pwd_2")).remove(0);
    assert_eq!((order.pd_amount, order.state), (6680, state::TO_SHIP));
    let left = format!(
        "(SELECT predeposit FROM teahouse_members WHERE user_id = {})",
        buyer.user_id
    );
    assert_eq!(number(&gateway, &left), 43_320);
    books.check(&gateway);
}
