//! The amounts of orders, to the fen.

use serde_json::{Value, json};
use signet_methods_homecare::tables::coupons::Coupon;

use crate::shop::{Account, Shop, good, purchase, with};

const MOBILE: &str = "18215606401";
const COUPON: &str = "20150330300018";

/// The parameters that use the coupon of 4 yuan.
fn with_coupon(submit_price: i64) -> Value {
    json!({"use_coupon": 1, "coupon_id": COUPON, "submit_price": submit_price})
}

impl Shop {
    /// Checks that an order is refused for its price and is not stored.
    fn refuses_price(&self, account: &Account, changes: Value) {
        let before = self.orders_of(account);
        let answer = self.call(account, "order.create", purchase(changes));
        assert_eq!(answer.fault(), (503, "homecare_price_wrong"), "{answer:?}");
        assert_eq!(self.orders_of(account), before);
    }

    /// Returns the amounts of an order: in its row, its list and its charge.
    fn amounts(&self, account: &Account, number: &str) -> (i64, Value, Option<i64>) {
        let charge = self.charge(number).map(|charge| charge.fen);
        (
            self.row(number).amount,
            self.shown(account, number)["amount"].clone(),
            charge,
        )
    }

    /// Sets the rule of coupons for orders that were paid on-line.
    fn set_rule(&self, value: i64) {
        self.write(|tx| {
            signet_methods_homecare::tables::coupon_rules::update(tx, 2, value, 365).map(drop)
        });
    }

    fn coupons_of(&self, account: &Account) -> Vec<Coupon> {
        self.read(|connection| {
            signet_methods_homecare::tables::coupons::newest_of_user(connection, account.id, 200)
        })
    }
}

#[test]
fn the_amount_is_the_prices_of_goods_and_of_the_fitting_that_is_wanted() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.order(&account, json!({"submit_price": "3500"}));
    assert_eq!(
        shop.amounts(&account, &number),
        (3500, json!(3500), Some(3500))
    );
    let unfitted = json!([{"sid": 1, "use_repair": 0}, {"sid": 2, "use_repair": 0}]);
    let number = shop.order(
        &account,
        json!({"goods_items": unfitted, "submit_price": 3000}),
    );
    assert_eq!(
        shop.amounts(&account, &number),
        (3000, json!(3000), Some(3000))
    );
    shop.refuses_price(
        &account,
        json!({"goods_items": unfitted, "submit_price": 3500}),
    );
    // The price of an off-line order is compared as well.
    shop.refuses_price(&account, json!({"online_pay": 0, "submit_price": 3499}));
}

#[test]
fn a_coupon_is_taken_off_before_the_price_is_compared() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    shop.coupon(&account, COUPON, 400);
    shop.refuses_price(&account, with_coupon(3500));
    assert_eq!(shop.coupon_row(COUPON).used_at, None);
    let number = shop.order(&account, with_coupon(3100));
    assert_eq!(
        shop.amounts(&account, &number),
        (3100, json!(3100), Some(3100))
    );
    let row = shop.row(&number);
    assert_eq!((row.total, row.discount), (3500, 400));
    // A coupon that is named but not used stays unused.
    let unused = json!({"coupon_id": COUPON, "address": "another"});
    let number = shop.order(&account, unused);
    assert_eq!(
        shop.amounts(&account, &number),
        (3500, json!(3500), Some(3500))
    );
}

#[test]
fn a_coupon_is_usable_by_its_account_unused_before_its_deadline() {
    let shop = Shop::open();
    let (account, stranger) = (shop.account(MOBILE), shop.account("18215606402"));
    shop.coupon(&account, COUPON, 400);
    let refused = |account: &Account, changes| {
        let answer = shop.call(account, "order.create", purchase(changes));
        assert_eq!(answer.fault(), (503, "homecare_coupon_unusable"));
        let mut body = answer.body;
        body["request_id"].take();
        body
    };
    let of_another = refused(&stranger, with_coupon(3100));
    let made_up = json!({"use_coupon": 1, "coupon_id": "20150330399998", "submit_price": 3100});
    assert_eq!(of_another, refused(&stranger, made_up));
    refused(&account, json!({"use_coupon": 1, "submit_price": 3100}));
    // At the second of its deadline, the coupon has expired.
    let deadline = shop.coupon_row(COUPON).deadline;
    shop.gateway.clock.stop_at(deadline - 1);
    let account = shop.logged_in(MOBILE);
    shop.order(&account, with_coupon(3100));
    shop.coupon(&account, "20150330300019", 400);
    let deadline = shop.coupon_row("20150330300019").deadline;
    shop.gateway.clock.stop_at(deadline);
    let account = shop.logged_in(MOBILE);
    let late = json!({"use_coupon": 1, "coupon_id": "20150330300019", "submit_price": 3100});
    refused(&account, late);
}

