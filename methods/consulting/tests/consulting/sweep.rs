//! Orders that their buyers do not confirm, and orders without money.

use diesel::RunQueryDsl;
use serde_json::json;
use signet_methods_consulting::tables::orders::{self, OrderState};
use signet_methods_consulting::tables::{ledger, people};
use signet_store::PageRequest;
use signet_testkit::eventually;

use crate::shop::{Account, Post, Shop};

const WEEK: i64 = 7 * 86_400;

const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 100,
};

fn state(shop: &Shop, post: &Post) -> OrderState {
    let order = shop.read(|connection| orders::find(connection, post.id));
    order.unwrap().state
}

/// Sets the age of an answer, in seconds before the time of the gateway.
pub(crate) fn age(shop: &Shop, post: &Post, seconds: i64) {
    let update = format!(
        "UPDATE consulting_orders SET delivered_at = {} WHERE post_id = {}",
        shop.gateway.clock.now() - seconds,
        post.id
    );
    shop.write(|tx| Ok(diesel::sql_query(&update).execute(&mut tx.link)?));
}

fn finished(shop: &Shop, lawyer: &Account) -> i64 {
    let person = shop.read(|connection| people::find(connection, lawyer.id));
    person.unwrap().finished
}

#[test]
fn seven_days_are_not_over_in_their_last_second() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let post = shop.delivered(&buyer, "10.00", &lawyer);
    let admin = shop.admin();
    let now = shop.gateway.clock.now();
    shop.gateway.clock.stop_at(now);
    age(&shop, &post, WEEK);
    let swept = admin.call("admin.consulting.order.sweep", json!({"n": 1}));
    assert_eq!(swept.good(), json!({"count": 0}));
    assert_eq!(state(&shop, &post), OrderState::Delivered);
    shop.gateway.clock.stop_at(now + 1);
    admin
        .call("admin.consulting.order.sweep", json!({"n": 2}))
        .good();
    assert_eq!(state(&shop, &post), OrderState::Done);
    shop.check_books();
}

#[test]
fn the_job_finishes_what_is_overdue_and_nothing_else() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let late = shop.delivered(&buyer, "10.00", &lawyer);
    let free = shop.delivered(&buyer, "0", &lawyer);
    let disputed = shop.delivered(&buyer, "10.00", &lawyer);
    shop.on_post(&buyer, "POST api/user/order/cancel", &disputed)
        .good();
    let active = shop.ordered(&buyer, "10.00", &lawyer);
    shop.gateway.clock.shift(WEEK + 100);
    // The job may run now, and it runs again after its pause.
    eventually("the job has run", || {
        shop.gateway.clock.shift(601);
        state(&shop, &late) == OrderState::Done && state(&shop, &free) == OrderState::Done
    });
    assert_eq!(state(&shop, &disputed), OrderState::Disputed);
    assert_eq!(state(&shop, &active), OrderState::Active);
    let list = shop.operate("order.list", json!({"order_no": late.order_no}));
    let moves = list["list"][0]["moves"].as_array().unwrap();
    assert!(
        moves.iter().any(|moved| moved["actor"] == "sweep"),
        "{moves:?}"
    );
    shop.check_books();
}

#[test]
fn one_order_that_cannot_be_finished_keeps_no_other_from_it() {
    let shop = Shop::open();
    let [buyer, _, one, two] = shop.of_demo();
    let broken = shop.delivered(&buyer, "10.00", &one);
    let whole = shop.delivered(&buyer, "10.00", &two);
    age(&shop, &broken, WEEK + 3);
    age(&shop, &whole, WEEK + 2);
    // The post is in a state in which its order cannot end.
    let breaks = format!(
        "UPDATE consulting_posts SET state = 'open' WHERE id = {}",
        broken.id
    );
    shop.write(|tx| Ok(diesel::sql_query(&breaks).execute(&mut tx.link)?));
    shop.operator("order.sweep", json!({}));
    eventually("the other order is done", || {
        state(&shop, &whole) == OrderState::Done
    });
    assert_eq!(state(&shop, &broken), OrderState::Delivered);
}

#[test]
fn a_free_order_ends_in_every_way_and_moves_no_money() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let rows = || {
        shop.read(|connection| ledger::page(connection, lawyer.id, ALL))
            .total
    };
    let (before, finished_before) = (rows(), finished(&shop, &lawyer));
    let cancel = |account: &Account, side: &str, post: &Post| {
        shop.on_post(account, &format!("POST api/{side}/order/cancel"), post)
            .good();
    };
    let cancelled = shop.ordered(&buyer, "0", &lawyer);
    cancel(&buyer, "user", &cancelled);
    assert_eq!(state(&shop, &cancelled), OrderState::Cancelled);
    let disputed = shop.delivered(&buyer, "0", &lawyer);
    cancel(&buyer, "user", &disputed);
    assert_eq!(state(&shop, &disputed), OrderState::Disputed);
    cancel(&lawyer, "consultant", &disputed);
    assert_eq!(state(&shop, &disputed), OrderState::Cancelled);
    let done = shop.delivered(&buyer, "0", &lawyer);
    shop.on_post(&buyer, "POST api/user/order/confirm", &done)
        .good();
    assert_eq!(finished(&shop, &lawyer), finished_before + 1);
    shop.operate(
        "order.refund",
        json!({"post_id": done.id, "reason": "投诉"}),
    );
    assert_eq!(finished(&shop, &lawyer), finished_before);
    assert_eq!(state(&shop, &done), OrderState::Cancelled);
    assert_eq!(rows(), before);
    for post in [&cancelled, &disputed, &done] {
        assert_eq!(shop.charge(post), None);
    }
    shop.check_books();
}
