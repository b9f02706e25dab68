//! Simultaneous checkouts: nothing is sold twice, nothing is lost, and the books agree.

use std::collections::BTreeMap;

use signet_methods_teahouse::tables::orders::state;
use signet_testkit::{TestGateway, at_once, calls_at_once, rounds, until_taken};

use crate::BUYER;
use crate::books::{Books, count, number};
use crate::shop::{Buyer, SHENZHEN, Step2, TIANJIN};
use crate::stock;
use crate::wire::Reply;

/// A buyer with a prepared second step.
struct Ready<'a> {
    buyer: Buyer<'a>,
    step2: Step2,
}

/// Returns new buyers who want the same goods.
fn ready<'a>(gateway: &'a TestGateway, buyers: usize, cart_id: &str) -> Vec<Ready<'a>> {
    let ready = (0..buyers).map(|_| {
        let buyer = Buyer::fresh(gateway);
        let step2 = buyer.prepare(cart_id, SHENZHEN);
        Ready { buyer, step2 }
    });
    ready.collect()
}

/// Makes the second steps of all buyers at the same time.
fn submit(all: &[Ready<'_>]) -> Vec<Reply> {
    calls_at_once(all.len(), |number| {
        let Ready { buyer, step2 } = &all[number];
        buyer.step2(step2)
    })
}

/// Returns how often each fault was returned. Replies without a fault are counted under an empty name.
fn outcomes(replies: &[Reply]) -> BTreeMap<String, usize> {
    let mut outcomes = BTreeMap::new();
    for reply in replies {
        let fault = reply.json()["sub_code"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        *outcomes.entry(fault).or_default() += 1;
    }
    outcomes
}

fn expected<const N: usize>(outcomes: [(&str, usize); N]) -> BTreeMap<String, usize> {
    let outcomes = outcomes.into_iter();
    outcomes
        .map(|(name, number)| (name.to_owned(), number))
        .collect()
}

#[test]
fn the_last_piece_is_sold_once() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let all = ready(&gateway, 200, "306|1");
    let replies = submit(&all);
    assert_eq!(
        outcomes(&replies),
        expected([("", 1), ("out_of_stock", 199)])
    );
    let left = "(SELECT storage FROM teahouse_goods WHERE id = 306)";
    assert_eq!(
        (number(&gateway, left), count(&gateway, "teahouse_orders")),
        (0, 1)
    );
    books.check(&gateway);
}

#[test]
fn a_voucher_is_used_by_one_of_two_checkouts() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    let step2 = || buyer.prepare("232|1", SHENZHEN).with("voucher", "10|2|10");
    let both = [step2(), step2()];
    let replies = calls_at_once(2, |number| buyer.step2(&both[number]));
    assert_eq!(
        outcomes(&replies),
        expected([("", 1), ("voucher_invalid", 1)])
    );
    books.check(&gateway);
}

#[test]
fn a_code_is_used_by_one_of_two_members() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let goods = stock::of_name(&gateway, "限量狮峰龙井%");
    let mut both = ready(&gateway, 2, &format!("{goods}|1"));
    for ready in &mut both {
        ready.step2 = ready.step2.with("fcode", stock::FCODE);
    }
    assert_eq!(
        outcomes(&submit(&both)),
        expected([("", 1), ("fcode_invalid", 1)])
    );
    books.check(&gateway);
}

#[test]
fn a_sample_is_given_as_often_as_there_are_pieces_and_once_to_each() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let sample = stock::sample(&gateway, 10, 0);
    let books = Books::open(&gateway);
    let mut all = ready(&gateway, 100, &format!("{}|1", stock::SAMPLE));
    let twice: Vec<Ready<'_>> = all
        .iter()
        .map(|ready| Ready {
            buyer: Buyer {
                key: ready.buyer.key.clone(),
                ..ready.buyer
            },
            step2: ready
                .buyer
                .prepare(&format!("{}|1", stock::SAMPLE), SHENZHEN),
        })
        .collect();
    all.extend(twice);
    let outcomes = outcomes(&submit(&all));
    assert_eq!(outcomes[""], 10, "{outcomes:?}");
    let refused = |name: &str| outcomes.get(name).copied().unwrap_or_default();
    let refused = refused("sample_gone") + refused("sample_claimed");
    assert_eq!(refused, 190, "{outcomes:?}");
    let received = format!("(SELECT received FROM teahouse_samples WHERE id = {sample})");
    assert_eq!(number(&gateway, &received), 10);
    books.check(&gateway);
}

