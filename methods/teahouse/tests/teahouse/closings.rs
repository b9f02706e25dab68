//! Orders that are closed return exactly what they took, and only once.

use diesel::RunQueryDsl;
use serde_json::json;
use signet_methods_teahouse::tables::orders::{Order, state};
use signet_methods_teahouse::tables::predeposit::{self, Reason};
use signet_methods_teahouse::tables::{samples, vouchers};
use signet_store::PageRequest;
use signet_store::charges::ChargeState;
use signet_testkit::eventually;

use crate::after::{BILUOCHUN, DAY, GREEN, GUAPIAN, ROUGUI, SAMPLE, Shop, TRAY};
use crate::books::number;
use crate::shop::{Buyer, SHENZHEN, TIANJIN};

/// The code of the demo.
const FCODE: &str = "TEA2026LONGJ";

impl Shop {
    /// Returns the changes of the predeposit of a member by orders, the oldest first, each with its reason and order.
    fn ledger(&self, buyer: &Buyer<'_>) -> Vec<(Reason, String, i64)> {
        let all = PageRequest {
            offset: 0,
            limit: 100,
        };
        let page = self.read(|connection| predeposit::page(connection, buyer.user_id, all));
        let rows = page.rows.into_iter().rev();
        rows.filter(|row| matches!(row.reason, Reason::Order | Reason::OrderClose))
            .map(|row| (row.reason, row.ref_id, row.delta))
            .collect()
    }
}

#[test]
fn stock_and_numbers_of_promotions_are_given_back() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let all = [GREEN, GUAPIAN, BILUOCHUN, TRAY];
    let before = all.map(|goods| shop.stock(goods));
    let goods = format!("{GREEN}|2,{GUAPIAN}|3,{BILUOCHUN}|5");
    let pay_sn = shop.buy(&buyer, &goods);
    let taken = all.map(|goods| shop.stock(goods));
    assert!(
        before
            .iter()
            .zip(&taken)
            .all(|(before, taken)| before.0 > taken.0),
        "{taken:?}"
    );
    // The limits of both promotions are used up.
    for limited in [format!("{GUAPIAN}|2"), format!("{BILUOCHUN}|1")] {
        assert_eq!(buyer.step1(&limited).fault(), "purchase_limit");
    }
    shop.check_books();
    shop.cancel(&buyer, &shop.order(&buyer, &pay_sn).order_sn)
        .good();
    assert_eq!(all.map(|goods| shop.stock(goods)), before);
    shop.check_books();
    shop.buy(&buyer, &goods);
    shop.check_books();
}

#[test]
fn a_voucher_can_be_used_again() {
    let shop = Shop::open();
    let buyer = shop.rich_buyer(0);
    let goods = format!("{GREEN}|1");
    let with_voucher = || {
        buyer
            .prepare(&goods, SHENZHEN)
            .with("voucher", "10|2|10.00")
    };
    let pay_sn = shop.buy_as(&buyer, &with_voucher());
    let order = shop.order(&buyer, &pay_sn);
    assert_eq!(order.voucher_amount, 1000);
    let again = buyer.step2_signed(&with_voucher());
    assert_eq!(again.sub_code(), "voucher_invalid");
    shop.cancel(&buyer, &order.order_sn).good();
    let usable = shop.read(|connection| vouchers::usable(connection, buyer.user_id, shop.now()));
    assert!(
        usable
            .iter()
            .any(|(voucher, _)| Some(voucher.id) == order.voucher_id)
    );
    shop.buy_as(&buyer, &with_voucher());
    shop.check_books();
}

#[test]
fn an_f_code_can_be_used_again() {
    let shop = Shop::open();
    let (buyer, other) = (shop.buyer(), shop.buyer());
    let goods = "(SELECT id FROM teahouse_goods WHERE name LIKE '%狮峰%')";
    let goods = format!("{}|1", number(&shop.gateway, goods));
    let with_code = |buyer: &Buyer<'_>| buyer.prepare(&goods, SHENZHEN).with("fcode", FCODE);
    let pay_sn = shop.buy_as(&buyer, &with_code(&buyer));
    let used = other.step2_signed(&with_code(&other));
    assert_eq!(used.sub_code(), "fcode_invalid");
    shop.check_books();
    shop.cancel(&buyer, &shop.order(&buyer, &pay_sn).order_sn)
        .good();
    shop.buy_as(&other, &with_code(&other));
    shop.check_books();
}

