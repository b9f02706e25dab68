//! The texts between the steps of a checkout: `kind.issued.nonce.cart.total.body.mac`.

use signet_testkit::TestGateway;

use crate::BUYER;
use crate::shop::{Buyer, SHENZHEN, TIANJIN};

/// Returns the body of a text.
fn body(text: &str) -> &str {
    text.split('.').nth(5).unwrap()
}

#[test]
fn a_text_is_refused_if_anything_of_it_is_changed() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let shown = buyer.step1("232|1,110|2").v1();
    let text = shown["freight_hash"].as_str().unwrap();
    assert_eq!(body(text), "232|1,110|2");
    let cart = text.split('.').nth(3).unwrap();
    assert_eq!(cart.len(), 32, "128 bits");
    let refused = |text: &str| {
        let fault = buyer.to(text, SHENZHEN).fault();
        assert_eq!(fault, "checkout_invalid", "{text}");
    };
    for other in [
        ".",
        "f",
        &text[1..],
        &text[..text.len() - 1],
        &format!("{text}."),
    ] {
        refused(other);
    }
    for place in 0..text.len() {
        let mut changed = text.to_owned().into_bytes();
        changed[place] ^= 1;
        refused(&String::from_utf8_lossy(&changed));
    }
    buyer.to(text, SHENZHEN).v1();
}

#[test]
fn a_text_of_another_gateway_is_refused() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let shown = buyer.step1("232|1").v1();
    let text = shown["freight_hash"].as_str().unwrap();
    let other = TestGateway::of(&signet_methods_teahouse::PACK).on_empty_database();
    let other = other.start();
    let same = Buyer::new(&other, BUYER);
    assert_eq!(same.user_id, buyer.user_id);
    assert_eq!(same.to(text, SHENZHEN).fault(), "checkout_invalid");
    buyer.to(text, SHENZHEN).v1();
}

#[test]
fn the_texts_of_delivery_have_the_area_the_freight_and_the_stores_that_take_cash() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let step2 = buyer.prepare("232|1,110|2", TIANJIN);
    assert_eq!(body(step2.get("offpay_hash")), "120100,120106,1,1200");
    assert_eq!(
        body(step2.get("offpay_hash_batch")),
        "120100,120106,2:1,3:0"
    );
    // The second step reads the texts as they were written.
    buyer.buy(&step2.with("pay_name", "offline"));
}

#[test]
fn a_checkout_is_about_the_same_things_in_any_order() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let step2 = buyer.prepare("232|1,110|2", SHENZHEN);
    for other in ["232|1", "232|2,110|2", "301|1,110|2"] {
        let reply = buyer.step2(&step2.with("cart_id", other));
        assert_eq!(reply.fault(), "checkout_changed", "{other}");
    }
    buyer.buy(&step2.with("cart_id", "110|2,232|1"));
    let line = buyer.line("232");
    let of_cart = buyer.prepare_cart(&format!("{line}|1"), SHENZHEN);
    let named = of_cart.with("ifcart", "0").with("cart_id", "232|1");
    assert_eq!(buyer.step2(&named).fault(), "checkout_changed");
    buyer.buy(&of_cart);
}
