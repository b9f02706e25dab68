//! Simultaneous calls about orders: an order ends in only one way, and returns what it took only once.

use diesel::RunQueryDsl;
use serde_json::json;
use signet_methods_teahouse::PACK;
use signet_methods_teahouse::tables::orders::state;
use signet_testkit::{Answer, at_once, calls_at_once, rounds};

use crate::after::{DAY, GREEN, ROUGUI, Shop};
use crate::shop::TIANJIN;

fn count(answers: &[Answer], sub_code: &str) -> usize {
    let with = |answer: &&Answer| answer.sub_code() == sub_code;
    answers.iter().filter(with).count()
}

impl Shop {
    /// Makes an order as old as the time to pay.
    fn age(&self, id: i64) {
        let at = self.now() - DAY;
        let update = format!("UPDATE teahouse_orders SET created_at = {at} WHERE id = {id}");
        self.write(|tx| Ok(diesel::sql_query(&update).execute(&mut tx.link)?));
    }

    /// Runs the job that closes overdue orders.
    fn run_job(&self) {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().build().unwrap();
        let services = &self.gateway.gateway.services;
        for job in PACK.jobs {
            runtime.block_on((job.run)(services, self.now())).unwrap();
        }
    }
}

#[test]
fn an_order_is_paid_or_closed_and_never_both() {
    let shop = Shop::open();
    let buyer = shop.rich_buyer(100);
    for round in 0..rounds() {
        let pay_sn = shop.buy_with_predeposit(&buyer, &format!("{GREEN}|1"));
        let order = shop.order(&buyer, &pay_sn);
        assert_eq!((order.order_amount, order.pd_amount), (6680, 100));
        shop.charge(&buyer, &pay_sn);
        // Each call is started first in half of the rounds, as far as the test can control that.
        let answers = calls_at_once(2, |side| match (side + round) % 2 {
            0 => shop.cancel(&buyer, &order.order_sn),
            _ => {
                let settle = json!({"order": pay_sn, "outcome": "paid"});
                shop.operate("admin.payment.settle", settle)
            }
        });
        let canceled = &answers[round % 2];
        assert_eq!(answers[1 - round % 2].code(), 200, "{answers:?}");
        match shop.state(&order.order_sn) {
            state::TO_SHIP => {
                assert_eq!(canceled.sub_code(), "order_state");
                assert_eq!(shop.refunds(&pay_sn), []);
                // The order is closed, so that the predeposit can pay for the next round.
                shop.close(&order.order_sn).good();
                assert_eq!(shop.refunds(&pay_sn), [(order.order_sn, 6580)]);
            }
            state => {
                assert_eq!((state, canceled.code()), (state::CLOSED, 200));
                assert_eq!(shop.refunds(&pay_sn), [(pay_sn.clone(), 6580)]);
            }
        }
        assert_eq!(shop.predeposit(&buyer), 100);
    }
    shop.check_books();
}

#[test]
fn of_two_cancellations_at_once_one_gives_back() {
    let shop = Shop::open();
    let buyer = shop.rich_buyer(100);
    let stock = shop.stock(GREEN);
    for _ in 0..rounds() {
        let pay_sn = shop.buy_with_predeposit(&buyer, &format!("{GREEN}|3"));
        let order_sn = shop.order(&buyer, &pay_sn).order_sn;
        let answers = calls_at_once(3, |side| match side {
            0 => shop.close(&order_sn),
            _ => shop.cancel(&buyer, &order_sn),
        });
        assert_eq!(count(&answers, ""), 1, "{answers:?}");
        assert_eq!(count(&answers, "order_state"), 2, "{answers:?}");
        assert_eq!((shop.predeposit(&buyer), shop.stock(GREEN)), (100, stock));
    }
    shop.check_books();
}

#[test]
fn both_orders_of_a_checkout_are_closed_at_once() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    for _ in 0..rounds() {
        let pay_sn = shop.buy(&buyer, &format!("{GREEN}|1,{ROUGUI}|1"));
        let orders = shop.orders(&buyer, &pay_sn);
        shop.pay(&buyer, &pay_sn);
        let answers = calls_at_once(2, |side| shop.close(&orders[side].order_sn));
        assert_eq!(count(&answers, ""), 2, "{answers:?}");
        let mut refunds = shop.refunds(&pay_sn);
        refunds.sort_by_key(|(_, fen)| *fen);
        let expected = orders.into_iter().zip([6680, 26_000]);
        let expected: Vec<_> = expected.map(|(order, fen)| (order.order_sn, fen)).collect();
        assert_eq!(refunds, expected);
    }
    shop.check_books();
}

#[test]
fn an_overdue_order_is_closed_once_by_the_job_and_its_member_at_once() {
    let shop = Shop::open();
    let buyer = shop.rich_buyer(100);
    for _ in 0..rounds() {
        let pay_sn = shop.buy_with_predeposit(&buyer, &format!("{GREEN}|1,{ROUGUI}|1"));
        shop.charge(&buyer, &pay_sn);
        for order in shop.orders(&buyer, &pay_sn) {
            shop.age(order.id);
        }
        at_once(3, |side| match side {
            0 => shop.run_job(),
            1 => drop(shop.get(&buyer, "order.list", json!({}))),
            _ => shop.settle(&pay_sn, "paid"),
        });
        let states = shop.states(&buyer, &pay_sn);
        match states.contains(&state::CLOSED) {
            true => {
                assert_eq!(states, [state::CLOSED, state::CLOSED]);
                assert_eq!(shop.predeposit(&buyer), 100);
            }
            false => {
                assert_eq!(states, [state::TO_SHIP, state::TO_SHIP]);
                for order in shop.orders(&buyer, &pay_sn) {
                    shop.close(&order.order_sn).good();
                }
            }
        }
        let charge = shop.newest_charge(&pay_sn).unwrap();
        assert_eq!(charge.requested, charge.fen);
    }
    shop.check_books();
}

#[test]
fn an_order_is_shipped_or_closed_and_never_both() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    for _ in 0..rounds() {
        let pay_sn = shop.buy_in_cash(&buyer, &format!("{GREEN}|1"), TIANJIN);
        let order_sn = shop.order(&buyer, &pay_sn).order_sn;
        let answers = calls_at_once(3, |side| match side {
            0 => shop.ship(&order_sn),
            1 => shop.close(&order_sn),
            _ => shop.cancel(&buyer, &order_sn),
        });
        assert_eq!(count(&answers, ""), 1, "{answers:?}");
        assert_eq!(count(&answers, "order_state"), 2, "{answers:?}");
        let expected = match answers[0].code() {
            200 => state::SHIPPED,
            _ => state::CLOSED,
        };
        assert_eq!(shop.state(&order_sn), expected);
    }
    shop.check_books();
}

#[test]
fn payments_that_start_at_once_are_one_charge() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let pay_sn = shop.buy(&buyer, &format!("{GREEN}|1"));
    let pay = json!({"pay_sn": pay_sn, "channel": "alipay"});
    let answers = calls_at_once(10, |_| shop.call(&buyer, "order.pay", pay.clone()));
    let first = answers[0].good();
    assert!(
        answers.iter().all(|answer| answer.good() == first),
        "{answers:?}"
    );
    let charge = shop.newest_charge(&pay_sn).unwrap();
    assert_eq!(charge.number, pay_sn, "the first charge of the pay number");
    shop.check_books();
}