#[test]
fn cents_add_up() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let goods = json!({
        "oid": 1, "title": "垫片", "origin_price": 1200, "real_price": 1005, "repair_price": 0, "recommand": 0,
        "listorder": 9
    });
    let sid = good(shop.operate("goods.create", goods))["sid"].clone();
    let three = json!([{"sid": sid, "use_repair": 0}, {"sid": sid, "use_repair": 1}, {"sid": sid, "use_repair": 0}]);
    for wrong in [3014, 3016] {
        shop.refuses_price(
            &account,
            json!({"goods_items": three, "submit_price": wrong}),
        );
    }
    let number = shop.order(
        &account,
        json!({"goods_items": three, "submit_price": 3015}),
    );
    assert_eq!(
        shop.amounts(&account, &number),
        (3015, json!(3015), Some(3015))
    );
}

#[test]
fn nothing_to_pay_is_paid_on_the_spot() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    shop.coupon(&account, COUPON, 400);
    let goods = json!({
        "oid": 1, "title": "垫片", "origin_price": 350, "real_price": 350, "repair_price": 0, "recommand": 0,
        "listorder": 9
    });
    let sid = good(shop.operate("goods.create", goods))["sid"].clone();
    let one = json!({"goods_items": [{"sid": sid, "use_repair": 0}]});
    let placed = shop.get(
        &account,
        "order.create",
        purchase(with(one, with_coupon(0))),
    );
    let number = placed["order_id"].as_str().unwrap();
    assert_eq!(
        placed,
        json!({"msg": "create off-line order success", "order_id": number})
    );
    assert_eq!(shop.charge(number), None);
    let shown = shop.shown(&account, number);
    assert_eq!(
        (&shown["amount"], &shown["paid"]),
        (&json!(0), &json!(true))
    );
    let row = shop.row(number);
    assert_eq!(
        (row.total, row.discount),
        (350, 350),
        "a coupon is never paid out"
    );
    shop.get(&account, "order.cancel", json!({"order_id": number}));
    let shown = shop.shown(&account, number);
    assert_eq!(
        (&shown["request_refund"], &shown["refund"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(shop.coupon_row(COUPON).used_at, None);
}

#[test]
fn the_same_goods_twice_are_two_pieces_and_a_service_is_free() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let twice = json!([{"sid": 1, "use_repair": 1}, {"sid": 1, "use_repair": 0}]);
    let services = json!([{"hid": 1}, {"hid": 2}, {"hid": 1}]);
    let number = shop.order(
        &account,
        json!({"goods_items": twice, "home_items": services, "submit_price": 2500}),
    );
    let shown = shop.shown(&account, &number);
    assert_eq!(shown["goods_list"].as_array().unwrap().len(), 2);
    assert_eq!(
        shown["home_itmes"],
        json!([{"item_name": "水管漏水"}, {"item_name": "水龙头更换"}])
    );
}

#[test]
fn a_paid_order_that_is_cancelled_is_refunded_and_its_coupon_is_free() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    shop.coupon(&account, COUPON, 400);
    let number = shop.order(&account, with_coupon(3100));
    shop.settle(&number, "paid");
    let state = || {
        let shown = shop.shown(&account, &number);
        ["status", "paid", "request_refund", "refund"].map(|key| shown[key].clone())
    };
    assert_eq!(state(), [json!(1), json!(true), json!(false), json!(false)]);
    shop.get(&account, "order.cancel", json!({"order_id": number}));
    assert_eq!(state(), [json!(5), json!(true), json!(true), json!(false)]);
    shop.settle(&number, "refunded");
    assert_eq!(state(), [json!(5), json!(true), json!(true), json!(true)]);
    let refunds = shop.refunds(&number);
    assert_eq!((refunds.len(), refunds[0].fen), (1, 3100));
    let again = with(with_coupon(3100), json!({"address": "another"}));
    shop.order(&account, again);
    assert!(shop.coupon_row(COUPON).order_id.is_some());
}

#[test]
fn money_for_a_cancelled_order_is_kept_until_it_is_refunded() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.order(&account, json!({}));
    shop.get(&account, "order.cancel", json!({"order_id": number}));
    shop.settle(&number, "paid");
    let shown = shop.shown(&account, &number);
    assert_eq!(
        (&shown["status"], &shown["paid"]),
        (&json!(5), &json!(true))
    );
    assert_eq!(shown["request_refund"], json!(true));
    let refunds = shop.refunds(&number);
    assert_eq!((refunds.len(), refunds[0].fen), (1, 3500));
}

