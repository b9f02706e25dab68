//! Logins by SMS and by password, and what a user changes.

use serde_json::{Value, json};
use signet_testkit::{SMS_CODE, TestGateway, with};

use crate::salon::{
    ANDROID, EMPTY, IOS, NEW, PASSWORD, Salon, WECHAT, XIAOMEI, good, password_grant, refusal,
    sms_grant, token_of,
};

#[test]
fn a_login_by_sms_registers_with_what_was_given() {
    let salon = Salon::open();
    let given = json!({
        "password": "zmei-2020", "nickname": "小北", "gender": 1, "openid_code": "sandbox:demo_openid_new",
        "avatar_url": "http://wx.qlogo.cn/mmopen/new/0",
    });
    let me = salon.me(&token_of(&salon.by_sms(NEW, given)));
    let avatar = "https://wx.qlogo.cn/mmopen/new/0";
    for (member, expected) in [
        ("mobile", json!(NEW)),
        ("password_is_ok", json!(1)),
        ("nickname", json!("小北")),
        ("gender", json!(1)),
        ("point", json!(100)),
        ("openid", json!("demo_openid_new")),
        ("avatar", json!({"src": avatar, "url": avatar})),
    ] {
        assert_eq!(me[member], expected, "{member}");
    }
    token_of(&salon.grant(password_grant(NEW, "zmei-2020")));
}

#[test]
fn what_was_given_fills_what_is_empty_and_never_overwrites() {
    let salon = Salon::open();
    let given = json!({"nickname": "别人", "gender": 1, "avatar_url": "https://wx.qlogo.cn/else"});
    let before = salon.me(&salon.token(XIAOMEI, PASSWORD));
    let after = salon.me(&token_of(&salon.by_sms(XIAOMEI, given.clone())));
    assert_eq!(before, after);
    let filled = salon.me(&token_of(&salon.by_sms(EMPTY, given)));
    assert_eq!(
        (&filled["nickname"], &filled["gender"]),
        (&json!("别人"), &json!(1))
    );
    assert_eq!(filled["avatar"]["src"], "https://wx.qlogo.cn/else");
}

#[test]
fn a_nickname_and_a_picture_never_fail_a_login() {
    let salon = Salon::open();
    let long = "美".repeat(40);
    for (number, (given, nickname)) in [
        (json!({"nickname": ["小美"], "avatar_url": {"a": 1}}), ""),
        (
            json!({"nickname": " \u{200b}\t ", "avatar_url": "javascript:alert(1)"}),
            "",
        ),
        (json!({"nickname": "小\u{1}美\n", "avatar_url": 7}), "小美"),
        (
            json!({"nickname": long, "avatar_url": "x".repeat(5000)}),
            &*"美".repeat(30),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let mobile = format!("1390000000{number}");
        let me = salon.me(&token_of(&salon.by_sms(&mobile, given)));
        assert_eq!(me["nickname"], nickname);
        assert_eq!(me["avatar"], json!({"src": "", "url": ""}));
    }
    let gender = salon.by_sms(NEW, json!({"gender": 3}));
    assert_eq!(refusal(&gender), (400, 503), "{gender:?}");
}

#[test]
fn parameters_of_another_grant_are_ignored_and_missing_ones_are_all_named() {
    let salon = Salon::open();
    let more = json!({"sms_code": "nothing", "openid_code": "junk", "gender": 2});
    token_of(&salon.grant(with(password_grant(XIAOMEI, PASSWORD), more)));
    for (body, names) in [
        (json!({}), &["grant_type", "client_id"][..]),
        (
            json!({"grant_type": "sms_code", "client_id": 41}),
            &["mobile", "sms_code"],
        ),
        (
            json!({"grant_type": "sms_code", "client_id": 41, "password": "short"}),
            &["mobile", "sms_code", "password"],
        ),
        (
            json!({"grant_type": "password", "client_id": 41}),
            &["mobile", "password"],
        ),
        (
            json!({"grant_type": "openid", "client_id": 41}),
            &["openid"],
        ),
        (
            json!({"grant_type": "refresh_token", "client_id": 41}),
            &["grant_type"],
        ),
    ] {
        let reply = salon.guest("POST login/token", body);
        assert_eq!(refusal(&reply), (400, 503), "{reply:?}");
        let message = reply.json()["message"].as_str().unwrap().to_owned();
        assert!(names.iter().all(|name| message.contains(name)), "{message}");
    }
}

#[test]
fn phones_replace_each_other_and_wechat_lives_beside_them() {
    let salon = Salon::open();
    let log_in = |client_id: i64| {
        let body = with(
            password_grant(XIAOMEI, PASSWORD),
            json!({"client_id": client_id}),
        );
        token_of(&salon.grant(body))
    };
    let (android, wechat) = (log_in(ANDROID), log_in(WECHAT));
    assert_eq!((salon.state(&android), salon.state(&wechat)), (200, 200));
    let ios = log_in(IOS);
    assert_eq!((salon.state(&android), salon.state(&wechat)), (603, 200));
    let other = log_in(WECHAT);
    assert_eq!((salon.state(&ios), salon.state(&wechat)), (200, 603));
    assert_eq!(salon.state(&other), 200);
}

#[test]
fn the_token_of_a_phone_is_prolonged_and_that_of_a_page_is_not() {
    let salon = Salon::open();
    let log_in = |client_id: i64| {
        let body = with(
            password_grant(XIAOMEI, PASSWORD),
            json!({"client_id": client_id}),
        );
        token_of(&salon.grant(body))
    };
    let (phone, page) = (log_in(ANDROID), log_in(WECHAT));
    for _ in 0..3 {
        salon.gateway.clock.shift(14 * 86_400);
        assert_eq!(salon.state(&phone), 200);
    }
    assert_eq!(salon.state(&page), 601);
}

#[test]
fn a_back_office_may_be_configured() {
    let salon = Salon::of(
        TestGateway::of(&signet_methods_salon::PACK).with(|settings| {
            settings.of_packs.set("salon", "clients", vec![41_i64, 53]);
        }),
    );
    let of_office = with(password_grant(XIAOMEI, PASSWORD), json!({"client_id": 53}));
    token_of(&salon.grant(of_office));
    let of_ios = with(password_grant(XIAOMEI, PASSWORD), json!({"client_id": IOS}));
    assert_eq!(refusal(&salon.grant(of_ios)), (403, 1017));
}

#[test]
fn a_registration_without_points_has_no_history() {
    let salon = Salon::of(
        TestGateway::of(&signet_methods_salon::PACK).with(|settings| {
            settings.of_packs.set("salon", "register_points", 0_i64);
        }),
    );
    let token = salon.sms_token(NEW);
    assert_eq!(salon.me(&token)["point"], 0);
    assert_eq!(
        good(&salon.user(&token, "GET accounts/me/points", Value::Null)),
        json!([])
    );
}

#[test]
fn a_change_keeps_what_is_left_out() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    let before = salon.me(&token);
    let edit = |body: Value| good(&salon.user(&token, "PUT accounts/me", body));
    let unchanged = edit(json!({}));
    assert_eq!(unchanged["avatar"], before["avatar"]["src"]);
    assert_eq!(
        edit(json!({"nickname": "", "gender": null, "unknown": [1]})),
        unchanged
    );
    assert_eq!(salon.me(&token), before);
    let whole = edit(with(unchanged.clone(), json!({"nickname": "小美美"})));
    assert_eq!(whole, with(unchanged, json!({"nickname": "小美美"})));
    let cleared = edit(json!({"gender": 0}));
    assert_eq!(cleared["gender"], 0);
}