#[test]
fn a_sample_can_be_claimed_again() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let sample = format!("{SAMPLE}|1");
    let pay_sn = shop.buy(&buyer, &sample);
    let order = shop.order(&buyer, &pay_sn);
    assert_eq!((order.state, order.order_amount), (state::TO_SHIP, 0));
    assert_eq!(buyer.step1(&sample).fault(), "sample_claimed");
    // The order counts as paid, although nothing was paid. Only an operator may close it.
    let refused = shop.call(&buyer, "order.cancel", json!({"order_sn": order.order_sn}));
    assert_eq!(refused.sub_code(), "order_state");
    shop.close(&order.order_sn).good();
    let id = order.sample_id.unwrap();
    assert!(!shop.read(|connection| samples::is_claimed(connection, id, buyer.user_id)));
    shop.buy(&buyer, &sample);
    shop.check_books();
}

#[test]
fn the_predeposit_gets_back_what_each_order_took_from_it() {
    let shop = Shop::open();
    let buyer = shop.rich_buyer(30_000);
    let goods = format!("{GREEN}|2,{TRAY}|3,{ROUGUI}|1");
    let pay_sn = shop.buy_with_predeposit(&buyer, &goods);
    let [first, second] = shop.orders(&buyer, &pay_sn).try_into().unwrap();
    assert_eq!(
        (first.order_amount, first.pd_amount, first.state),
        (15_230, 15_230, state::TO_SHIP)
    );
    assert_eq!(
        (second.order_amount, second.pd_amount, second.state),
        (26_000, 14_770, state::UNPAID)
    );
    assert_eq!(shop.predeposit(&buyer), 0);
    assert_eq!(shop.charge(&buyer, &pay_sn), 11_230);
    shop.cancel(&buyer, &second.order_sn).good();
    assert_eq!(shop.predeposit(&buyer), 14_770);
    assert_eq!(
        shop.newest_charge(&pay_sn).unwrap().state,
        ChargeState::Closed
    );
    // Only an operator may close a paid order. No money of the provider is part of this order.
    let paid = shop.call(&buyer, "order.cancel", json!({"order_sn": first.order_sn}));
    assert_eq!(paid.sub_code(), "order_state");
    shop.close(&first.order_sn).good();
    assert_eq!(shop.predeposit(&buyer), 30_000);
    assert_eq!(shop.refunds(&pay_sn), []);
    let taken = |order: &Order, fen: i64| (Reason::Order, order.order_sn.clone(), -fen);
    let back = |order: &Order, fen| (Reason::OrderClose, order.order_sn.clone(), fen);
    assert_eq!(
        shop.ledger(&buyer),
        [
            taken(&first, 15_230),
            taken(&second, 14_770),
            back(&second, 14_770),
            back(&first, 15_230),
        ]
    );
    shop.check_books();
}

#[test]
fn a_part_from_the_predeposit_and_a_part_from_the_provider_go_back_where_they_came_from() {
    let shop = Shop::open();
    let buyer = shop.rich_buyer(5000);
    let pay_sn = shop.buy_with_predeposit(&buyer, &format!("{GREEN}|1"));
    let order = shop.order(&buyer, &pay_sn);
    assert_eq!((order.order_amount, order.pd_amount), (6680, 5000));
    assert_eq!(shop.pay(&buyer, &pay_sn), 1680);
    shop.close(&order.order_sn).good();
    assert_eq!(shop.predeposit(&buyer), 5000);
    assert_eq!(shop.refunds(&pay_sn), [(order.order_sn.clone(), 1680)]);
    shop.settle(&pay_sn, "refunded");
    assert_eq!(
        shop.newest_charge(&pay_sn).unwrap().state,
        ChargeState::Refunded
    );
    assert_eq!(shop.close(&order.order_sn).sub_code(), "order_state");
    assert_eq!(shop.predeposit(&buyer), 5000);
    shop.check_books();
}