#[test]
fn the_predeposit_is_spent_once() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let goods = stock::goods(&gateway, 2, 8000, 0);
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    buyer.set_predeposit(10_000);
    let step2 = || {
        buyer
            .prepare(&format!("{goods}|1"), SHENZHEN)
            .with_predeposit()
    };
    let both = [step2(), step2()];
    let replies = calls_at_once(2, |number| buyer.step2(&both[number]));
    let mut taken: Vec<(i64, i64)> = replies
        .iter()
        .map(|reply| {
            let pay_sn = reply.v1()["pay_sn"].as_str().unwrap().to_owned();
            let (order, _) = buyer.orders(&pay_sn).remove(0);
            (order.pd_amount, order.state)
        })
        .collect();
    taken.sort_unstable();
    assert_eq!(taken, [(2000, state::UNPAID), (8000, state::TO_SHIP)]);
    books.check(&gateway);
}

/// Submits one checkout `times` times at once, on both wires. It must make one order for each store.
fn submit_often(buyer: &Buyer<'_>, step2: &Step2, times: usize) {
    let made = || count(buyer.gateway, "teahouse_orders");
    let before = made();
    let numbers = at_once(times, |number| match number % 2 {
        0 => until_taken(|| buyer.step2(step2)).v1()["pay_sn"].clone(),
        _ => {
            // The calls come from several devices, because the same bytes twice would be a retry.
            let step2 = step2.with("unique_id", &number.to_string());
            until_taken(|| buyer.step2_signed(&step2)).good()["pay_sn"].clone()
        }
    });
    let is_one = numbers.iter().all(|number| number == &numbers[0]);
    assert!(is_one, "{numbers:?}");
    assert_eq!(made() - before, 2);
}

#[test]
fn a_checkout_that_is_submitted_often_is_one() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    submit_often(&buyer, &buyer.prepare("232|1,110|2", SHENZHEN), 50);
    // Passwords of one member are compared one after the other.
    let step2 = buyer.prepare("232|1,110|2", SHENZHEN).with_predeposit();
    submit_often(&buyer, &step2, 4);
    let sold = "(SELECT salenum FROM teahouse_goods WHERE id = 232)";
    assert_eq!(number(&gateway, sold), 2);
    books.check(&gateway);
}

#[test]
fn a_limit_holds_over_orders_at_once() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let goods = stock::promoted(&gateway, |sale| sale.upper_limit = 3);
    let books = Books::open(&gateway);
    let buyer = Buyer::fresh(&gateway);
    let all: Vec<Step2> = (0..10)
        .map(|_| buyer.prepare(&format!("{goods}|1"), SHENZHEN))
        .collect();
    let replies = calls_at_once(all.len(), |number| buyer.step2(&all[number]));
    assert_eq!(
        outcomes(&replies),
        expected([("", 3), ("purchase_limit", 7)])
    );
    books.check(&gateway);
}

#[test]
fn a_quota_is_sold_once_and_nobody_pays_more_than_was_shown() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let goods = stock::promoted(&gateway, |sale| sale.quota = 5);
    let books = Books::open(&gateway);
    let all = ready(&gateway, 50, &format!("{goods}|1"));
    assert_eq!(
        outcomes(&submit(&all)),
        expected([("", 5), ("price_changed", 45)])
    );
    books.check(&gateway);
}

#[test]
fn the_same_goods_in_opposite_orders_block_nobody() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    // One order gets goods as a gift that the other order buys.
    let (first, gift) = (stock::goods(&gateway, 2, 6000, 0), 301);
    let second = stock::promoted(&gateway, |_| ());
    let rows = format!("({first}, {gift}, 2), ({second}, {gift}, 1)");
    stock::execute(
        &gateway,
        &format!("INSERT INTO teahouse_goods_gifts VALUES {rows}"),
    );
    stock::set(&gateway, gift, "storage = 1000");
    let books = Books::open(&gateway);
    let buyers = [Buyer::fresh(&gateway), Buyer::fresh(&gateway)];
    let carts = [
        format!("{first}|1,{second}|1,{gift}|1"),
        format!("{gift}|1,{second}|1,{first}|1"),
    ];
    for _ in 0..rounds() {
        let step2 = [0, 1].map(|side| buyers[side].prepare(&carts[side], TIANJIN));
        let replies = calls_at_once(2, |side| buyers[side].step2(&step2[side]));
        assert_eq!(outcomes(&replies), expected([("", 2)]));
    }
    books.check(&gateway);
}

#[test]
fn a_price_that_is_raised_is_refused_and_one_that_is_lowered_is_paid() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    let step2 = buyer.prepare("232|1", SHENZHEN);
    stock::set(&gateway, 232, "price = 5881");
    assert_eq!(buyer.step2(&step2).fault(), "price_changed");
    stock::set(&gateway, 232, "price = 5000");
    let (order, lines) = buyer.buy(&step2).remove(0);
    assert_eq!(
        (order.goods_amount, order.order_amount, lines[0].pay_price),
        (5000, 5800, 5000)
    );
    books.check(&gateway);
}
