//! Registering, logging in and out, passwords and profiles.

use serde_json::json;
use signet_testkit::{SMS_CODE, TestGateway};

use crate::wire::{post, post_as};
use crate::{BUYER, LIAO, PASSWORD, get, log_in, register, signed};

const REGISTER: &str = "act=login&op=register_api";

#[test]
fn a_member_logs_in_by_name_or_mobile_and_each_class_of_clients_has_one_key() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let first = log_in(&gateway, LIAO, "android");
    let page = log_in(&gateway, "19900000201", "wechat");
    let summary = |key: &str| post_as(&gateway, key, "act=member_index", &[]);
    assert_eq!(summary(&first).v1()["user_name"], LIAO);
    let second = log_in(&gateway, LIAO, "ios");
    assert_eq!(summary(&first).fault(), "session_replaced");
    for key in [&second, &page] {
        assert_eq!(summary(key).v1()["user_name"], LIAO);
    }
}

#[test]
fn a_login_that_fails_says_nothing_about_the_account() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let login = |username, password| {
        let fields = [
            ("username", username),
            ("password", password),
            ("client", "wap"),
        ];
        post(&gateway, "act=login", &fields).fault()
    };
    for username in [BUYER, "nobody", "19900000299", "13"] {
        assert_eq!(login(username, "wrong_1"), "wrong_password", "{username}");
    }
    // Both names of the account share one lock.
    for username in [BUYER, "19900000202", BUYER] {
        assert_eq!(login(username, "wrong_1"), "wrong_password");
    }
    assert_eq!(login("19900000202", "wrong_1"), "wrong_password");
    assert_eq!(login(BUYER, PASSWORD), "login_locked");
    assert_eq!(login("19900000202", PASSWORD), "login_locked");
    for (fields, parameter) in [
        (vec![("username", BUYER), ("password", PASSWORD)], "client"),
        (
            vec![
                ("username", BUYER),
                ("password", PASSWORD),
                ("client", "web"),
            ],
            "client",
        ),
        (vec![("password", PASSWORD), ("client", "wap")], "username"),
        (vec![("username", BUYER), ("client", "wap")], "password"),
    ] {
        let reply = post(&gateway, "act=login", &fields);
        assert_eq!(reply.fault(), "bad_params");
        assert!(reply.text.contains(parameter), "{reply:?}");
    }
}

#[test]
fn a_code_becomes_an_account_once() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let mobile = "19900000301";
    let fields = |code| {
        [
            ("mobile", mobile),
            ("password", PASSWORD),
            ("verificode", code),
            ("label", "绿茶/普洱"),
            ("client", "android"),
        ]
    };
    assert_eq!(
        post(&gateway, REGISTER, &fields(SMS_CODE)).fault(),
        "wrong_code"
    );
    let sent = post(&gateway, "act=login&op=send_sms", &[("mobile", mobile)]);
    assert!(!sent.text.contains(SMS_CODE), "{sent:?}");
    let sent = post(&gateway, "act=login&op=send_sms", &[("mobile", mobile)]);
    assert_eq!(sent.fault(), "sms_too_frequent");
    assert_eq!(
        post(&gateway, REGISTER, &fields("000000")).fault(),
        "wrong_code"
    );
    let registered = post(&gateway, REGISTER, &fields(SMS_CODE));
    assert_eq!(registered.json()["msg"], "注册成功");
    let registered = registered.v3();
    assert_eq!(registered["username"], mobile);
    let key = registered["key"].as_str().unwrap();
    let summary = post_as(&gateway, key, "act=member_index", &[]).v1();
    assert_eq!(
        (&summary["point"], &summary["predepoit"]),
        (&json!("0"), &json!("0.00"))
    );
    assert_eq!(
        post(&gateway, REGISTER, &fields(SMS_CODE)).fault(),
        "code_expired"
    );
    gateway.clock.shift(61);
    post(&gateway, "act=login&op=send_sms", &[("mobile", mobile)]).v3();
    assert_eq!(
        post(&gateway, REGISTER, &fields(SMS_CODE)).fault(),
        "already_registered"
    );
}

