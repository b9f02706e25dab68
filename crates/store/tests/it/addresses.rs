use signet_store::addresses::{self, NewAddress};
use signet_store::districts::{self, District};
use signet_store::points_ledger::{self, NewEntry};
use signet_store::{Error, Window, users};

use crate::{NOW, Scratch};

fn new_address(address: &str) -> NewAddress {
    NewAddress {
        realname: "张木沐".to_owned(),
        mobile: "14812345678".to_owned(),
        district_code: 440_305,
        street: String::new(),
        address: address.to_owned(),
    }
}

fn ids(db: &Scratch, user_id: i64) -> Vec<i64> {
    let all = db.ask(|c| addresses::of_user(c, user_id));
    all.into_iter().map(|address| address.id).collect()
}

#[test]
fn addresses_belong_to_a_user() {
    let db = Scratch::new();
    let add = |user_id, is_default| {
        db.write(NOW, |tx| {
            addresses::insert(tx, user_id, &new_address("一号"), is_default)
        })
    };
    let (a, b, foreign) = (add(7, true), add(7, false), add(8, true));
    let c = add(7, false);
    assert_eq!(ids(&db, 7), [a, c, b], "the default, then the newest");
    assert_eq!(db.ask(|c| addresses::count_of_user(c, 7)), 3);
    assert_eq!(db.ask(|c| addresses::find(c, 7, foreign)), None);
    assert!(!db.write(NOW, |tx| addresses::update(
        tx,
        7,
        foreign,
        &new_address("x")
    )));
    db.write(NOW, |tx| addresses::remove(tx, 7, foreign));
    db.write(NOW, |tx| addresses::set_default(tx, 7, b));
    assert_eq!(ids(&db, 7), [b, c, a]);
    let other = db.ask(|c| addresses::find(c, 8, foreign)).unwrap();
    assert!(other.is_default && other.address == "一号");
    assert!(db.write(NOW + 1, |tx| addresses::update(
        tx,
        7,
        b,
        &new_address("二号")
    )));
    let changed = db.ask(|c| addresses::find(c, 7, b)).unwrap();
    assert!(changed.address == "二号" && changed.is_default && changed.updated_at == NOW + 1);
    assert!(
        !format!("{changed:?}").contains("14812345678"),
        "what is personal must not be in a log"
    );
    db.write(NOW, |tx| addresses::remove(tx, 7, b));
    assert_eq!(ids(&db, 7), [c, a]);
}

fn district(code: i64) -> District {
    District {
        code,
        name: format!("第{code}区"),
    }
}

#[test]
fn districts_are_replaced_whole() {
    let db = Scratch::new();
    let all: Vec<_> = (440_000..441_200).map(district).collect();
    db.transaction_blocking(NOW, |tx| districts::replace_all(tx, &all))
        .unwrap();
    let twice = [district(1), district(1)];
    let twice = db.transaction_blocking(NOW, |tx| districts::replace_all(tx, &twice));
    assert!(matches!(twice, Err(Error::Duplicate)), "{twice:?}");
    let found = db.ask(|c| districts::by_codes(c, &[441_199, 440_000, 1, 441_199]));
    assert_eq!(found, [district(440_000), district(441_199)]);
    assert!(db.ask(|c| districts::any_between(c, 441_199, 441_299)));
    assert!(!db.ask(|c| districts::any_between(c, 441_200, 441_299)));
    db.transaction_blocking(NOW, |tx| districts::replace_all(tx, &[district(110_000)]))
        .unwrap();
    assert_eq!(db.ask(|c| districts::by_codes(c, &[440_000])), []);
    assert_eq!(db.ask(|c| districts::by_codes(c, &[])), []);
}

#[test]
fn a_locked_account_is_the_same_account() {
    let db = Scratch::new();
    let id = crate::accounts::insert(&db, 5);
    let locked = db
        .transaction_blocking(NOW, |tx| users::lock(tx, id))
        .unwrap();
    assert!(locked.is_some() && locked == db.ask(|c| users::by_id(c, id)));
    assert_eq!(db.write(NOW, |tx| users::lock(tx, id + 1)), None);
}

#[test]
fn the_ledger_is_read_by_page() {
    let db = Scratch::new();
    for delta in 1..=5 {
        let entry = NewEntry {
            user_id: 7 + delta / 5,
            delta,
            balance: delta * 10,
            reason: "gift".to_owned(),
            ref_id: String::new(),
            created_at: NOW,
        };
        db.write(NOW, |tx| points_ledger::insert(tx, &entry));
    }
    let read = |offset| {
        let window = Window { offset, limit: 3 };
        let paged = db.ask(|c| points_ledger::of_user(c, 7, window));
        let deltas: Vec<_> = paged.rows.into_iter().map(|entry| entry.delta).collect();
        (paged.total, deltas)
    };
    assert_eq!(read(0), (4, vec![4, 3, 2]));
    assert_eq!(read(3), (4, vec![1]));
    assert_eq!(read(4), (4, vec![]));
}