#[test]
fn of_two_stores_one_is_closed_before_the_payment() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let pay_sn = shop.buy(&buyer, &format!("{GREEN}|1,{ROUGUI}|1"));
    let [first, _] = shop.orders(&buyer, &pay_sn).try_into().unwrap();
    assert_eq!(shop.charge(&buyer, &pay_sn), 32_680);
    shop.cancel(&buyer, &first.order_sn).good();
    assert_eq!(shop.states(&buyer, &pay_sn), [state::CLOSED, state::UNPAID]);
    // The payer still pays the charge for both orders.
    shop.settle(&pay_sn, "paid");
    assert_eq!(shop.states(&buyer, &pay_sn), [state::CLOSED, state::UNPAID]);
    assert_eq!(shop.refunds(&pay_sn), [(pay_sn.clone(), 32_680)]);
    shop.check_books();
    assert_eq!(shop.pay(&buyer, &pay_sn), 26_000);
    assert_eq!(
        shop.states(&buyer, &pay_sn),
        [state::CLOSED, state::TO_SHIP]
    );
    assert_eq!(shop.refunds(&pay_sn), []);
    shop.check_books();
}

#[test]
fn of_two_stores_one_is_closed_after_the_payment() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let pay_sn = shop.buy(&buyer, &format!("{GREEN}|1,{ROUGUI}|1"));
    let [first, second] = shop.orders(&buyer, &pay_sn).try_into().unwrap();
    shop.pay(&buyer, &pay_sn);
    shop.close(&first.order_sn).good();
    assert_eq!(shop.refunds(&pay_sn), [(first.order_sn.clone(), 6680)]);
    assert_eq!(
        shop.newest_charge(&pay_sn).unwrap().state,
        ChargeState::Paid
    );
    shop.settle(&pay_sn, "refunded");
    assert_eq!(
        shop.newest_charge(&pay_sn).unwrap().state,
        ChargeState::Paid
    );
    shop.close(&second.order_sn).good();
    assert_eq!(
        shop.refunds(&pay_sn),
        [(first.order_sn, 6680), (second.order_sn, 26_000)]
    );
    shop.settle(&pay_sn, "refunded");
    assert_eq!(
        shop.newest_charge(&pay_sn).unwrap().state,
        ChargeState::Refunded
    );
    shop.check_books();
}

#[test]
fn cash_on_delivery_moves_no_money() {
    let shop = Shop::open();
    let buyer = shop.rich_buyer(10_000);
    let goods = format!("{GREEN}|1,{ROUGUI}|1");
    let pay_sn = shop.buy_in_cash(&buyer, &goods, TIANJIN);
    let [first, second] = shop.orders(&buyer, &pay_sn).try_into().unwrap();
    assert_eq!((first.state, second.state), (state::TO_SHIP, state::UNPAID));
    assert_eq!(shop.charge(&buyer, &pay_sn), 26_000);
    shop.cancel(&buyer, &first.order_sn).good();
    // The charge is only for the other store.
    assert_eq!(
        shop.newest_charge(&pay_sn).unwrap().state,
        ChargeState::Pending
    );
    shop.settle(&pay_sn, "paid");
    assert_eq!(
        shop.states(&buyer, &pay_sn),
        [state::CLOSED, state::TO_SHIP]
    );
    assert_eq!(shop.refunds(&pay_sn), []);
    assert_eq!(shop.predeposit(&buyer), 10_000);
    // Cash is paid at delivery, so an operator may close an order that is to be shipped.
    let pay_sn = shop.buy_in_cash(&buyer, &format!("{GREEN}|1"), TIANJIN);
    let cash = shop.order(&buyer, &pay_sn);
    shop.close(&cash.order_sn).good();
    assert!(shop.newest_charge(&pay_sn).is_none());
    shop.check_books();
}

#[test]
fn an_unpaid_order_is_closed_in_the_second_in_which_a_day_is_over() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let goods = format!("{GREEN}|1");
    let pay_sn = shop.buy(&buyer, &goods);
    let order = shop.order(&buyer, &pay_sn);
    shop.gateway.clock.stop_at(order.created_at + DAY - 1);
    shop.get(&buyer, "order.list", json!({}));
    assert_eq!(shop.charge(&buyer, &pay_sn), 6680);
    assert_eq!(shop.states(&buyer, &pay_sn), [state::UNPAID]);
    shop.gateway.clock.stop_at(order.created_at + DAY);
    let over = shop.call(
        &buyer,
        "order.pay",
        json!({"pay_sn": pay_sn, "channel": "alipay"}),
    );
    assert_eq!(over.sub_code(), "order_state");
    assert_eq!(shop.states(&buyer, &pay_sn), [state::CLOSED]);
    shop.settle(&pay_sn, "paid");
    assert_eq!(shop.refunds(&pay_sn), [(pay_sn.clone(), 6680)]);
    shop.check_books();
}

