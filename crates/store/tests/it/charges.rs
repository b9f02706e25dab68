use signet_store::charges::{self, Charge, ChargeState, NewCharge, Search};
use signet_store::payment_events::{self, PaymentEvent};
use signet_store::refunds::{self, NewRefund, RefundState};
use signet_store::{Error, PageRequest};

use crate::{NOW, Scratch};

fn charge(realm: &str, order_no: &str, number: &str) -> NewCharge {
    NewCharge {
        realm: realm.to_owned(),
        order_no: order_no.to_owned(),
        number: number.to_owned(),
        fen: 3500,
        channel: "alipay".to_owned(),
        subject: "水管".to_owned(),
        body: "不锈钢水管".to_owned(),
        client_ip: "192.0.2.7".to_owned(),
        state: ChargeState::Pending,
        created_at: NOW,
        expires_at: NOW + 60,
        check_at: Some(NOW + 60),
    }
}

fn refund(charge_id: i64, order_no: &str) -> NewRefund {
    NewRefund {
        charge_id,
        order_no: order_no.to_owned(),
        fen: 100,
        reason: "取消".to_owned(),
        state: RefundState::Pending,
        created_at: NOW,
        next_at: Some(NOW),
    }
}

#[test]
fn a_number_at_the_provider_is_unique_over_all_realms() {
    let db = Scratch::new();
    let first = db.write(NOW, |tx| charges::insert(tx, &charge("a", "1", "1")));
    let again = db.transaction_blocking(NOW, |tx| charges::insert(tx, &charge("b", "1", "1")));
    assert!(matches!(again, Err(Error::Duplicate)));
    let second = db.write(NOW, |tx| charges::insert(tx, &charge("b", "1", "1-2")));
    assert_eq!(db.read(|c| charges::count_of(c, "1")), 2);
    let in_realms = db.read(|c| charges::newest_in_realms(c, "1"));
    let ids = ["a", "b"].map(|realm| in_realms[realm].id);
    assert_eq!(ids, [first, second]);
    let locked = db.write(NOW, |tx| charges::lock_number(tx, "1-2"));
    assert_eq!(locked.map(|charge| charge.realm).as_deref(), Some("b"));
}

#[test]
fn a_locked_charge_is_saved_whole() {
    let db = Scratch::new();
    let id = db.write(NOW, |tx| charges::insert(tx, &charge("a", "1", "1")));
    let saved = db.write(NOW, |tx| {
        let mut charge = charges::lock(tx, id)?.unwrap();
        charge.state = ChargeState::Paid;
        charge.provider_id = Some("ch_1".to_owned());
        charge.detail = Some("{}".to_owned());
        charge.paid_at = Some(NOW + 1);
        charge.check_at = None;
        charges::save(tx, &charge)?;
        Ok(charge)
    });
    let read = db.read(|c| charges::by_id(c, id)).unwrap();
    assert_eq!(read, saved);
    assert!(read.is_paid() && !read.is_pending() && !read.is_refund_requested());
    assert_eq!(db.read(|c| charges::due(c, i64::MAX, 0, 9)), []);
}

#[test]
fn the_newest_charges_of_many_orders_are_read_at_once() {
    let db = Scratch::new();
    for (realm, order_no, number) in [
        ("a", "1", "1"),
        ("a", "1", "1-2"),
        ("a", "2", "2"),
        ("b", "3", "3"),
    ] {
        db.write(NOW, |tx| {
            charges::insert(tx, &charge(realm, order_no, number))
        });
    }
    let newest = db.read(|c| charges::newest_of(c, "a", &["1", "2", "3", "4"]));
    let mut numbers: Vec<&str> = newest
        .values()
        .map(|charge| charge.number.as_str())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, ["1-2", "2"]);
    assert!(db.read(|c| charges::newest_of(c, "a", &[])).is_empty());
    let one = db.read(|c| charges::newest(c, "a", "1"));
    assert_eq!(one, newest.get("1").cloned());
    let locked = db.write(NOW, |tx| charges::lock_order(tx, "a", "1"));
    assert_eq!(locked, one);
}

