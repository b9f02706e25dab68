//! Changes of accounts by their users: nickname and mobile.

use serde_json::{Value, json};
use signet_store::{Error, Tx, users};
use signet_testkit::{Answer, Client, SMS_CODE, TestGateway, at_once, unique};

use crate::usual;

const MOBILE: &str = "18575202691";
const NEW: &str = "13900001111";
const STRANGER: &str = "18575202699";
const TEMPLATE: &str = "USER_CHANGE_MOBILE";

fn profile(client: &Client<'_>) -> Value {
    let answer = client.call("user.detail", json!({}));
    assert_eq!(answer.code(), 200, "{answer:?}");
    answer.data().clone()
}

fn rename(client: &Client<'_>, nickname: Value) -> Answer {
    let parameters = json!({"nickname": nickname, "n": unique("n")});
    client.call("user.nickname.edit", parameters)
}

fn change(client: &Client<'_>, mobile: &str, password: &str, code: &str) -> Answer {
    let parameters =
        json!({"mobile": mobile, "password": password, "code": code, "n": unique("n")});
    client.call("user.mobile.change", parameters)
}

fn log_in(gateway: &TestGateway, mobile: &str, platform: i64) -> Answer {
    let parameters = json!({
        "mobile": mobile, "login_type": 2, "password": "secret_1", "platform": platform, "n": unique("n")
    });
    gateway.call("user.login", parameters)
}

#[test]
fn a_nickname_has_2_to_20_characters() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let user = gateway.client().token(&token);
    let longest = "🎁".repeat(20);
    for nickname in ["心存高远", "ab", "a b", longest.as_str()] {
        let answer = rename(&user, json!(nickname));
        assert_eq!((answer.code(), answer.msg()), (200, "修改成功"));
        assert_eq!(answer.data(), &json!({"nickname": nickname}));
        assert_eq!(profile(&user)["nickname"], nickname);
    }
    let too_long = "长".repeat(21);
    for bad in [
        json!("a"),
        json!(""),
        json!(null),
        json!(too_long),
        json!("a\nb"),
        json!("a\u{7f}b"),
        json!("a\u{85}b"),
        json!(["a"]),
    ] {
        let answer = rename(&user, bad.clone());
        assert_eq!(answer.fault(), (503, "bad_params"), "{bad}");
        assert!(answer.msg().contains("nickname"), "{}", answer.msg());
    }
    assert_eq!(profile(&user)["nickname"], longest.as_str());
    assert_eq!(rename(&gateway.client(), json!("游客")).code(), 602);
}

#[test]
fn a_profile_that_was_changed_is_shown_at_once_in_all_sessions_on_all_nodes() {
    let gateway = usual().start();
    let nodes = [gateway.second_node(), gateway];
    let token = nodes[0].register(MOBILE);
    let page = log_in(&nodes[0], MOBILE, 4).data()["token"].clone();
    let tokens = [token.as_str(), page.as_str().unwrap()];
    for nickname in ["心存高远", "志在四方"] {
        rename(&nodes[0].client().token(&token), json!(nickname));
        for node in &nodes {
            for token in tokens {
                assert_eq!(profile(&node.client().token(token))["nickname"], nickname);
            }
        }
    }
}

#[test]
fn a_profile_that_was_changed_past_the_gateway_is_shown_within_a_minute() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let user = gateway.client().token(&token);
    let before = profile(&user);
    let change = |tx: &mut Tx<'_>| -> Result<bool, Error> {
        let found = users::by_mobile(tx, "yaf", MOBILE)?;
        users::set_nickname(tx, found.map_or(0, |user| user.id), "志在四方")
    };
    assert!(gateway.store().transaction_blocking(0, change).unwrap());
    assert_eq!(profile(&user), before, "the copy is shown");
    gateway.clock.shift(60);
    assert_eq!(profile(&user)["nickname"], "志在四方");
}

#[test]
fn a_mobile_is_changed_and_sessions_live_on() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let web = log_in(&gateway, MOBILE, 4).data()["token"].clone();
    gateway.send_code(NEW, TEMPLATE);
    let user = gateway.client().token(&token);
    let answer = change(&user, NEW, "secret_1", SMS_CODE);
    assert_eq!(
        (answer.code(), answer.msg(), answer.body.get("data")),
        (200, "手机号更改成功", None)
    );
    for token in [&token, web.as_str().unwrap()] {
        let profile = profile(&gateway.client().token(token));
        assert_eq!(
            (&profile["mobile"], &profile["nickname"]),
            (&json!(NEW), &json!("139****1111"))
        );
    }
    assert_eq!(log_in(&gateway, NEW, 1).code(), 200);
    assert_eq!(log_in(&gateway, MOBILE, 1).fault(), (503, "wrong_password"));
    gateway.clock.shift(61);
    let newcomer = gateway.register(MOBILE);
    assert_eq!(
        profile(&gateway.client().token(&newcomer))["mobile"],
        MOBILE
    );
}