#[test]
fn each_call_of_the_member_closes_what_is_overdue() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let calls = ["order.list", "order.detail", "order.cancel"];
    let bought = calls.map(|_| {
        let pay_sn = shop.buy(&buyer, &format!("{GREEN}|1"));
        shop.order(&buyer, &pay_sn)
    });
    let age = |id: i64, seconds: i64| {
        let at = shop.now() - seconds;
        let update = format!("UPDATE teahouse_orders SET created_at = {at} WHERE id = {id}");
        shop.write(|tx| Ok(diesel::sql_query(&update).execute(&mut tx.link)?));
    };
    for (call, order) in calls.iter().zip(&bought) {
        age(order.id, DAY);
        let parameters = match *call {
            "order.list" => json!({"state": state::CLOSED}),
            _ => json!({"order_sn": order.order_sn}),
        };
        let answer = shop.call(&buyer, call, parameters);
        match *call {
            "order.list" => {
                let list = answer.good();
                assert_eq!(list["order_list"][0]["order_sn"], order.order_sn);
            }
            "order.detail" => assert_eq!(answer.good()["state"], state::CLOSED),
            _ => assert_eq!(answer.sub_code(), "order_state"),
        }
        let states: Vec<i64> = bought
            .iter()
            .map(|order| shop.state(&order.order_sn))
            .collect();
        let closed = states
            .iter()
            .filter(|state| **state == state::CLOSED)
            .count();
        let expected = calls.iter().position(|name| name == call).unwrap() + 1;
        assert_eq!(closed, expected, "{call}: {states:?}");
    }
    shop.check_books();
}

#[test]
fn the_job_closes_what_no_member_touches() {
    let shop = Shop::open();
    let buyer = shop.rich_buyer(1000);
    let pay_sn = shop.buy_with_predeposit(&buyer, &format!("{GREEN}|1,{ROUGUI}|1"));
    shop.charge(&buyer, &pay_sn);
    let paid = shop.buy(&buyer, &format!("{GREEN}|1"));
    shop.pay(&buyer, &paid);
    shop.gateway.clock.shift(DAY + 300);
    // The job may be running now. It runs again after its pause.
    eventually("the job has run", || {
        shop.gateway.clock.shift(301);
        shop.states(&buyer, &pay_sn) == [state::CLOSED, state::CLOSED]
    });
    assert_eq!(shop.predeposit(&buyer), 1000);
    assert_eq!(
        shop.newest_charge(&pay_sn).unwrap().state,
        ChargeState::Closed
    );
    assert_eq!(shop.states(&buyer, &paid), [state::TO_SHIP]);
    shop.check_books();
}

#[test]
fn a_shipped_order_is_received_and_not_closed() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let pay_sn = shop.buy(&buyer, &format!("{GREEN}|1"));
    let order_sn = shop.order(&buyer, &pay_sn).order_sn;
    let step = |method: &str| {
        let answer = shop.call(&buyer, method, json!({"order_sn": order_sn}));
        answer.sub_code().to_owned()
    };
    assert_eq!(step("order.receive"), "order_state");
    assert_eq!(shop.ship(&order_sn).sub_code(), "order_state");
    shop.pay(&buyer, &pay_sn);
    assert_eq!(step("order.cancel"), "order_state");
    assert_eq!(step("order.receive"), "order_state");
    shop.ship(&order_sn).good();
    assert_eq!(shop.ship(&order_sn).sub_code(), "order_state");
    assert_eq!(step("order.cancel"), "order_state");
    assert_eq!(shop.close(&order_sn).sub_code(), "order_state");
    assert_eq!(shop.states(&buyer, &pay_sn), [state::SHIPPED]);
    assert_eq!(step("order.receive"), "");
    assert_eq!(step("order.receive"), "order_state");
    assert_eq!(shop.close(&order_sn).sub_code(), "order_state");
    let detail = shop.get(&buyer, "order.detail", json!({"order_sn": order_sn}));
    assert_eq!(
        [
            &detail["state"],
            &detail["express_name"],
            &detail["express_no"]
        ],
        [&json!(state::DONE), &json!("顺丰速运"), &json!("SF1")]
    );
    for time in ["created_at", "paid_at", "shipped_at", "done_at"] {
        assert!(detail[time].as_i64().unwrap() > 0, "{time}: {detail}");
    }
    assert_eq!(detail["closed_at"], 0);
    shop.check_books();
}
