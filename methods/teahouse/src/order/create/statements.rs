use signet_store::Tx;
use signet_wire::Fen;

use super::place::place;
use super::submission::Submission;
use crate::checkout::basket::{Purchase, load};
use crate::checkout::hashes::Checkout;
use crate::checkout::named_voucher::NamedVoucher;
use crate::checkout::offpay::{Area, Offpay};
use crate::statements::{AREA, MEMBER, NOW, PAY_HASH, Shop};

/// Returns the submission of the whole cart, with a voucher of each store, an invoice, and the predeposit.
fn submission(shop: &Shop) -> Submission {
    let bought = shop.bought();
    let purchase = Purchase {
        user_id: MEMBER,
        of_cart: true,
        bought: &bought,
    };
    let (basket, _) = shop
        .db
        .counted(|connection| load(connection, purchase, NOW));
    let basket = basket.unwrap();
    let voucher = |store_id: &i64| NamedVoucher {
        store_id: *store_id,
        t_id: *store_id,
        price: Fen(1000),
    };
    Submission {
        user_id: MEMBER,
        checkout: Checkout::start(NOW, basket.digest.clone(), basket.total()).unwrap(),
        offpay: Some(Offpay {
            area: Area {
                city: 120_100,
                district: AREA,
            },
            takes_cash: false,
            freight: i64::MAX,
        }),
        batch: None,
        has_vat: false,
        of_cart: true,
        bought,
        address_id: shop.address_id,
        in_cash: false,
        invoice_id: shop.invoice_id,
        vouchers: Some(shop.stores.iter().map(voucher).collect()),
        fcode_hash: None,
        uses_predeposit: true,
        pay_hash: Some(PAY_HASH.to_owned()),
        digest: "0".repeat(64),
    }
}

#[test]
fn statements_of_a_submission_do_not_grow_with_lines_stores_and_promotions() {
    let statements = |shop: &Shop| {
        let submission = submission(shop);
        let placed = |tx: &mut Tx<'_>| place(tx, &submission, "20270115");
        let (placed, statements) = shop.db.counted_write(NOW, placed);
        assert_eq!(placed.unwrap().len(), 18);
        statements
    };
    let small = statements(&Shop::new(1, 1));
    assert_eq!(small, statements(&Shop::new(5, 10)));
    assert_eq!(small, 37);
}
