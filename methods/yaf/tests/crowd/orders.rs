//! Orders, many at once: nothing is sold twice, paid twice or lost.

use std::collections::HashSet;
use std::sync::{Barrier, Mutex, PoisonError};
use std::thread;

use serde_json::json;
use signet_testkit::{Answer, unique};

use crate::shop::{Buyer, Item, Shop};

/// Runs `work` `count` times at the same moment. Returns all results.
fn at_once<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    // One crowd at a time: otherwise the load of one crowd looks like a fault of the gateway of another crowd.
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let start = Barrier::new(count);
    thread::scope(|scope| {
        let run = |number| {
            let (start, work) = (&start, &work);
            thread::Builder::new()
                .stack_size(256 * 1024)
                .spawn_scoped(scope, move || {
                    start.wait();
                    work(number)
                })
                .unwrap()
        };
        let threads: Vec<_> = (0..count).map(run).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

fn count(answers: &[Answer], sub_code: &str) -> usize {
    answers
        .iter()
        .filter(|answer| answer.sub_code() == sub_code)
        .count()
}

fn order_numbers(answers: &[Answer]) -> HashSet<&str> {
    answers
        .iter()
        .filter_map(|answer| answer.data()["order_sn"].as_str())
        .collect()
}

#[test]
fn of_1000_buyers_of_10_pieces_10_get_one() {
    let shop = Shop::open();
    let item = shop.sell("限量", 10, 10, 0);
    let buyers = shop.buyers(1000, 100);
    // A thousand calls at once keep two cores so busy that the cache seems away to some of them. These calls are repeated with the
    // same token, as a client does, and get one order for it.
    let answers = at_once(1000, |number| {
        let token = shop.request_token(&buyers[number]);
        let mut tries = (0..100).map(|_| shop.buy_with(&token, &buyers[number], &[(item, 1)]));
        tries
            .find(|answer| answer.sub_code() != "internal")
            .unwrap()
    });
    assert_eq!(
        (count(&answers, ""), count(&answers, "out_of_stock")),
        (10, 990)
    );
    assert_eq!(order_numbers(&answers).len(), 10);
    assert_eq!((shop.stock(item), shop.buy_count(item)), (0, 10));
    let paid = |(number, answer): (usize, &Answer)| {
        let expected = if answer.code() == 200 { 90 } else { 100 };
        assert_eq!(shop.points(&buyers[number]), expected);
    };
    answers.iter().enumerate().for_each(paid);
}

#[test]
fn of_50_orders_on_the_last_points_as_many_are_made_as_can_be_paid() {
    let shop = Shop::open();
    let item = shop.sell("一", 10, 1000, 0);
    let buyer = shop.buyer(70);
    let answers = at_once(50, |_| shop.buy(&buyer, &[(item, 1)]));
    assert_eq!(
        (count(&answers, ""), count(&answers, "points_short")),
        (7, 43)
    );
    assert_eq!(order_numbers(&answers).len(), 7);
    assert_eq!((shop.points(&buyer), shop.stock(item)), (0, 993));
}

#[test]
fn two_products_bought_in_opposite_order_by_200_tasks_do_not_block_each_other() {
    let shop = Shop::open();
    let (one, other) = (shop.sell("一", 1, 1000, 0), shop.sell("二", 2, 1000, 0));
    let buyers = shop.buyers(200, 100);
    let answers = at_once(200, |number| {
        let wanted = if number % 2 == 0 {
            [(one, 1), (other, 1)]
        } else {
            [(other, 1), (one, 1)]
        };
        shop.buy(&buyers[number], &wanted)
    });
    assert_eq!(
        count(&answers, ""),
        200,
        "{:?}",
        answers.iter().find(|answer| answer.code() != 200)
    );
    assert_eq!(order_numbers(&answers).len(), 200);
    assert_eq!((shop.stock(one), shop.stock(other)), (800, 800));
    assert_eq!((shop.buy_count(one), shop.buy_count(other)), (200, 200));
    assert!(buyers.iter().all(|buyer| shop.points(buyer) == 97));
}

#[test]
fn eight_calls_with_one_request_token_are_one_order() {
    let shop = Shop::open();
    let item = shop.sell("一", 10, 1000, 0);
    let buyer = shop.buyer(1000);
    let token = shop.request_token(&buyer);
    let answers = at_once(8, |_| shop.buy_with(&token, &buyer, &[(item, 1)]));
    assert_eq!(count(&answers, ""), 8);
    assert_eq!(order_numbers(&answers).len(), 1);
    assert_eq!((shop.points(&buyer), shop.stock(item)), (990, 999));
}

#[test]
fn the_limit_of_a_person_holds_for_orders_at_once() {
    let shop = Shop::open();
    let item = shop.sell("限购", 1, 1000, 3);
    let buyer = shop.buyer(1000);
    let answers = at_once(12, |_| shop.buy(&buyer, &[(item, 1)]));
    assert_eq!(
        (count(&answers, ""), count(&answers, "purchase_limit")),
        (3, 9)
    );
    assert_eq!(shop.stock(item), 997);
}

#[test]
fn an_order_that_is_cancelled_and_shipped_at_once_ends_one_way() {
    let shop = Shop::open();
    let item = shop.sell("一", 10, 1000, 0);
    let buyer = shop.buyer(1000);
    let admin = shop.gateway.admin();
    for round in 1..=5 {
        let made = shop.buy(&buyer, &[(item, 1)]);
        let order = |number: usize| {
            let parameters = json!({"order_sn": made.data()["order_sn"], "nonce": unique("n")});
            match number % 4 {
                0 => admin.call("admin.order.ship", parameters),
                1 => admin.call("admin.order.close", parameters),
                _ => shop.call(&buyer, "order.cancel", parameters),
            }
        };
        let answers = at_once(8, order);
        assert_eq!(
            (count(&answers, ""), count(&answers, "order_state")),
            (1, 7),
            "{answers:?}"
        );
        let sold = shop.buy_count(item);
        assert_eq!(
            (shop.points(&buyer), shop.stock(item)),
            (1000 - 10 * sold, 1000 - sold),
            "{round}"
        );
    }
}

#[test]
fn an_order_is_paid_at_a_price_that_the_shop_had() {
    let shop = Shop::open();
    let item = shop.sell("一", 10, 1000, 0);
    let buyers = shop.buyers(40, 1000);
    let admin = shop.gateway.admin();
    let edit = |price: usize| {
        let parameters = json!({
            "goodsid": item.goods_id, "cat_id": shop.category(), "goods_name": "一", "limit_count": 0,
            "nonce": unique("n"),
            "products": [{"productid": item.product_id, "market_price": price, "sales_price": price,
                "spec_val": "", "skuid": "the-one"}]
        });
        admin.call("admin.goods.edit", parameters)
    };
    let answers = at_once(48, |number| match number {
        0..40 => shop.buy(&buyers[number], &[(item, 1)]),
        other => edit(if other % 2 == 0 { 20 } else { 10 }),
    });
    assert_eq!(
        count(&answers, ""),
        48,
        "{:?}",
        answers.iter().find(|answer| answer.code() != 200)
    );
    assert_eq!((shop.stock(item), shop.buy_count(item)), (960, 40));
    for (buyer, answer) in buyers.iter().zip(&answers) {
        let paid = answer.data()["total_price"].as_i64().unwrap();
        assert!(paid == 10 || paid == 20, "{paid}");
        assert_eq!(shop.points(buyer), 1000 - paid);
    }
}

#[test]
fn nodes_give_no_number_twice() {
    let shop = Shop::open();
    let item: Item = shop.sell("一", 1, 1000, 0);
    let buyers: Vec<Buyer> = shop.buyers(40, 100);
    let other = Shop::with(shop.gateway.second_node());
    let answers = at_once(40, |number| {
        let shop = if number % 2 == 0 { &shop } else { &other };
        shop.buy(&buyers[number], &[(item, 1)])
    });
    assert_eq!(count(&answers, ""), 40);
    assert_eq!(order_numbers(&answers).len(), 40);
    assert_eq!(shop.stock(item), 960);
}
