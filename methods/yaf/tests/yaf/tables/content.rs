use signet_methods_yaf::tables::ad_positions::{self, NewAdPosition};
use signet_methods_yaf::tables::ads::{self, NewAd};
use signet_methods_yaf::tables::app_upgrades::{self, NewAppUpgrade};
use signet_methods_yaf::tables::categories::{self, NewCategory};
use signet_methods_yaf::tables::links::{self, NewLink};
use signet_methods_yaf::tables::system_configs::{self, NewSystemConfig};
use signet_store::{Error, PageRequest, State, Store};

use super::{NOW, scratch};

const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 20,
};

const BEYOND: PageRequest = PageRequest {
    offset: 20,
    limit: 20,
};

#[test]
fn a_release_stands_once_per_channel() {
    let db = scratch();
    let upgrade = |channel: &str, policy| NewAppUpgrade {
        platform: 2,
        channel: channel.to_owned(),
        version: "1.10.0".to_owned(),
        policy,
        title: "发现新版本".to_owned(),
        description: "修复若干问题".to_owned(),
        url: "https://example.com/app.apk".to_owned(),
        dialog_repeat: 1,
    };
    let first = db.write(NOW, |tx| app_upgrades::insert(tx, &upgrade("huawei", 1)));
    let second = db.write(NOW, |tx| app_upgrades::insert(tx, &upgrade("xiaomi", 1)));
    let again = db.transaction_blocking(NOW, |tx| app_upgrades::insert(tx, &upgrade("huawei", 1)));
    assert!(matches!(again, Err(Error::Duplicate)), "{again:?}");
    let onto = db.transaction_blocking(NOW, |tx| {
        app_upgrades::update(tx, second, &upgrade("huawei", 1))
    });
    assert!(matches!(onto, Err(Error::Duplicate)), "{onto:?}");

    assert!(db.write(NOW + 1, |tx| app_upgrades::update(
        tx,
        first,
        &upgrade("huawei", 2)
    )));
    assert!(db.write(NOW + 1, |tx| app_upgrades::set_state(
        tx,
        second,
        State::Hidden
    )));
    assert!(!db.write(NOW, |tx| app_upgrades::set_state(tx, 99, State::Hidden)));
    let live = db.read(app_upgrades::all_live);
    assert_eq!(live.len(), 1);
    assert_eq!(
        (live[0].id, live[0].channel.as_str(), live[0].policy),
        (first, "huawei", 2)
    );
    let page = db.read(|c| app_upgrades::page(c, ALL));
    let ids: Vec<_> = page.rows.iter().map(|row| row.id).collect();
    assert_eq!((page.total, ids), (2, vec![second, first]));
    let beyond = db.read(|c| app_upgrades::page(c, BEYOND));
    assert_eq!((beyond.total, beyond.rows), (2, vec![]));
}

#[test]
fn a_config_is_added_changed_and_hidden() {
    let db = scratch();
    let config = |name: &str, value: &str| NewSystemConfig {
        name: name.to_owned(),
        title: "客服电话".to_owned(),
        value: value.to_owned(),
    };
    db.write(NOW, |tx| system_configs::insert(tx, &config("phone", "1")));
    db.write(NOW, |tx| system_configs::insert(tx, &config("hidden", "3")));
    let again =
        db.transaction_blocking(NOW, |tx| system_configs::insert(tx, &config("phone", "1")));
    assert!(matches!(again, Err(Error::Duplicate)), "{again:?}");
    assert!(db.write(NOW + 1, |tx| system_configs::update(
        tx,
        &config("phone", "2")
    )));
    assert!(!db.write(NOW, |tx| system_configs::update(tx, &config("nobody", "2"))));
    assert!(db.write(NOW, |tx| system_configs::set_state(
        tx,
        "hidden",
        State::Hidden
    )));
    let live = db.read(system_configs::all_live);
    assert_eq!(live.len(), 1);
    assert_eq!((live[0].value.as_str(), live[0].updated_at), ("2", NOW + 1));
    let page = db.read(|c| system_configs::page(c, ALL));
    let states: Vec<_> = page
        .rows
        .iter()
        .map(|row| (row.name.as_str(), row.state))
        .collect();
    assert_eq!(states, [("hidden", State::Hidden), ("phone", State::Live)]);
}

fn ad(position_id: i64, name: &str, listorder: i64) -> NewAd {
    NewAd {
        position_id,
        name: name.to_owned(),
        image_url: "https://example.com/1.png".to_owned(),
        iphone_image_url: String::new(),
        url: String::new(),
        platforms: 3,
        starts_at: NOW - 10,
        ends_at: NOW + 10,
        listorder,
    }
}

fn position(db: &Store, code: &str) -> Result<i64, Error> {
    let position = NewAdPosition {
        code: code.to_owned(),
        name: "首页".to_owned(),
        max_ads: 5,
    };
    db.transaction_blocking(NOW, |tx| ad_positions::insert(tx, &position))
}

