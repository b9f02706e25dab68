use signet_store::identities::{self, NewIdentity};
use signet_store::points_ledger::{self, NewEntry};
use signet_store::users::{self, NewUser, Search, User};
use signet_store::{Error, PageRequest, Store};

use crate::{NOW, Scratch};

/// The realm of the accounts of these tests.
pub(crate) const REALM: &str = "yaf";

pub(crate) fn user(mobile: &str, points: i64) -> NewUser {
    NewUser {
        realm: REALM.to_owned(),
        mobile: mobile.to_owned(),
        username: String::new(),
        password_hash: "$md5$abc123$5f4dcc3b5aa765d61d8327deb882cf99".to_owned(),
        weak_password: false,
        open_id: format!("{mobile:0>32}"),
        nickname: "138****8000".to_owned(),
        platform: 2,
        channel: "huawei".to_owned(),
        points,
        register_ip: "203.0.113.7".to_owned(),
        created_at: NOW,
    }
}

pub(crate) fn insert(db: &Store, points: i64) -> i64 {
    db.transaction_blocking(NOW, |tx| users::insert(tx, &user("13800138000", points)))
        .unwrap()
}

#[test]
fn a_new_account_is_live() {
    let db = Scratch::new();
    let id = insert(&db, 1000);
    let expected = User {
        id,
        realm: REALM.to_owned(),
        mobile: "13800138000".to_owned(),
        username: String::new(),
        password_hash: "$md5$abc123$5f4dcc3b5aa765d61d8327deb882cf99".to_owned(),
        weak_password: false,
        open_id: "00000000000000000000013800138000".to_owned(),
        nickname: "138****8000".to_owned(),
        headimg: String::new(),
        intro: String::new(),
        platform: 2,
        channel: "huawei".to_owned(),
        state: 1,
        points: 1000,
        register_ip: "203.0.113.7".to_owned(),
        last_login_ip: String::new(),
        last_login_at: None,
        login_sources: String::new(),
        created_at: NOW,
        updated_at: NOW,
    };
    assert!(db.read(|c| users::by_mobile(c, REALM, "13800138000")) == Some(expected.clone()));
    assert!(db.read(|c| users::by_id(c, id)) == Some(expected));
    assert_eq!(db.read(|c| users::by_mobile(c, REALM, "13800138001")), None);
    assert_eq!(db.read(|c| users::by_id(c, id + 1)), None);
    let again = db.transaction_blocking(NOW, |tx| users::insert(tx, &user("13800138000", 0)));
    assert!(matches!(again, Err(Error::Duplicate)), "{again:?}");
    let other = db.write(NOW, |tx| users::insert(tx, &user("13800138001", 0)));
    assert!(other > id);
}

#[test]
fn a_password_is_replaced_only_if_it_is_the_old_one() {
    let db = Scratch::new();
    let id = insert(&db, 0);
    assert!(db.write(NOW + 1, |tx| users::set_password(tx, id, "first")));
    assert!(!db.write(NOW + 1, |tx| users::set_password(tx, id + 1, "first")));
    assert!(!db.write(NOW + 2, |tx| users::replace_password(
        tx, id, "else", "second"
    )));
    assert!(db.write(NOW + 3, |tx| users::replace_password(
        tx, id, "first", "second"
    )));
    let user = db.read(|c| users::by_id(c, id)).unwrap();
    assert_eq!(
        (user.password_hash.as_str(), user.updated_at),
        ("second", NOW + 3)
    );
}

#[test]
fn a_password_may_be_marked_as_weak() {
    let db = Scratch::new();
    let id = insert(&db, 0);
    let is_weak = || db.read(|c| users::by_id(c, id)).unwrap().weak_password;
    assert!(!is_weak());
    assert!(db.write(NOW, |tx| users::set_weak_password(tx, id, true)));
    assert!(is_weak());
    assert!(db.write(NOW, |tx| users::replace_password(
        tx,
        id,
        "$md5$abc123$5f4dcc3b5aa765d61d8327deb882cf99",
        "the same in another form"
    )));
    assert!(is_weak());
    assert!(!db.write(NOW, |tx| users::set_weak_password(tx, id + 1, true)));
}

#[test]
fn a_picture_is_set() {
    let db = Scratch::new();
    let id = insert(&db, 0);
    assert!(db.write(NOW + 1, |tx| users::set_headimg(tx, id, "/a.jpg")));
    let user = db.read(|c| users::by_id(c, id)).unwrap();
    assert_eq!(
        (user.headimg.as_str(), user.updated_at),
        ("/a.jpg", NOW + 1)
    );
}

#[test]
fn a_login_is_noted() {
    let db = Scratch::new();
    let id = insert(&db, 0);
    db.write(NOW + 5, |tx| {
        users::touch_login(tx, id, "198.51.100.9", "a:1")
    });
    let user = db.read(|c| users::by_id(c, id)).unwrap();
    assert_eq!(
        (user.last_login_ip.as_str(), user.last_login_at),
        ("198.51.100.9", Some(NOW + 5))
    );
    assert_eq!(user.login_sources, "a:1");
}