#[test]
fn a_third_party_proves_an_identity_by_its_code_alone() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let login = |fields: &[(&str, &str)]| {
        let fields = [fields, &[("op", "wechat"), ("client", "web")]].concat();
        post(&gateway, REGISTER, &fields)
    };
    let printed = ("key", "804451dc13014b1c785fb73b1617b760");
    assert_eq!(
        login(&[printed, ("openid", "abc")]).fault(),
        "identity_unproven"
    );
    assert_eq!(login(&[printed]).fault(), "identity_unproven");
    assert_eq!(login(&[("code", "real")]).fault(), "identity_refused");
    let other = login(&[("code", "sandbox:abc"), ("openid", "xyz")]);
    assert_eq!(other.fault(), "identity_refused");
    let first = login(&[printed, ("code", "sandbox:abc"), ("openid", "abc")]).v3();
    let username = first["username"].as_str().unwrap();
    let digits = username.strip_prefix("wechat_").unwrap();
    assert!(digits.len() == 10 && digits.bytes().all(|byte| byte.is_ascii_digit()));
    let again = login(&[("code", "sandbox:abc")]).v3();
    assert_eq!(again["username"], username);
    let of_qq = [("op", "qq"), ("client", "ios"), ("code", "sandbox:abc")];
    let of_qq = post(&gateway, REGISTER, &of_qq).v3();
    assert_ne!(of_qq["username"], username);
    // This account has no known password.
    let fields = [
        ("username", username),
        ("password", "123456"),
        ("client", "wap"),
    ];
    assert_eq!(
        post(&gateway, "act=login", &fields).fault(),
        "wrong_password"
    );
}

#[test]
fn a_registration_and_a_third_party_do_not_mix() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    for field in [("op", "wechat"), ("code", "sandbox:abc"), ("openid", "abc")] {
        for own in [("mobile", "19900000301"), ("verificode", SMS_CODE)] {
            let fields = [field, own, ("client", "ios"), ("password", PASSWORD)];
            let reply = post(&gateway, REGISTER, &fields);
            assert_eq!(reply.fault(), "bad_params", "{fields:?}");
            assert!(reply.text.contains(own.0), "{reply:?}");
        }
    }
}

#[test]
fn a_lost_password_ends_every_session_and_a_changed_one_every_other() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = register(&gateway, "19900000302");
    gateway.clock.shift(61);
    post(
        &gateway,
        "act=login&op=send_sms",
        &[("mobile", "19900000302")],
    )
    .v3();
    let find = |mobile, code| {
        let fields = [
            ("mobile", mobile),
            ("verificode", code),
            ("newpwd", "secret_2"),
        ];
        post(&gateway, "act=login&op=change_pwd", &fields)
    };
    assert_eq!(find("19900000302", "000000").fault(), "wrong_code");
    assert_eq!(find("19900000302", SMS_CODE).json()["msg"], "更新成功");
    assert_eq!(
        post_as(&gateway, &key, "act=member_index", &[]).fault(),
        "password_changed"
    );
    post(
        &gateway,
        "act=login&op=send_sms",
        &[("mobile", "19900000303")],
    )
    .v3();
    assert_eq!(find("19900000303", SMS_CODE).fault(), "not_registered");

    let fields = [
        ("username", "19900000302"),
        ("password", "secret_2"),
        ("client", "wap"),
    ];
    let page = post(&gateway, "act=login", &fields).v1()["key"].clone();
    let fields = [
        ("username", "19900000302"),
        ("password", "secret_2"),
        ("client", "ios"),
    ];
    let app = post(&gateway, "act=login", &fields).v1()["key"].clone();
    let (page, app) = (page.as_str().unwrap(), app.as_str().unwrap());
    let edit = |old, new| {
        let fields = [("oldpwd", old), ("newpwd", new)];
        post_as(
            &gateway,
            app,
            "act=member_index&op=update_member_pwd",
            &fields,
        )
    };
    assert_eq!(edit("wrong_1", "secret_3").fault(), "wrong_old_password");
    assert_eq!(edit("secret_2", "secret_2").fault(), "password_unchanged");
    assert_eq!(edit("secret_2", "x").fault(), "bad_params");
    assert_eq!(edit("secret_2", "secret_3").json()["msg"], "更新成功");
    assert_eq!(
        post_as(&gateway, page, "act=member_index", &[]).fault(),
        "password_changed"
    );
    post_as(&gateway, app, "act=member_index", &[]).v1();
}

