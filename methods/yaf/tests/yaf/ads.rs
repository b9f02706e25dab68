//! Ads: operators create them, and clients get them.

use serde_json::{Value, json};
use signet_testkit::operators::{done, operate, refuses, refuses_unknown, rows};
use signet_testkit::{Client, TestGateway, eventually};

use crate::usual;

const DAY: i64 = 86_400;

/// The parameters of an ad that is shown to everybody from an hour ago until tomorrow.
fn ad(gateway: &TestGateway, position_id: &Value, name: &str, listorder: i64) -> Value {
    let zone = &gateway.gateway.services.zone;
    let now = gateway.clock.now();
    json!({
        "position_id": position_id, "ad_name": name, "ad_image_url": "http://files.yourname.com/a.png",
        "ad_iphone_image_url": "http://files.yourname.com/iphone.png", "ad_url": "inside://home", "platforms": 31,
        "start_time": zone.date_time(now - 3600), "end_time": zone.date_time(now + DAY), "listorder": listorder
    })
}

fn make_position(admin: &Client<'_>, code: &str, max_ads: i64) -> Value {
    let parameters = json!({"position_name": "测试", "code": code, "max_ads": max_ads});
    let data = done(admin, "admin.position.create", parameters);
    assert_eq!(data.as_object().unwrap().len(), 1);
    data["position_id"].clone()
}

/// The names of the ads that are shown on a platform.
fn names(gateway: &TestGateway, code: &str, platform: i64) -> Vec<String> {
    let parameters = json!({"code": code, "platform": platform, "token": ""});
    let answer = gateway.call("system.ads", parameters);
    assert_eq!((answer.code(), answer.msg()), (200, "success"));
    let list = answer.data()["list"].as_array().unwrap().clone();
    list.iter()
        .map(|ad| ad["ad_name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn ads_and_home_are_answered_as_documented() {
    let gateway = usual().start();
    let answer = gateway.call("system.ads", json!({"code": "app_home", "token": ""}));
    assert_eq!((answer.code(), answer.msg()), (200, "success"));
    let mut data = answer.data().clone();
    assert!(data["list"][0]["ad_id"].is_i64());
    data["list"][0]["ad_id"] = json!(6);
    let ads = json!([{
        "ad_id": 6, "ad_name": "世界杯广告", "ad_image_url": "http://files.yourname.com/files/5b9a1b9e34193.png",
        "ad_url": "http://www.baidu.com"
    }]);
    assert_eq!(data, json!({"list": ads}));

    let answer = gateway.call("system.home", json!({"token": ""}));
    assert_eq!((answer.code(), answer.msg()), (200, "success"));
    let mut data = answer.data().clone();
    data["ads"][0]["ad_id"] = json!(6);
    assert_eq!(data, json!({"ads": ads}));
}

#[test]
fn a_position_without_ads_has_an_empty_list() {
    let gateway = usual().start();
    let answer = gateway.call("system.ads", json!({"code": "nowhere"}));
    assert_eq!(answer.data(), &json!({"list": []}));
    for code in [json!(null), json!(""), json!("a".repeat(65)), json!([])] {
        let answer = gateway.call("system.ads", json!({"code": code}));
        assert_eq!(answer.fault(), (503, "bad_params"), "{code}");
        assert!(answer.msg().contains("code"), "{}", answer.msg());
    }
}

#[test]
fn a_position_shows_its_first_ads_in_their_order() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let position = make_position(&admin, "top", 3);
    for (name, listorder) in [("third", 1), ("second", 1), ("fourth", 2), ("first", 0)] {
        done(
            &admin,
            "admin.ad.create",
            ad(&gateway, &position, name, listorder),
        );
    }
    eventually("the first three are shown", || {
        names(&gateway, "top", 1) == ["first", "second", "third"]
    });
    let parameters =
        json!({"position_id": position, "position_name": "顶部", "code": "top", "max_ads": 1});
    done(&admin, "admin.position.edit", parameters);
    eventually("the first one is shown", || {
        names(&gateway, "top", 1) == ["first"]
    });
    let id = json!({"position_id": position});
    done(&admin, "admin.position.hide", id.clone());
    eventually("none is shown", || names(&gateway, "top", 1).is_empty());
    let list = rows(&admin, "admin.position.list", json!({}));
    let expected = json!({
        "position_id": position, "position_name": "顶部", "code": "top", "max_ads": 1, "state": 0
    });
    assert_eq!((list.len(), &list[0]), (3, &expected));
    done(
        &admin,
        "admin.position.hide",
        json!({"position_id": position, "hidden": 0}),
    );
    eventually("it is shown again", || {
        names(&gateway, "top", 1) == ["first"]
    });
}

#[test]
fn an_ad_is_shown_in_its_time_on_its_platforms() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let position = make_position(&admin, "timed", 9);
    let zone = &gateway.gateway.services.zone;
    let now = gateway.clock.now();
    let mut android = ad(&gateway, &position, "android", 0);
    android["platforms"] = json!(2);
    let mut web_and_ios = ad(&gateway, &position, "web and ios", 1);
    web_and_ios["platforms"] = json!(9);
    let mut later = ad(&gateway, &position, "later", 2);
    later["start_time"] = json!(zone.date_time(now + 7200));
    let mut ends = ad(&gateway, &position, "ends", 3);
    ends["end_time"] = json!(zone.date_time(now + 3600));
    for ad in [android, web_and_ios, later, ends] {
        done(&admin, "admin.ad.create", ad);
    }
    eventually("Android has its own", || {
        names(&gateway, "timed", 2) == ["android", "ends"]
    });
    for (platform, expected) in [
        (1, &["web and ios", "ends"][..]),
        (3, &["ends"]),
        (4, &["web and ios", "ends"]),
        (99, &["ends"]),
    ] {
        assert_eq!(names(&gateway, "timed", platform), expected, "{platform}");
    }
    gateway.clock.shift(7201);
    assert_eq!(names(&gateway, "timed", 3), ["later"]);
    gateway.clock.shift(2 * DAY);
    assert!(names(&gateway, "timed", 3).is_empty());
}