#[test]
fn points_never_fall_below_zero() {
    let db = Scratch::new();
    let id = insert(&db, 70);
    let taken: usize = std::thread::scope(|scope| {
        let spender =
            || scope.spawn(|| db.transaction_blocking(NOW, |tx| users::add_points(tx, id, -10)));
        let spenders: Vec<_> = (0..20).map(|_| spender()).collect();
        // With four connections for twenty threads, some threads wait so long that they fail as busy.
        spenders
            .into_iter()
            .map(|spender| usize::from(matches!(spender.join().unwrap(), Ok(true))))
            .sum()
    });
    assert_eq!(taken, 7);
    assert_eq!(db.read(|c| users::by_id(c, id)).unwrap().points, 0);
    assert!(!db.write(NOW, |tx| users::add_points(tx, id, -1)));
    assert!(!db.write(NOW, |tx| users::add_points(tx, id, i64::MIN)));
    assert!(db.write(NOW, |tx| users::add_points(tx, id, 5)));
    assert!(!db.write(NOW, |tx| users::add_points(tx, id + 1, 5)));
    let entry = NewEntry {
        user_id: id,
        delta: 5,
        balance: 5,
        reason: "gift".to_owned(),
        ref_id: String::new(),
        created_at: NOW,
    };
    db.write(NOW, |tx| points_ledger::insert(tx, &entry));
}

#[test]
fn accounts_are_found_by_what_an_operator_knows() {
    let db = Scratch::new();
    let register = |mobile: &str, created_at| {
        let user = NewUser {
            created_at,
            ..user(mobile, 0)
        };
        db.write(NOW, |tx| users::insert(tx, &user))
    };
    let (first, second) = (
        register("13800138001", NOW),
        register("13800138002", NOW + 9),
    );
    let early = register("13800138003", NOW - 1);
    assert!(db.write(NOW, |tx| users::set_state(tx, second, 2)));
    let anyone = || Search {
        realm: REALM.to_owned(),
        ..Search::default()
    };
    let page = |search: Search, offset| {
        let request = PageRequest { offset, limit: 2 };
        let paged = db.read(|c| users::page(c, &search, request));
        let ids: Vec<i64> = paged.rows.into_iter().map(|user| user.id).collect();
        (paged.total, ids)
    };
    assert_eq!(page(anyone(), 0), (3, vec![second, first]));
    assert_eq!(page(anyone(), 2), (3, vec![early]));
    assert_eq!(page(anyone(), 4), (3, vec![]));
    let mobile = Search {
        mobile: Some("13800138003".to_owned()),
        ..anyone()
    };
    assert_eq!(page(mobile, 0), (1, vec![early]));
    let window = Search {
        since: Some(NOW),
        until: Some(NOW + 8),
        ..anyone()
    };
    assert_eq!(page(window, 0), (1, vec![first]));
    let locked = Search {
        state: Some(2),
        ..anyone()
    };
    assert_eq!(page(locked, 0), (1, vec![second]));

    let mut there = db.read(|c| users::existing(c, REALM, &[first, early, 99, second]));
    there.sort_unstable();
    assert_eq!(there, [first, second, early]);
}

#[test]
fn a_mobile_is_changed_only_of_the_account_that_was_read() {
    let db = Scratch::new();
    let id = insert(&db, 0);
    let other = db.write(NOW, |tx| users::insert(tx, &user("13800138001", 0)));
    assert!(db.write(NOW + 1, |tx| users::set_nickname(tx, id, "心存高远")));
    assert!(!db.write(NOW + 1, |tx| users::set_nickname(tx, 99, "心存高远")));
    let read = db.read(|c| users::by_id(c, id)).unwrap();
    assert_eq!(
        (read.nickname.as_str(), read.updated_at),
        ("心存高远", NOW + 1)
    );

    let change = |mobile: &str| {
        db.transaction_blocking(NOW + 2, |tx| {
            users::change_mobile(tx, &read, mobile, "135****8005")
        })
    };
    let taken = change("13800138001");
    assert!(matches!(taken, Err(Error::Duplicate)), "{taken:?}");
    assert!(change("13500138005").unwrap());
    assert!(
        !change("13500138006").unwrap(),
        "the mobile is another by now"
    );
    let user = db
        .read(|c| users::by_mobile(c, REALM, "13500138005"))
        .unwrap();
    assert_eq!(
        (user.id, user.nickname.as_str(), user.updated_at),
        (id, "135****8005", NOW + 2)
    );
    assert!(db.write(NOW + 3, |tx| users::set_password(tx, id, "else")));
    let stale =
        || db.transaction_blocking(NOW, |tx| users::change_mobile(tx, &user, "13500138007", ""));
    assert!(!stale().unwrap(), "the password is another by now");
    assert_eq!(
        db.read(|c| users::by_id(c, other)).unwrap().mobile,
        "13800138001"
    );
}

