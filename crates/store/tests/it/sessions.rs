use signet_store::sessions::{self, Session};

use crate::{NOW, Scratch};

fn session(number: i64, user_id: i64) -> Session {
    Session {
        token_hash: format!("{number:064x}"),
        user_id,
        realm: "yaf".to_owned(),
        class: "app".to_owned(),
        platform: 1,
        state: "L".to_owned(),
        created_at: NOW + number,
        renewed_at: NOW,
        expires_at: NOW + 100 * number,
    }
}

fn hash(number: i64) -> String {
    session(number, 0).token_hash
}

#[test]
fn a_session_that_is_over_stays_over() {
    let db = Scratch::new();
    for number in [1, 2] {
        db.write(NOW, |tx| sessions::insert(tx, &session(number, 7)));
    }
    db.write(NOW, |tx| sessions::insert(tx, &session(3, 8)));
    assert_eq!(db.read(|c| sessions::find(c, &hash(4))), None);
    assert!(db.read(|c| sessions::renew(c, &hash(1), NOW + 5, NOW + 900)));
    assert!(
        db.read(|c| sessions::renew(c, &hash(1), NOW + 5, NOW + 900)),
        "also in the same second"
    );
    db.read(|c| sessions::end(c, &[hash(1), hash(4)], "R"));
    db.read(|c| sessions::end(c, &[hash(1)], "G"));
    assert!(!db.read(|c| sessions::renew(c, &hash(1), NOW + 6, NOW + 999)));
    assert!(!db.read(|c| sessions::renew(c, &hash(4), NOW + 6, NOW + 999)));
    let replaced = Session {
        state: "R".to_owned(),
        renewed_at: NOW + 5,
        expires_at: NOW + 900,
        ..session(1, 7)
    };
    assert_eq!(
        db.read(|c| sessions::find(c, &hash(1))),
        Some(replaced.clone())
    );
    assert_eq!(
        db.read(|c| sessions::of_user(c, 7)),
        [session(2, 7), replaced]
    );
    db.read(|c| sessions::end(c, &[], "R"));
    assert_eq!(
        db.write(NOW, |tx| sessions::remove(tx, &[hash(1), hash(4)])),
        1
    );
    assert_eq!(db.read(|c| sessions::of_user(c, 7)), [session(2, 7)]);
}

#[test]
fn what_is_long_over_is_removed_in_batches() {
    let db = Scratch::new();
    db.transaction_blocking(NOW, |tx| {
        (1..=25).try_for_each(|n| sessions::insert(tx, &session(n, n)))
    })
    .unwrap();
    let purge = || db.write(NOW, |tx| sessions::purge(tx, NOW + 2000, 12));
    assert_eq!([purge(), purge(), purge()], [12, 8, 0]);
    assert_eq!(db.read(|c| sessions::find(c, &hash(20))), None);
    assert_eq!(
        db.read(|c| sessions::find(c, &hash(21))),
        Some(session(21, 21))
    );
}
