//! The methods that an app calls at start.

use serde_json::json;
use signet_methods_yaf::tables::system_configs;
use signet_store::{Error, State, Tx, revisions};
use signet_testkit::eventually;

use crate::usual;

#[test]
fn init_is_answered_as_documented() {
    let gateway = usual().start();
    let answer = gateway.call(
        "system.init",
        json!({"platform": 2, "channel": "huawei", "app_v": "1.0.0", "token": ""}),
    );
    assert_eq!((answer.code(), answer.msg()), (200, "success"));
    let mut data = answer.data().clone();
    assert!(data["start_ad"]["ad_id"].is_i64());
    data["start_ad"]["ad_id"] = json!(7);
    let edition = data["notice_dialog"]["edition"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        edition.len() == 20 && edition.bytes().all(|byte| byte.is_ascii_digit()),
        "{edition}"
    );
    data["notice_dialog"]["edition"] = json!("");
    let link = "https://github.com/fingerQin";
    let expected = json!({
        "token_status": 0,
        "upgrade": {
            "upgrade_way": 1, "app_v": "1.0.1", "app_title": "端午节新版闹龙舟", "app_desc": "端午节新版闹龙舟",
            "app_url": link, "dialog_repeat": 1, "origin_v": "1.0.0"
        },
        "start_ad": {
            "ad_id": 7, "ad_name": "APP 启动页广告", "ad_image_url": "http://files.yourname.com/images/start.png", "ad_url": link
        },
        "app_home_right_btn_url": link,
        "app_service": {"txt": "服务中心", "url": link},
        "app_about": {"txt": "关于我们", "url": link},
        "app_feedback": {"txt": "意见反馈", "url": link},
        "notice_dialog": {"title": "清明节假期公告", "summary": "清明节将至，平台放假通知。", "edition": ""}
    });
    assert_eq!(data, expected);
}

#[test]
fn init_works_on_every_platform() {
    let gateway = usual().start();
    for platform in [
        json!(1),
        json!("2"),
        json!(3),
        json!(4),
        json!(99),
        json!(-1),
        json!("x"),
        json!(null),
        json!([]),
    ] {
        let answer = gateway.call(
            "system.init",
            json!({"platform": platform, "app_v": "0.0.1"}),
        );
        assert_eq!(
            (answer.code(), &answer.data()["upgrade"]["upgrade_way"]),
            (200, &json!(0)),
            "{platform}"
        );
    }
    assert_eq!(gateway.call("system.init", json!({})).code(), 200);
}

#[test]
fn a_part_of_init_that_is_missing_is_empty() {
    let gateway = usual().start();
    let clear = |tx: &mut Tx<'_>| {
        for config in system_configs::all_live(tx)? {
            system_configs::set_state(tx, &config.name, State::Hidden)?;
        }
        revisions::bump(tx, "content")
    };
    gateway
        .store()
        .transaction_blocking::<_, Error>(0, clear)
        .unwrap();
    let init = || gateway.call("system.init", json!({})).data().clone();
    eventually("the change is seen", || init()["app_about"] == json!({}));
    let data = init();
    assert_eq!(
        (
            &data["app_service"],
            &data["app_feedback"],
            &data["app_home_right_btn_url"]
        ),
        (&json!({}), &json!({}), &json!(""))
    );
    gateway.clock.shift(4000 * 86_400);
    let data = init();
    assert_eq!(
        (&data["start_ad"], &data["notice_dialog"]),
        (&json!({}), &json!({})),
        "the ad and the notice are over"
    );
}

#[test]
fn upgrade_answers_under_both_names() {
    let gateway = usual().start();
    for method in ["system.upgrade", "app.upgrade"] {
        let answer = gateway.call(
            method,
            json!({"platform": 1, "app_v": "1.0.0", "token": ""}),
        );
        let expected = json!({
            "upgrade_way": 2, "app_v": "1.0.1", "app_title": "端午节新版闹龙舟", "app_desc": "端午节新版闹龙舟",
            "app_url": "", "dialog_repeat": 1, "origin_v": "1.0.0"
        });
        assert_eq!(answer.data(), &expected, "{method}");
    }
    let answer = gateway.call("system.upgrade", json!({"platform": 1, "app_v": "1.0.1"}));
    let expected = json!({
        "upgrade_way": 0, "app_v": "", "app_title": "", "app_desc": "", "app_url": "", "dialog_repeat": 0, "origin_v": "1.0.1"
    });
    assert_eq!(answer.data(), &expected);
}

#[test]
fn request_tokens_come_alone_or_as_a_list() {
    let gateway = usual().start();
    let tokens = |number: serde_json::Value| {
        gateway.call(
            "system.request.token",
            json!({"number": number, "token": ""}),
        )
    };
    let one = tokens(json!(1));
    assert_eq!(one.data()["token"].as_str().unwrap().len(), 32);
    let five = tokens(json!("5"));
    let five: std::collections::HashSet<&str> = five.data()["token"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|token| token.as_str())
        .collect();
    assert_eq!(five.len(), 5);
    for bad in [
        json!(0),
        json!(6),
        json!(-1),
        json!("x"),
        json!(null),
        json!(1.0),
    ] {
        let answer = tokens(bad.clone());
        assert_eq!(answer.fault(), (503, "bad_params"), "{bad}");
        assert!(answer.msg().contains("number"), "{}", answer.msg());
    }
}
