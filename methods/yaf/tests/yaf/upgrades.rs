//! Releases: the policies that operators set for them, and the advice that their users get.

use serde_json::{Value, json};
use signet_testkit::operators::{done, operate, refuses, refuses_unknown, rows};
use signet_testkit::{Client, TestGateway, eventually};

use crate::usual;

const IOS: i64 = 1;
const ANDROID: i64 = 2;
const H5: i64 = 3;

fn release(platform: i64, channel: &str, version: &str, way: i64) -> Value {
    json!({
        "app_platform": platform, "app_channel": channel, "app_version": version, "upgrade_way": way,
        "app_title": format!("{version} 来了"), "app_desc": "修复若干问题", "app_url": "https://example.com/app.apk",
        "dialog_repeat": 1
    })
}

fn make(admin: &Client<'_>, release: Value) -> Value {
    let data = done(admin, "admin.upgrade.create", release);
    assert_eq!(data.as_object().unwrap().len(), 1);
    data["upgrade_id"].clone()
}

/// Returns the policy for users of a release, and the version to move to.
fn advice(gateway: &TestGateway, platform: i64, channel: &str, version: &str) -> (i64, String) {
    let parameters = json!({"platform": platform, "channel": channel, "app_v": version});
    let answer = gateway.call("system.upgrade", parameters);
    assert_eq!(answer.code(), 200, "{answer:?}");
    let data = answer.data();
    assert_eq!(data["origin_v"], version);
    (
        data["upgrade_way"].as_i64().unwrap(),
        data["app_v"].as_str().unwrap().to_owned(),
    )
}

#[test]
fn users_are_sent_to_the_newest_release_by_number() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let to = |version: &str| (1, version.to_owned());
    make(&admin, release(IOS, "", "3.2.0", 1));
    make(&admin, release(IOS, "", "3.9.0", 0));
    let newest = make(&admin, release(IOS, "", "3.10.0", 0));
    eventually("3.10 is newer than 3.9", || {
        advice(&gateway, IOS, "", "3.2.0") == to("3.10.0")
    });
    for version in ["3.9.0", "3.10.0", "3.11.0"] {
        assert_eq!(advice(&gateway, IOS, "", version).0, 0, "{version}");
    }
    done(&admin, "admin.upgrade.hide", json!({"upgrade_id": newest}));
    eventually("a hidden release is none", || {
        advice(&gateway, IOS, "", "3.2.0") == to("3.9.0")
    });
    done(
        &admin,
        "admin.upgrade.hide",
        json!({"upgrade_id": newest, "hidden": 0}),
    );
    eventually("it is back", || {
        advice(&gateway, IOS, "", "3.2.0") == to("3.10.0")
    });
}

#[test]
fn an_edit_changes_what_users_get() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let id = make(&admin, release(ANDROID, "vivo", "1.0.0", 0));
    make(&admin, release(ANDROID, "vivo", "1.0.1", 0));
    make(&admin, release(ANDROID, "oppo", "9.0.0", 0));
    let advice = || advice(&gateway, ANDROID, "vivo", "1.0.0");
    for (way, version) in [(1, "1.0.1"), (2, "1.0.1"), (3, ""), (0, "")] {
        let mut edited = release(ANDROID, "vivo", "1.0.0", way);
        edited["upgrade_id"] = id.clone();
        done(&admin, "admin.upgrade.edit", edited.clone());
        eventually("the edit is seen", || advice() == (way, version.to_owned()));
        edited["state"] = json!(1);
        let list = rows(&admin, "admin.upgrade.list", json!({}));
        assert!(list.contains(&edited), "{list:?}");
    }
    let parameters = json!({"platform": ANDROID, "channel": "oppo", "app_v": "1.0.0"});
    let answer = gateway.call("system.upgrade", parameters);
    assert_eq!(answer.data()["upgrade_way"], json!(0), "another channel");
}

#[test]
fn the_target_says_what_users_are_shown_and_their_own_release_how_often() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let mut current = release(ANDROID, "vivo", "1.0.0", 2);
    current["dialog_repeat"] = json!(0);
    make(&admin, current);
    make(&admin, release(ANDROID, "vivo", "1.0.1", 0));
    let expected = json!({
        "upgrade_way": 2, "app_v": "1.0.1", "app_title": "1.0.1 来了", "app_desc": "修复若干问题",
        "app_url": "https://example.com/app.apk", "dialog_repeat": 0, "origin_v": "1.0.0"
    });
    let parameters = json!({"platform": ANDROID, "channel": "vivo", "app_v": "1.0.0"});
    eventually("both are seen", || {
        gateway.call("system.upgrade", parameters.clone()).data() == &expected
    });
    let init = gateway.call("system.init", parameters);
    assert_eq!(init.data()["upgrade"], expected);
}

#[test]
fn a_release_stands_once_per_platform_and_channel() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let first = make(&admin, release(ANDROID, "vivo", "1.0.0", 0));
    make(&admin, release(ANDROID, "oppo", "1.0.0", 0));
    make(&admin, release(IOS, "", "2.0.0", 0));
    done(&admin, "admin.upgrade.hide", json!({"upgrade_id": first}));
    for again in [
        release(ANDROID, "vivo", "1.0.0", 1),
        release(IOS, "", "2.0.0", 1),
    ] {
        let answer = operate(&admin, "admin.upgrade.create", again);
        assert_eq!(
            (answer.fault(), answer.msg()),
            ((503, "already_exists"), "记录已经存在")
        );
    }
    let mut onto = release(ANDROID, "oppo", "1.0.0", 1);
    onto["upgrade_id"] = first;
    let onto = operate(&admin, "admin.upgrade.edit", onto);
    assert_eq!(onto.fault(), (503, "already_exists"));
}