#[test]
fn what_is_left_out_of_a_profile_stays() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = register(&gateway, "19900000304");
    let edit = |fields: &[(&str, &str)]| {
        post_as(
            &gateway,
            &key,
            "act=member_index&op=update_member_info",
            fields,
        )
    };
    let profile = || {
        let reply = post_as(&gateway, &key, "act=member_index", &[("version", "3")]);
        let reply = reply.v3();
        ["member_truename", "member_sex", "member_birthday"].map(|name| reply[name].clone())
    };
    assert_eq!(profile(), ["", "", ""]);
    assert_eq!(edit(&[]).fault(), "bad_params");
    assert_eq!(edit(&[("member_sex", "1")]).v3(), json!({}));
    assert_eq!(profile(), ["", "女", ""]);
    edit(&[
        ("member_truename", "张三"),
        ("member_birthday", "2000-02-29"),
    ])
    .v3();
    assert_eq!(profile(), ["张三", "女", "2000-02-29"]);
    edit(&[("member_sex", "男")]).v3();
    for (name, value) in [
        ("member_sex", "2"),
        ("member_truename", "\u{200b}"),
        ("member_birthday", "2001-02-29"),
        ("member_birthday", "2999-01-01"),
        ("member_avatar", "%%%"),
    ] {
        let reply = edit(&[(name, value)]);
        assert_eq!(reply.fault(), "bad_params", "{name} {value}");
        assert!(reply.text.contains(name), "{reply:?}");
    }
    assert_eq!(profile(), ["张三", "男", "2000-02-29"]);
}

#[test]
fn a_logout_ends_the_session() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, BUYER, "android");
    get(&gateway, &key, "user.logout", json!({}));
    let answer = signed(&gateway, &key, "user.summary", json!({}));
    assert_eq!(answer.fault(), (601, "session_expired"));
}

#[test]
fn accounts_of_other_products_are_unknown_here() {
    let gateway = TestGateway::start();
    let of_yaf = gateway.register("19900000201");
    let reply = post_as(&gateway, &of_yaf, "act=member_index", &[("version", "3")]);
    assert_eq!(
        (reply.json()["code"].clone(), reply.fault()),
        (json!(-1), "session_expired".to_owned())
    );
    let key = log_in(&gateway, LIAO, "android");
    let answer = gateway.client().token(&key).call("user.detail", json!({}));
    assert_eq!(answer.fault(), (601, "session_expired"));
}

#[test]
fn a_signed_login_takes_the_class_of_its_platform() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let account = json!({"username": BUYER, "password": PASSWORD});
    let by_platform = |platform: i64| {
        let mut account = account.clone();
        account["platform"] = json!(platform);
        let answer = gateway.call("teahouse.user.login", account);
        answer.data()["key"].as_str().unwrap().to_owned()
    };
    let (app, page) = (by_platform(1), by_platform(3));
    let newer = log_in(&gateway, BUYER, "wap");
    let summary = |key: &str| signed(&gateway, key, "user.summary", json!({})).code();
    assert_eq!(
        (summary(&app), summary(&page), summary(&newer)),
        (200, 603, 200)
    );
}