#[test]
fn a_nickname_that_was_chosen_stays() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let user = gateway.client().token(&token);
    assert_eq!(rename(&user, json!("心存高远")).code(), 200);
    gateway.send_code(NEW, TEMPLATE);
    assert_eq!(change(&user, NEW, "secret_1", SMS_CODE).code(), 200);
    let profile = profile(&user);
    assert_eq!(
        (&profile["mobile"], &profile["nickname"]),
        (&json!(NEW), &json!("心存高远"))
    );
}

#[test]
fn a_code_is_used_up_only_if_all_else_is_right() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    gateway.register(STRANGER);
    let user = gateway.client().token(&token);
    let answer = change(&user, MOBILE, "secret_1", SMS_CODE);
    assert_eq!(
        (answer.fault(), answer.msg()),
        ((503, "mobile_unchanged"), "手机号未变化")
    );
    let unproven = change(&user, STRANGER, "secret_1", "000000");
    assert_eq!(unproven.fault(), (700, "wrong_code"));

    for mobile in [STRANGER, NEW] {
        gateway.send_code(mobile, TEMPLATE);
        assert_eq!(
            change(&user, mobile, "secret_1", "000000").fault(),
            (700, "wrong_code"),
            "that a mobile is taken shows after a right code"
        );
        let answer = change(&user, mobile, "wrong_pw", SMS_CODE);
        assert_eq!(
            (answer.fault(), answer.msg()),
            ((503, "wrong_password"), "密码不正确")
        );
    }
    for _ in 0..2 {
        let answer = change(&user, STRANGER, "secret_1", SMS_CODE);
        assert_eq!(
            (answer.fault(), answer.msg()),
            ((503, "mobile_taken"), "该手机号已经被占用")
        );
    }
    assert_eq!(change(&user, NEW, "secret_1", SMS_CODE).code(), 200);
    assert_eq!(profile(&user)["mobile"], NEW);
    let again = gateway.client().token(&token);
    assert_eq!(
        change(&again, "13900002222", "secret_1", SMS_CODE).fault(),
        (700, "wrong_code"),
        "a code is for one mobile"
    );
}

#[test]
fn wrong_passwords_lock_and_bad_parameters_are_named() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let user = gateway.client().token(&token);
    gateway.send_code(NEW, TEMPLATE);
    for _ in 0..5 {
        assert_eq!(change(&user, NEW, "wrong_pw", SMS_CODE).code(), 503);
    }
    assert_eq!(
        change(&user, NEW, "secret_1", SMS_CODE).fault(),
        (607, "login_locked")
    );
    assert_eq!(
        change(&gateway.client(), NEW, "secret_1", SMS_CODE).code(),
        602
    );
    for (mobile, password, code, name) in [
        ("12345678901", "secret_1", SMS_CODE, "mobile"),
        ("", "secret_1", SMS_CODE, "mobile"),
        (NEW, "", SMS_CODE, "password"),
        (NEW, "secret_1", "12345", "code"),
    ] {
        let answer = change(&user, mobile, password, code);
        assert_eq!(answer.fault(), (503, "bad_params"), "{name}");
        assert!(answer.msg().contains(name), "{}", answer.msg());
    }
}

#[test]
fn of_twenty_users_one_gets_a_free_mobile() {
    let gateway = usual().start();
    let tokens: Vec<String> = (0..20)
        .map(|number| gateway.register(&format!("137000000{number:02}")))
        .collect();
    gateway.send_code(NEW, TEMPLATE);
    let answers = at_once(tokens.len(), |number| {
        let user = gateway.client().token(&tokens[number]);
        change(&user, NEW, "secret_1", SMS_CODE)
    });
    let winners = answers.iter().filter(|answer| answer.code() == 200);
    assert_eq!(winners.count(), 1, "{answers:?}");
    let mobiles = tokens
        .iter()
        .map(|token| profile(&gateway.client().token(token))["mobile"].clone());
    assert_eq!(mobiles.filter(|mobile| mobile == NEW).count(), 1);
    let losers = answers.iter().filter(|answer| answer.code() != 200);
    for loser in losers {
        assert!(
            ["code_expired", "mobile_taken", "overloaded"].contains(&loser.sub_code()),
            "{loser:?}"
        );
    }
}