#[test]
fn a_locked_account_is_the_same_account() {
    let db = Scratch::new();
    let id = insert(&db, 5);
    let locked = db
        .transaction_blocking(NOW, |tx| users::lock(tx, id))
        .unwrap();
    assert!(locked.is_some() && locked == db.read(|c| users::by_id(c, id)));
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
        let request = PageRequest { offset, limit: 3 };
        let paged = db.read(|c| points_ledger::of_user(c, 7, request));
        let deltas: Vec<_> = paged.rows.into_iter().map(|entry| entry.delta).collect();
        (paged.total, deltas)
    };
    assert_eq!(read(0), (4, vec![4, 3, 2]));
    assert_eq!(read(3), (4, vec![1]));
    assert_eq!(read(4), (4, vec![]));
}

#[test]
fn a_mobile_and_a_name_are_unique_in_their_realm() {
    let db = Scratch::new();
    let account = |realm: &str, mobile: &str, username: &str, number: i64| NewUser {
        realm: realm.to_owned(),
        username: username.to_owned(),
        open_id: format!("{number:0>32}"),
        ..user(mobile, 0)
    };
    let insert = |account: &NewUser| db.transaction_blocking(NOW, |tx| users::insert(tx, account));
    let first = insert(&account("tea", "13800138000", "lin", 1)).unwrap();
    for (mobile, username) in [("13800138000", ""), ("", "lin"), ("13800138001", "lin")] {
        let again = insert(&account("tea", mobile, username, 2));
        assert!(matches!(again, Err(Error::Duplicate)), "{again:?}");
    }
    let other = insert(&account("salon", "13800138000", "lin", 3)).unwrap();
    let capital = insert(&account("tea", "", "Lin", 4)).unwrap();
    let nameless = insert(&account("tea", "", "", 5)).unwrap();
    insert(&account("tea", "", "", 6)).unwrap();

    let by_mobile = |realm: &str| db.read(|c| users::by_mobile(c, realm, "13800138000"));
    let by_name = |realm: &str, name: &str| db.read(|c| users::by_username(c, realm, name));
    let ids = [
        by_mobile("tea"),
        by_name("tea", "lin"),
        by_mobile("salon"),
        by_name("salon", "lin"),
        by_name("tea", "Lin"),
    ];
    let ids = ids.map(|user| user.unwrap().id);
    assert_eq!(ids, [first, first, other, other, capital]);
    assert_eq!(by_mobile("yaf"), None);
    assert_eq!(by_name("tea", ""), None);
    let nameless = db.read(|c| users::by_id(c, nameless)).unwrap();
    assert_eq!(
        (nameless.mobile.as_str(), nameless.username.as_str()),
        ("", "")
    );
    let of_tea = db.read(|c| users::existing(c, "tea", &[first, other, capital]));
    assert_eq!(of_tea.len(), 2);
}

#[test]
fn an_identity_has_one_account_in_a_realm_and_an_account_one_of_a_provider() {
    let db = Scratch::new();
    let bind = |realm, provider, subject, user_id| {
        let identity = NewIdentity {
            realm,
            provider,
            subject,
            user_id,
            created_at: NOW,
        };
        db.transaction_blocking(NOW, |tx| identities::insert(tx, &identity))
    };
    bind("tea", "wechat", "o1", 1).unwrap();
    let taken = [
        bind("tea", "wechat", "o1", 2),
        bind("tea", "wechat", "o2", 1),
    ];
    assert!(taken.iter().all(|one| matches!(one, Err(Error::Duplicate))));
    bind("tea", "qq", "o1", 1).unwrap();
    bind("salon", "wechat", "o1", 3).unwrap();
    let find = |realm: &str, subject: &str| {
        let found = db.read(|c| identities::find(c, realm, "wechat", subject));
        found.map(|identity| identity.user_id)
    };
    assert_eq!((find("tea", "o1"), find("salon", "o1")), (Some(1), Some(3)));
    assert_eq!((find("tea", "o2"), find("tea", "O1")), (None, None));
    let of_user = db.read(|c| identities::of_user(c, 1));
    let providers: Vec<_> = of_user.into_iter().map(|one| one.provider).collect();
    assert_eq!(providers, ["qq", "wechat"]);
    assert!(db.write(NOW, |tx| identities::remove(tx, 1, "wechat")));
    assert!(!db.write(NOW, |tx| identities::remove(tx, 1, "wechat")));
    bind("tea", "wechat", "o1", 2).unwrap();
}

#[test]
fn an_account_is_read_with_its_identities() {
    let db = Scratch::new();
    let id = insert(&db, 0);
    assert!(db.read(|c| identities::with_account(c, id + 1)).is_none());
    let (account, none) = db.read(|c| identities::with_account(c, id)).unwrap();
    assert!(Some(account) == db.read(|c| users::by_id(c, id)));
    assert!(none.is_empty());
    for provider in ["wechat", "qq"] {
        let identity = NewIdentity {
            realm: REALM,
            provider,
            subject: "o6_bmjrPTlm6",
            user_id: id,
            created_at: NOW,
        };
        db.write(NOW, |tx| identities::insert(tx, &identity));
    }
    let (account, all) = db.read(|c| identities::with_account(c, id)).unwrap();
    assert_eq!(account.id, id);
    assert!(all == db.read(|c| identities::of_user(c, id)));
    assert!(all == db.read(|c| identities::of_users(c, &[id, id + 1])));
    assert_eq!(all.len(), 2);
}