#[test]
fn an_operator_reads_what_is_wrong_with_a_release() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let right = release(ANDROID, "vivo", "1.0.0", 1);
    refuses(
        &admin,
        "admin.upgrade.create",
        &right,
        &[
            ("app_platform", json!(0)),
            ("app_platform", json!(3)),
            ("app_channel", json!("")),
            ("app_channel", json!("a".repeat(65))),
            ("app_version", json!("")),
            ("app_version", json!("1.x")),
            ("app_version", json!("1..0")),
            ("app_version", json!("1.0.")),
            ("app_version", json!("v1.0")),
            ("app_version", json!("+1.0")),
            ("app_version", json!("1.0-beta")),
            ("app_version", json!("99999999999999999999")),
            ("app_version", json!("1.".repeat(16) + "1")),
            ("upgrade_way", json!(-1)),
            ("upgrade_way", json!(4)),
            ("app_title", json!("")),
            ("app_title", json!("长".repeat(65))),
            ("app_desc", json!("长".repeat(256))),
            ("app_url", json!("a".repeat(256))),
            ("dialog_repeat", json!(2)),
        ],
    );
    let ios = release(IOS, "", "1.0.5", 1);
    refuses(
        &admin,
        "admin.upgrade.create",
        &ios,
        &[("app_channel", json!("vivo"))],
    );
    refuses_unknown(&admin, "upgrade", &json!({"upgrade_id": 999}), &right);
}

/// Releases of a channel with their policies, and what users of some versions get.
struct Channel {
    name: &'static str,
    releases: &'static [(&'static str, i64)],
    advice: &'static [(&'static str, (i64, &'static str))],
}

const CHANNELS: [Channel; 7] = [
    // The target is the newest by number, not by text.
    Channel {
        name: "by_number",
        releases: &[("1.9.0", 1), ("1.10.0", 0), ("1.2.0", 0)],
        advice: &[("1.9.0", (1, "1.10.0"))],
    },
    // Without anything newer there is no upgrade.
    Channel {
        name: "newest",
        releases: &[("1.10.0", 2), ("1.9.0", 0)],
        advice: &[
            ("1.10.0", (0, "")),
            ("1.9.0", (0, "")),
            ("3.0.0", (0, "")),
            ("nonsense", (0, "")),
            ("", (0, "")),
        ],
    },
    // A build number after the three numbers of a release is not part of the release.
    Channel {
        name: "builds",
        releases: &[("1.0.0", 2), ("1.0.1", 0)],
        advice: &[
            ("1.0.0", (2, "1.0.1")),
            ("1", (2, "1.0.1")),
            ("v1.0.0-debug (12)", (2, "1.0.1")),
            ("1.0.0.5", (2, "1.0.1")),
            ("1.0.0.0", (2, "1.0.1")),
            ("1.0.1", (0, "")),
            ("v1.0.1 (3)", (0, "")),
            ("2", (0, "")),
            ("1.1-debug", (0, "")),
            ("99999999999999999999", (0, "")),
            ("debug", (0, "")),
        ],
    },
    // A build number is part of a release that is listed with it.
    Channel {
        name: "four_numbers",
        releases: &[("1.0.0", 2), ("1.0.0.5", 1), ("1.0.1", 0)],
        advice: &[("1.0.0.5", (1, "1.0.1")), ("1.0.0.6", (2, "1.0.1"))],
    },
    // Another channel has other releases.
    Channel {
        name: "one",
        releases: &[("1.0.0", 2), ("1.1.0", 0)],
        advice: &[("1.0.0", (2, "1.1.0"))],
    },
    Channel {
        name: "other",
        releases: &[("2.0.0", 0)],
        advice: &[("1.0.0", (0, ""))],
    },
    // A closed app has no target.
    Channel {
        name: "closed",
        releases: &[("1.0.0", 3), ("2.0.0", 0)],
        advice: &[("1.0.0", (3, ""))],
    },
];

#[test]
fn users_get_what_the_releases_of_their_channel_say() {
    let gateway = usual().start();
    let admin = gateway.admin();
    for channel in &CHANNELS {
        for (version, way) in channel.releases {
            make(&admin, release(ANDROID, channel.name, version, *way));
        }
    }
    make(&admin, release(IOS, "", "3.9.0", 1));
    make(&admin, release(IOS, "", "3.10.0", 0));
    eventually("iOS has no channels", || {
        advice(&gateway, IOS, "ignored", "3.9.0") == (1, "3.10.0".to_owned())
    });
    for channel in &CHANNELS {
        for (version, (way, target)) in channel.advice {
            let name = channel.name;
            assert_eq!(
                advice(&gateway, ANDROID, name, version),
                (*way, (*target).to_owned()),
                "{name}: {version}"
            );
        }
    }
    assert_eq!(advice(&gateway, H5, "one", "1.0.0"), (0, String::new()));
}