#[test]
fn only_the_fields_of_a_change_change() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    let before = salon.me(&token);
    let body = json!({"id": 1, "point": 9999, "openid": "demo_openid_else", "mobile": NEW, "is_testing": 0, "password_is_ok": 0});
    good(&salon.user(&token, "PUT accounts/me", body));
    assert_eq!(salon.me(&token), before);
}

#[test]
fn a_value_that_breaks_its_rule_changes_nothing() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    let before = salon.me(&token);
    for body in [
        json!({"nickname": "a\nb"}),
        json!({"nickname": "美".repeat(31)}),
        json!({"nickname": " "}),
        json!({"gender": 3}),
        json!({"gender": -1}),
        json!({"gender": "女"}),
        json!({"avatar": "https://evil.example/a.png"}),
        json!({"avatar": "/images/images/20150728/0123456789abcdef0123456789abcdef.png"}),
        json!({"avatar": "../a"}),
        json!({"gender": 1, "avatar": "https://wx.qlogo.cn/else"}),
    ] {
        let reply = salon.user(&token, "PUT accounts/me", body);
        assert_eq!(refusal(&reply), (400, 503), "{reply:?}");
    }
    assert_eq!(salon.me(&token), before);
}

#[test]
fn the_picture_of_another_user_is_not_taken() {
    let salon = Salon::open();
    let src = salon.me(&salon.token(XIAOMEI, PASSWORD))["avatar"]["src"].clone();
    let token = salon.sms_token(NEW);
    let reply = salon.user(&token, "PUT accounts/me", json!({"avatar": src}));
    assert_eq!(refusal(&reply), (400, 503), "{reply:?}");
}

#[test]
fn a_message_by_voice_is_the_same_code() {
    let salon = Salon::open();
    good(&salon.guest(
        "POST login/sms_code",
        json!({"mobile": NEW, "is_voice": 1, "is_try": 0}),
    ));
    token_of(&salon.guest("POST login/token", sms_grant(NEW)));
    for body in [
        json!({"mobile": NEW, "is_voice": 2}),
        json!({"mobile": NEW, "is_try": "yes"}),
        json!({}),
    ] {
        assert_eq!(
            refusal(&salon.guest("POST login/sms_code", body)),
            (400, 503)
        );
    }
    let reply = salon.guest("POST login/sms_code", json!({"mobile": EMPTY}));
    assert!(!reply.text.contains(SMS_CODE), "not in development either");
}

#[test]
fn a_lost_reply_is_asked_again_by_its_key() {
    let salon = Salon::open();
    salon.send_code(NEW);
    let key = [("Idempotency-Key", "login-1")];
    let first = salon.send("POST login/token", &key, &sms_grant(NEW));
    let again = salon.send("POST login/token", &key, &sms_grant(NEW));
    assert_eq!(token_of(&first), token_of(&again));
    let without = salon.guest("POST login/token", sms_grant(NEW));
    assert_eq!(refusal(&without), (400, 1003));
    // A different call with the same key is run as a new call, because strangers may choose the same keys.
    let other = salon.send("POST login/token", &key, &password_grant(XIAOMEI, PASSWORD));
    assert_ne!(token_of(&other), token_of(&first));
    let other = salon.send(
        "POST login/token",
        &key,
        &password_grant(XIAOMEI, "zmei-2014"),
    );
    assert_eq!(refusal(&other), (400, 1011));
    // The reply is not repeated for ever, so that only a limited time is left to guess the code of a past login.
    salon.gateway.clock.shift(121);
    let late = salon.send("POST login/token", &key, &sms_grant(NEW));
    assert_eq!(refusal(&late), (400, 1003));
}
