use signet_store::ad_positions::{self, NewAdPosition};
use signet_store::ads::{self, NewAd};
use signet_store::app_upgrades::{self, NewAppUpgrade};
use signet_store::notices::{self, NewNotice};
use signet_store::system_configs::{self, SystemConfig};
use signet_store::{Error, Store};

use crate::{NOW, Scratch};

#[test]
fn a_release_stands_once_per_channel() {
    let db = Scratch::new();
    let upgrade = |channel: &str, state| NewAppUpgrade {
        platform: 2,
        channel: channel.to_owned(),
        version: "1.10.0".to_owned(),
        way: 1,
        title: "发现新版本".to_owned(),
        description: "修复若干问题".to_owned(),
        url: "https://example.com/app.apk".to_owned(),
        dialog_repeat: 1,
        state,
        created_at: NOW,
        updated_at: NOW,
    };
    let id = db.ask(|c| app_upgrades::insert(c, &upgrade("huawei", 1)));
    db.ask(|c| app_upgrades::insert(c, &upgrade("xiaomi", 0)));
    let again = db.run_blocking(|c| app_upgrades::insert(c, &upgrade("huawei", 1)));
    assert!(matches!(again, Err(Error::Duplicate)), "{again:?}");
    let live = db.ask(app_upgrades::all_live);
    assert_eq!(live.len(), 1);
    assert_eq!(
        (live[0].id, live[0].channel.as_str(), live[0].way),
        (id, "huawei", 1)
    );
}

#[test]
fn a_config_is_overwritten() {
    let db = Scratch::new();
    let config = |name: &str, value: &str, state| SystemConfig {
        name: name.to_owned(),
        title: "客服电话".to_owned(),
        value: value.to_owned(),
        state,
        updated_at: NOW,
    };
    db.ask(|c| system_configs::put(c, &config("phone", "1", 1)));
    db.ask(|c| system_configs::put(c, &config("phone", "2", 1)));
    db.ask(|c| system_configs::put(c, &config("hidden", "3", 0)));
    assert_eq!(db.ask(system_configs::all_live), [config("phone", "2", 1)]);
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
        state: 1,
        created_at: NOW,
        updated_at: NOW,
    }
}

fn position(db: &Store, code: &str) -> Result<i64, Error> {
    let position = NewAdPosition {
        code: code.to_owned(),
        name: "首页".to_owned(),
        max_ads: 5,
    };
    db.run_blocking(|c| ad_positions::insert(c, &position))
}

#[test]
fn ads_come_in_their_order_until_they_end() {
    let db = Scratch::new();
    let start = position(&db, "app_start").unwrap();
    let home = position(&db, "app_home").unwrap();
    assert!(matches!(position(&db, "app_home"), Err(Error::Duplicate)));
    let codes: Vec<_> = db
        .ask(ad_positions::all)
        .into_iter()
        .map(|position| position.code)
        .collect();
    assert_eq!(codes, ["app_start", "app_home"]);

    let late = NewAd {
        ends_at: NOW - 1,
        ..ad(home, "over", 0)
    };
    let future = NewAd {
        starts_at: NOW + 5,
        ..ad(start, "future", 0)
    };
    let hidden = NewAd {
        state: 0,
        ..ad(home, "hidden", 0)
    };
    let all = [
        ad(home, "second", 2),
        ad(home, "older", 1),
        ad(home, "newer", 1),
        late,
        future,
        hidden,
    ];
    for ad in &all {
        db.ask(|c| ads::insert(c, ad));
    }
    let names: Vec<_> = db
        .ask(|c| ads::current(c, NOW))
        .into_iter()
        .map(|ad| ad.name)
        .collect();
    assert_eq!(names, ["future", "newer", "older", "second"]);
    let orphan = db.run_blocking(|c| ads::insert(c, &ad(99, "orphan", 0)));
    assert!(matches!(orphan, Err(Error::Query(_))), "{orphan:?}");
}

#[test]
fn dialogs_come_newest_first_until_they_end() {
    let db = Scratch::new();
    let notice = |title: &str, is_dialog, dialog_ends_at| NewNotice {
        title: title.to_owned(),
        summary: "摘要".to_owned(),
        body: "<p>正文</p>".to_owned(),
        platforms: 31,
        is_dialog,
        dialog_ends_at,
        state: 1,
        created_at: NOW,
        updated_at: NOW,
    };
    let hidden = NewNotice {
        state: 0,
        ..notice("hidden", true, None)
    };
    let all = [
        notice("endless", true, None),
        notice("ends now", true, Some(NOW)),
        notice("over", true, Some(NOW - 1)),
        notice("no dialog", false, None),
        hidden,
    ];
    for notice in &all {
        db.ask(|c| notices::insert(c, notice));
    }
    let titles: Vec<_> = db
        .ask(|c| notices::newest_dialogs(c, NOW))
        .into_iter()
        .map(|notice| notice.title)
        .collect();
    assert_eq!(titles, ["ends now", "endless"]);
}
