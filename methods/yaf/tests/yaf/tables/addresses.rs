use signet_methods_yaf::tables::addresses::{self, NewAddress};
use signet_testkit::Scratch;

use super::{NOW, scratch};

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
    let all = db.read(|c| addresses::of_user(c, user_id));
    all.into_iter().map(|address| address.id).collect()
}

#[test]
fn addresses_belong_to_a_user() {
    let db = scratch();
    let add = |user_id, is_default| {
        db.write(NOW, |tx| {
            addresses::insert(tx, user_id, &new_address("一号"), is_default)
        })
    };
    let (a, b, foreign) = (add(7, true), add(7, false), add(8, true));
    let c = add(7, false);
    assert_eq!(ids(&db, 7), [a, c, b], "the default, then the newest");
    assert_eq!(db.read(|c| addresses::count_of_user(c, 7)), 3);
    assert_eq!(db.read(|c| addresses::find(c, 7, foreign)), None);
    assert!(!db.write(NOW, |tx| addresses::update(
        tx,
        7,
        foreign,
        &new_address("x")
    )));
    db.write(NOW, |tx| addresses::remove(tx, 7, foreign));
    db.write(NOW, |tx| addresses::set_default(tx, 7, b));
    assert_eq!(ids(&db, 7), [b, c, a]);
    let other = db.read(|c| addresses::find(c, 8, foreign)).unwrap();
    assert!(other.is_default && other.address == "一号");
    assert!(db.write(NOW + 1, |tx| addresses::update(
        tx,
        7,
        b,
        &new_address("二号")
    )));
    let changed = db.read(|c| addresses::find(c, 7, b)).unwrap();
    assert!(changed.address == "二号" && changed.is_default && changed.updated_at == NOW + 1);
    assert!(
        !format!("{changed:?}").contains("14812345678"),
        "what is personal must not be in a log"
    );
    db.write(NOW, |tx| addresses::remove(tx, 7, b));
    assert_eq!(ids(&db, 7), [c, a]);
}