#[test]
fn an_ad_is_edited_hidden_and_shown() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let position = make_position(&admin, "edited", 5);
    let answer = operate(&admin, "admin.ad.create", ad(&gateway, &position, "old", 0));
    assert_eq!(answer.msg(), "添加成功");
    assert_eq!(answer.data().as_object().unwrap().len(), 1);
    let id = answer.data()["ad_id"].clone();
    let mut edited = ad(&gateway, &position, "new", 7);
    edited["ad_id"] = id.clone();
    edited["ad_url"] = json!("");
    let answer = operate(&admin, "admin.ad.edit", edited.clone());
    assert_eq!(
        (answer.msg(), answer.body.get("data")),
        ("修改成功", None),
        "{answer:?}"
    );
    let list = |platform| {
        let parameters = json!({"code": "edited", "platform": platform});
        gateway.call("system.ads", parameters).data()["list"].clone()
    };
    let expected =
        |image: &str| json!([{"ad_id": id, "ad_name": "new", "ad_image_url": image, "ad_url": ""}]);
    eventually("the edit is seen", || {
        list(2) == expected("http://files.yourname.com/a.png")
    });
    assert_eq!(list(1), expected("http://files.yourname.com/iphone.png"));

    let answer = operate(&admin, "admin.ad.hide", json!({"ad_id": id}));
    assert_eq!(
        (answer.msg(), answer.body.get("data")),
        ("设置成功", None),
        "{answer:?}"
    );
    eventually("it is hidden", || list(1) == json!([]));
    let mut row = edited;
    row["state"] = json!(0);
    let parameters = json!({"position_id": position});
    assert_eq!(rows(&admin, "admin.ad.list", parameters), [row]);
    done(
        &admin,
        "admin.ad.hide",
        json!({"ad_id": id, "hidden": false}),
    );
    eventually("it is shown", || list(1) != json!([]));
}

#[test]
fn the_start_ad_obeys_its_position() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let start = |name: &str| {
        let data = gateway.call("system.init", json!({})).data().clone();
        data["start_ad"]["ad_name"] == name
    };
    assert!(start("APP 启动页广告"));
    let list = rows(&admin, "admin.position.list", json!({}));
    let row = list
        .iter()
        .find(|row| row["code"] == "APP_START_AD")
        .unwrap();
    let position = &row["position_id"];
    done(
        &admin,
        "admin.ad.create",
        ad(&gateway, position, "newer", 0),
    );
    eventually("the newest is first", || start("newer"));
    done(
        &admin,
        "admin.position.hide",
        json!({"position_id": position}),
    );
    eventually("there is none", || {
        gateway.call("system.init", json!({})).data()["start_ad"] == json!({})
    });
}

#[test]
fn an_operator_reads_what_is_wrong_with_an_ad_or_a_position() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let right = json!({"position_name": "测试", "code": "ok", "max_ads": 1});
    refuses(
        &admin,
        "admin.position.create",
        &right,
        &[
            ("position_name", json!("")),
            ("position_name", json!("长".repeat(65))),
            ("code", json!("空 格")),
            ("code", json!("a".repeat(31))),
            ("max_ads", json!(0)),
            ("max_ads", json!(51)),
        ],
    );
    refuses_unknown(&admin, "position", &json!({"position_id": 999}), &right);
    let position = make_position(&admin, "ok", 1);
    let again = operate(&admin, "admin.position.create", right.clone());
    assert_eq!(again.fault(), (503, "already_exists"));
    let mut onto = right;
    onto["position_id"] = position.clone();
    onto["code"] = json!("app_home");
    let onto = operate(&admin, "admin.position.edit", onto);
    assert_eq!(onto.fault(), (503, "already_exists"));

    let right = ad(&gateway, &position, "right", 0);
    refuses(
        &admin,
        "admin.ad.create",
        &right,
        &[
            ("position_id", json!(999)),
            ("position_id", json!(0)),
            ("ad_name", json!("长".repeat(65))),
            ("ad_image_url", json!("")),
            ("ad_image_url", json!("a".repeat(256))),
            ("ad_iphone_image_url", json!("a".repeat(256))),
            ("ad_url", json!("a".repeat(256))),
            ("platforms", json!(0)),
            ("platforms", json!(32)),
            ("start_time", json!("2026-02-30 00:00:00")),
            ("end_time", right["start_time"].clone()),
            ("end_time", json!(1_800_000_000)),
            ("listorder", json!(-1)),
            ("listorder", json!(100_000)),
        ],
    );
    refuses_unknown(&admin, "ad", &json!({"ad_id": 999}), &right);
    let mut nowhere = right;
    nowhere["ad_id"] = json!(1);
    nowhere["position_id"] = json!(999);
    let nowhere = operate(&admin, "admin.ad.edit", nowhere);
    assert_eq!(nowhere.fault(), (503, "bad_params"));
    let flag = operate(&admin, "admin.ad.hide", json!({"ad_id": 1, "hidden": 2}));
    assert_eq!(flag.fault(), (503, "bad_params"));
}