#[test]
fn charges_are_found_by_what_operators_know_of_them() {
    let db = Scratch::new();
    for number in ["1", "2", "3"] {
        db.write(NOW, |tx| charges::insert(tx, &charge("a", number, number)));
    }
    let found = |search: Search| {
        let page = PageRequest {
            offset: 0,
            limit: 2,
        };
        let page = db.read(|c| charges::page(c, &search, page));
        let numbers = page.rows.into_iter().map(|charge: Charge| charge.number);
        (page.total, numbers.collect::<Vec<_>>())
    };
    let texts = |numbers: &[&str]| numbers.iter().map(|&n| n.to_owned()).collect::<Vec<_>>();
    assert_eq!(found(Search::default()), (3, texts(&["3", "2"])));
    let search = Search {
        realm: Some("a".to_owned()),
        order_no: Some("2".to_owned()),
        channel: Some("alipay".to_owned()),
        state: Some(ChargeState::Pending),
        since: Some(NOW),
        until: Some(NOW),
        id: None,
    };
    assert_eq!(found(search), (1, texts(&["2"])));
    let paid = Search {
        state: Some(ChargeState::Paid),
        ..Search::default()
    };
    assert_eq!(found(paid), (0, Vec::new()));
}

#[test]
fn an_order_of_a_charge_has_one_refund() {
    let db = Scratch::new();
    let id = db.write(NOW, |tx| charges::insert(tx, &charge("a", "1", "1")));
    assert!(db.write(NOW, |tx| refunds::insert(tx, &refund(id, "1"))));
    assert!(!db.write(NOW, |tx| refunds::insert(tx, &refund(id, "1"))));
    assert!(db.write(NOW, |tx| refunds::insert(tx, &refund(id, "2"))));
    assert!(db.read(|c| refunds::due(c, NOW - 1, 9)).is_empty());
    assert_eq!(db.read(|c| refunds::due(c, NOW, 9)), [id, id]);
    db.write(NOW, |tx| {
        for mut refund in refunds::lock_of_charge(tx, id)? {
            refund.state = RefundState::Made;
            refund.next_at = None;
            refunds::save(tx, &refund)?;
        }
        Ok(())
    });
    assert!(db.read(|c| refunds::due(c, i64::MAX, 9)).is_empty());
    let made = db.read(|c| refunds::of_charge(c, id));
    assert!(made.iter().all(|refund| refund.state == RefundState::Made));
}

#[test]
fn rows_that_are_read_locked_do_not_change_until_the_transaction_ends() {
    let db = Scratch::new();
    let id = db.write(NOW, |tx| charges::insert(tx, &charge("a", "1", "1")));
    db.write(NOW, |tx| refunds::insert(tx, &refund(id, "1")));
    let add_tries = || {
        for _ in 0..20 {
            db.write(NOW, |tx| {
                for mut refund in refunds::lock_of_charge(tx, id)? {
                    refund.tries += 1;
                    refunds::save(tx, &refund)?;
                }
                Ok(())
            });
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(add_tries);
        }
    });
    let refunds = db.read(|c| refunds::of_charge(c, id));
    assert_eq!(refunds.first().map(|refund| refund.tries), Some(80));
}

#[test]
fn an_event_is_written_once() {
    let db = Scratch::new();
    let event = PaymentEvent {
        event_id: "evt_1".to_owned(),
        kind: "paid".to_owned(),
        outcome: "ignored".to_owned(),
        number: "1".to_owned(),
        fen: 3500,
        created_at: NOW,
    };
    assert!(db.write(NOW, |tx| payment_events::insert(tx, &event)));
    assert!(!db.write(NOW, |tx| payment_events::insert(tx, &event)));
    db.write(NOW, |tx| {
        payment_events::set_outcome(tx, "evt_1", "applied")
    });
    let events = db.read(|c| payment_events::of_number(c, "1"));
    let applied = PaymentEvent {
        outcome: "applied".to_owned(),
        ..event
    };
    assert_eq!(events, [applied]);
}

#[test]
fn a_word_that_is_no_state_is_an_error() {
    assert_eq!(ChargeState::named("paid"), Some(ChargeState::Paid));
    assert_eq!(RefundState::named("paid"), None);
    let names: Vec<&str> = ChargeState::ALL.iter().map(|state| state.name()).collect();
    assert_eq!(
        names,
        [
            "pending",
            "paid",
            "failed",
            "closed",
            "refunding",
            "refunded"
        ]
    );
}
