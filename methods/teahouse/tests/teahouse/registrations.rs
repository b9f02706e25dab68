//! The fields of a registration that describe the member: labels of tea, and the client.

use signet_domain::platform::Platform;
use signet_methods_teahouse::tables::members;
use signet_store::users;
use signet_testkit::{SMS_CODE, TestGateway};

use crate::PASSWORD;
use crate::wire::{Reply, post};

const REGISTER: &str = "act=login&op=register_api";

/// Registers a mobile with one more field.
fn register(gateway: &TestGateway, mobile: &str, client: &str, label: &str) -> Reply {
    let fields = [
        ("mobile", mobile),
        ("password", PASSWORD),
        ("verificode", SMS_CODE),
        ("client", client),
        ("label", label),
    ];
    post(gateway, REGISTER, &fields)
}

#[test]
fn labels_are_words_between_slashes_or_commas() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let stored = |mobile: &str, label: &str| {
        post(&gateway, "act=login&op=send_sms", &[("mobile", mobile)]).v3();
        register(&gateway, mobile, "android", label).v3();
        gateway.read(|connection| {
            let user = users::by_mobile(connection, "teahouse", mobile)?.unwrap();
            Ok(members::find(connection, user.id)?.labels)
        })
    };
    assert_eq!(stored("19900000311", "绿茶/普洱, 岩茶,"), "绿茶,普洱,岩茶");
    assert_eq!(stored("19900000312", ""), "");
    let ten = "1/2/3/4/5/6/7/8/9/10";
    assert_eq!(stored("19900000313", ten), ten.replace('/', ","));
    let long = "茶".repeat(20);
    assert_eq!(stored("19900000314", &long), long);
    for bad in [&format!("{ten}/11"), &format!("{long}茶"), "a\u{7}b"] {
        let refused = register(&gateway, "19900000315", "android", bad);
        assert_eq!(refused.fault(), "bad_params", "{bad}");
        assert!(refused.text.contains("label"), "{refused:?}");
    }
}

#[test]
fn only_some_logins_come_from_desktop_browsers() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let refused = register(&gateway, "19900000311", "web", "");
    assert_eq!(refused.fault(), "bad_params");
    assert!(refused.text.contains("client"), "{refused:?}");
    let by_third_party = |client: &str| {
        let code = format!("sandbox:tea-{client}");
        let fields = [("op", "qq"), ("client", client), ("code", &code)];
        post(&gateway, REGISTER, &fields)
    };
    for (client, platform) in [
        ("web", Platform::WEB),
        ("wechat", Platform::H5),
        ("ios", Platform::IOS),
    ] {
        let login = by_third_party(client).v3();
        let username = login["username"].as_str().unwrap();
        let by_name = |connection: &mut _| users::by_username(connection, "teahouse", username);
        let user = gateway.read(by_name).unwrap();
        assert_eq!(user.platform, platform.0, "{client}");
    }
    for other in ["", "IOS", "windows"] {
        assert_eq!(by_third_party(other).fault(), "bad_params", "{other}");
    }
}
