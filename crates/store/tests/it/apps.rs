use signet_store::app_secrets::{self, NewAppSecret};
use signet_store::apps::{self, App};
use signet_store::ip_bans::{self, IpBan};
use signet_store::{Error, revisions, server_keys};

use crate::{NOW, Scratch};

fn app(appid: &str) -> App {
    App {
        appid: appid.to_owned(),
        name: "苹果应用".to_owned(),
        class: "app".to_owned(),
        state: "live".to_owned(),
        allow: "user.*,system.*".to_owned(),
        ips: String::new(),
        origins: "https://example.com".to_owned(),
        min_sign_type: "MD5".to_owned(),
        sandbox: true,
        calls_per_minute: 600,
        identity_trusted: true,
        created_at: NOW,
        updated_at: NOW,
    }
}

fn secret(appid: &str, valid_until: Option<i64>) -> NewAppSecret {
    NewAppSecret {
        appid: appid.to_owned(),
        secret: "7512100214f62d7de8ba01b281d6da02".to_owned(),
        valid_from: NOW,
        valid_until,
        created_at: NOW,
    }
}

#[test]
fn an_app_is_stored_as_it_is() {
    let db = Scratch::new();
    db.write(NOW, |tx| apps::insert(tx, &app("ios")));
    db.write(NOW, |tx| apps::insert(tx, &app("android")));
    assert_eq!(db.read(|c| apps::find(c, "ios")), Some(app("ios")));
    assert_eq!(
        db.read(|c| apps::find(c, "IOS")),
        None,
        "appids differ by case"
    );
    assert_eq!(db.read(apps::all), [app("android"), app("ios")]);
    assert_eq!(db.read(apps::count), 2);
    let again = db.transaction_blocking(NOW, |tx| apps::insert(tx, &app("ios")));
    assert!(matches!(again, Err(Error::Duplicate)), "{again:?}");
}

#[test]
fn the_state_of_an_app_changes_until_it_is_revoked() {
    let db = Scratch::new();
    db.write(NOW, |tx| apps::insert(tx, &app("ios")));
    assert!(db.write(NOW + 1, |tx| apps::set_state(tx, "ios", "suspended")));
    assert!(
        db.write(NOW + 1, |tx| apps::set_state(tx, "ios", "suspended")),
        "the same again is no error"
    );
    assert!(db.write(NOW + 2, |tx| apps::set_state(tx, "ios", "live")));
    assert!(db.write(NOW + 3, |tx| apps::set_state(tx, "ios", "revoked")));
    assert!(
        !db.write(NOW + 4, |tx| apps::set_state(tx, "ios", "live")),
        "revoked is for ever"
    );
    assert!(!db.write(NOW + 4, |tx| apps::set_state(tx, "other", "revoked")));
    let changed = db.read(|c| apps::find(c, "ios")).unwrap();
    assert_eq!(
        (changed.state.as_str(), changed.updated_at),
        ("revoked", NOW + 3)
    );
}

#[test]
fn a_new_secret_ends_the_older_ones() {
    let db = Scratch::new();
    db.write(NOW, |tx| apps::insert(tx, &app("ios")));
    db.write(NOW, |tx| apps::insert(tx, &app("other")));
    let open = db.write(NOW, |tx| app_secrets::insert(tx, &secret("ios", None)));
    let ends_later = db.write(NOW, |tx| {
        app_secrets::insert(tx, &secret("ios", Some(NOW + 900)))
    });
    let ends_sooner = db.write(NOW, |tx| {
        app_secrets::insert(tx, &secret("ios", Some(NOW + 10)))
    });
    let newest = db.write(NOW, |tx| app_secrets::insert(tx, &secret("ios", None)));
    let foreign = db.write(NOW, |tx| app_secrets::insert(tx, &secret("other", None)));

    assert_eq!(
        db.write(NOW, |tx| app_secrets::end_older(
            tx,
            "ios",
            newest,
            NOW + 60
        )),
        2
    );
    let ends: Vec<_> = db
        .read(|c| app_secrets::of_app(c, "ios"))
        .iter()
        .map(|s| (s.id, s.valid_until))
        .collect();
    let expected = [
        (open, Some(NOW + 60)),
        (ends_later, Some(NOW + 60)),
        (ends_sooner, Some(NOW + 10)),
        (newest, None),
    ];
    assert_eq!(ends, expected);
    let all = db.read(app_secrets::all);
    assert_eq!(all.len(), 5);
    assert!(
        all.iter()
            .any(|s| s.id == foreign && s.valid_until.is_none())
    );
    assert!(
        !format!("{all:?}").contains("7512100214f6"),
        "a secret must not be in a log"
    );
}

#[test]
fn a_secret_needs_its_app() {
    let db = Scratch::new();
    let orphan =
        db.transaction_blocking(NOW, |tx| app_secrets::insert(tx, &secret("nobody", None)));
    assert!(matches!(orphan, Err(Error::Query(_))), "{orphan:?}");
}

#[test]
fn bans_are_overwritten_and_end() {
    let db = Scratch::new();
    let ban = |until| IpBan {
        ip: "2001:db8::1".to_owned(),
        banned_until: until,
        reason: "太多错误签名".to_owned(),
        created_at: NOW,
    };
    db.write(NOW, |tx| ip_bans::put(tx, &ban(NOW + 10)));
    db.write(NOW, |tx| ip_bans::put(tx, &ban(NOW + 20)));
    assert_eq!(db.read(|c| ip_bans::all_live(c, NOW + 19)), [ban(NOW + 20)]);
    assert_eq!(db.read(|c| ip_bans::all_live(c, NOW + 20)), []);
    assert!(db.write(NOW, |tx| ip_bans::remove(tx, "2001:db8::1")));
    assert!(!db.write(NOW, |tx| ip_bans::remove(tx, "2001:db8::1")));
}

#[test]
fn revisions_grow() {
    let db = Scratch::new();
    db.write(NOW, |tx| revisions::bump(tx, "sms"));
    db.write(NOW, |tx| revisions::bump(tx, "sms"));
    assert_eq!(
        db.read(revisions::all),
        [("apps".to_owned(), 0), ("sms".to_owned(), 2)]
    );
    let unknown = db.transaction_blocking(NOW, |tx| revisions::bump(tx, "nonsense"));
    assert!(matches!(unknown, Err(Error::Query(_))), "{unknown:?}");
}

#[test]
fn nodes_that_race_get_one_key() {
    let db = Scratch::new();
    let keys: Vec<String> = std::thread::scope(|scope| {
        let racer = |n: usize| {
            let db = &db;
            scope.spawn(move || {
                db.write(NOW, |tx| {
                    server_keys::get_or_insert(tx, "mac", &format!("candidate {n}"))
                })
            })
        };
        let racers: Vec<_> = (0..4).map(racer).collect();
        racers
            .into_iter()
            .map(|racer| racer.join().unwrap())
            .collect()
    });
    assert!(keys.windows(2).all(|pair| pair[0] == pair[1]), "{keys:?}");
    assert_eq!(
        db.write(NOW, |tx| server_keys::get_or_insert(tx, "mac", "late")),
        keys[0]
    );
}