#[test]
fn a_position_is_changed_hidden_and_shown() {
    let db = scratch();
    let start = position(&db, "app_start").unwrap();
    let home = position(&db, "app_home").unwrap();
    assert!(matches!(position(&db, "app_home"), Err(Error::Duplicate)));
    let changed = NewAdPosition {
        code: "app_top".to_owned(),
        name: "顶部".to_owned(),
        max_ads: 1,
    };
    assert!(db.write(NOW, |tx| ad_positions::update(tx, start, &changed)));
    let onto = db.transaction_blocking(NOW, |tx| ad_positions::update(tx, home, &changed));
    assert!(matches!(onto, Err(Error::Duplicate)), "{onto:?}");
    assert!(db.write(NOW, |tx| ad_positions::set_state(tx, home, State::Hidden)));
    assert!(!db.write(NOW, |tx| ad_positions::set_state(tx, 99, State::Hidden)));
    let live = db.read(ad_positions::all_live);
    assert_eq!((live.len(), live[0].code.as_str()), (1, "app_top"));
    let page = db.read(|c| ad_positions::page(c, ALL));
    let states: Vec<_> = page.rows.iter().map(|row| (row.id, row.state)).collect();
    assert_eq!(states, [(home, State::Hidden), (start, State::Live)]);
    assert!(db.read(|c| ad_positions::exists(c, home)));
    assert!(!db.read(|c| ad_positions::exists(c, 99)));
}

#[test]
fn ads_come_in_their_order_until_they_end() {
    let db = scratch();
    let start = position(&db, "app_start").unwrap();
    let home = position(&db, "app_home").unwrap();
    let late = NewAd {
        ends_at: NOW - 1,
        ..ad(home, "over", 0)
    };
    let future = NewAd {
        starts_at: NOW + 5,
        ..ad(start, "future", 0)
    };
    let all = [
        ad(home, "second", 2),
        ad(home, "older", 1),
        ad(home, "newer", 1),
        late,
        future,
    ];
    for ad in &all {
        db.write(NOW, |tx| ads::insert(tx, ad));
    }
    let hidden = db.write(NOW, |tx| ads::insert(tx, &ad(home, "unsaid", 0)));
    assert!(db.write(NOW + 1, |tx| ads::update(
        tx,
        hidden,
        &ad(home, "hidden", 3)
    )));
    assert!(db.write(NOW + 1, |tx| ads::set_state(tx, hidden, State::Hidden)));
    assert!(!db.write(NOW, |tx| ads::update(tx, 99, &ad(home, "nothing", 0))));
    let names = |rows: Vec<ads::Ad>| rows.into_iter().map(|ad| ad.name).collect::<Vec<_>>();
    assert_eq!(
        names(db.read(|c| ads::current(c, NOW))),
        ["future", "newer", "older", "second"]
    );
    let page = db.read(|c| ads::page(c, home, ALL));
    assert_eq!(page.total, 5);
    assert_eq!(
        names(page.rows),
        ["over", "newer", "older", "second", "hidden"]
    );
    let orphan = db.transaction_blocking(NOW, |tx| ads::insert(tx, &ad(99, "orphan", 0)));
    assert!(matches!(orphan, Err(Error::Query(_))), "{orphan:?}");
}

#[test]
fn links_come_in_their_order() {
    let db = scratch();
    let category = NewCategory {
        cat_type: 2,
        name: "搜索引擎".to_owned(),
        parent_id: 0,
        level: 1,
        cat_code: format!("{:0<30}", 100),
        listorder: 0,
    };
    let category_id = db.write(NOW, |tx| categories::insert(tx, &category));
    let link = |name: &str, listorder| NewLink {
        category_id,
        name: name.to_owned(),
        url: "https://example.com".to_owned(),
        image_url: String::new(),
        listorder,
    };
    let third = db.write(NOW, |tx| links::insert(tx, &link("third", 1)));
    let first = db.write(NOW, |tx| links::insert(tx, &link("first", 0)));
    let second = db.write(NOW, |tx| links::insert(tx, &link("last", 9)));
    assert!(db.write(NOW + 1, |tx| links::update(tx, second, &link("second", 0))));
    assert!(db.write(NOW + 1, |tx| links::set_state(tx, first, State::Hidden)));
    assert!(!db.write(NOW, |tx| links::set_state(tx, 99, State::Hidden)));
    let ids = |rows: Vec<links::Link>| rows.into_iter().map(|link| link.id).collect::<Vec<_>>();
    assert_eq!(ids(db.read(links::all_live)), [second, third]);
    let page = db.read(|c| links::page(c, category_id, ALL));
    assert_eq!(
        (page.total, ids(page.rows)),
        (3, vec![first, second, third])
    );
    assert_eq!(db.read(|c| links::page(c, 99, ALL)).total, 0);
}