#[test]
fn another_amount_pays_nothing() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.order(&account, json!({}));
    for amount in [3499, 3501] {
        let lie = json!({"order": number, "outcome": "paid", "amount": amount});
        shop.operate("admin.payment.settle", lie);
        assert_eq!(
            shop.shown(&account, &number)["paid"],
            json!(false),
            "{amount}"
        );
    }
    let (_, metrics) = shop.gateway.ops("/metrics");
    let alarms: Vec<&str> = metrics
        .lines()
        .filter(|line| line.contains("payment_alarms"))
        .collect();
    assert!(alarms.iter().any(|line| line.ends_with(" 2")), "{alarms:?}");
    shop.settle(&number, "paid");
    assert_eq!(shop.shown(&account, &number)["paid"], json!(true));
}

#[test]
fn an_order_keeps_the_price_at_which_it_was_made() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.order(&account, json!({}));
    let dearer = json!({
        "sid": 1, "oid": 1, "title": "不锈钢水管", "origin_price": 1200, "real_price": 1100, "repair_price": 500,
        "recommand": 0, "listorder": 1
    });
    good(shop.operate("goods.edit", dearer));
    assert_eq!(
        shop.amounts(&account, &number),
        (3500, json!(3500), Some(3500))
    );
    assert_eq!(
        shop.shown(&account, &number)["goods_list"][0]["real_price"],
        1000
    );
    let another = json!({"address": "another"});
    shop.refuses_price(&account, another.clone());
    shop.order(&account, with(another, json!({"submit_price": 3600})));
}

#[test]
fn what_is_taken_for_an_appointment_is_its_amount_and_a_paid_order_earns_one_coupon() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    shop.coupon(&account, COUPON, 400);
    shop.set_rule(300);
    let before = shop.coupons_of(&account).len();
    let visit = shop.appointment(&account, json!({"use_coupon": 1, "coupon_id": COUPON}));
    shop.complete(&visit, Some(8000));
    assert_eq!(shop.amounts(&account, &visit), (8000, json!(8000), None));
    let coupon = shop.coupon_row(COUPON);
    assert_eq!(coupon.order_id, Some(shop.row(&visit).id));
    assert_eq!(
        shop.coupons_of(&account).len(),
        before,
        "it was not paid on-line"
    );
    let number = shop.order(&account, json!({}));
    shop.settle(&number, "paid");
    shop.complete(&number, None);
    let coupons = shop.coupons_of(&account);
    let earned = coupons.iter().find(|coupon| coupon.kind == 2).unwrap();
    assert_eq!(
        (earned.value, earned.deadline - earned.created_at),
        (300, 365 * 86_400)
    );
    assert_eq!(earned.source, format!("order:{}", shop.row(&number).id));
    assert_eq!((earned.cou_id.len(), &earned.cou_id[8..9]), (18, "2"));
    shop.gateway.clock.shift(1);
    let again = shop.operate("order.complete", json!({"order_id": number}));
    assert_eq!(again.fault(), (503, "order_state"));
    assert_eq!(shop.coupons_of(&account).len(), before + 1);
    // An off-line order earns no coupon, and without a rule no order earns one.
    let cash = shop.order(&account, json!({"online_pay": 0}));
    shop.complete(&cash, None);
    shop.set_rule(0);
    let number = shop.order(&account, json!({"address": "another"}));
    shop.settle(&number, "paid");
    shop.complete(&number, None);
    assert_eq!(shop.coupons_of(&account).len(), before + 1);
}

#[test]
fn a_price_that_is_none_is_refused() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    for price in [
        json!(0),
        json!(3499),
        json!(3501),
        json!("9999999"),
        json!(10_000_000_000_i64),
    ] {
        shop.refuses_price(&account, json!({"submit_price": price}));
    }
    for price in [
        json!(-1),
        json!(34.99),
        json!("35.0"),
        json!("1e2"),
        json!("NaN"),
        json!(""),
        json!([3500]),
        json!(10_000_000_001_i64),
    ] {
        let answer = shop.call(
            &account,
            "order.create",
            purchase(json!({"submit_price": price})),
        );
        crate::refuses(&answer, "submit_price");
    }
    assert_eq!(shop.orders_of(&account), 0);
    // Values that only the gateway sets are not read from a call.
    let forged =
        json!({"amount": 1, "total": 1, "status": 4, "paid": true, "user_id": 1, "order_no": "1"});
    let number = shop.order(&account, forged);
    let row = shop.row(&number);
    assert_eq!(
        (row.amount, row.total, row.status, row.user_id),
        (3500, 3500, 1, account.id)
    );
    assert_eq!(shop.shown(&account, &number)["paid"], json!(false));
}
