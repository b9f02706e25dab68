//! Registering, logging in, passwords.

use std::thread;

use serde_json::{Value, json};
use signet_domain::passwords::Cost;
use signet_methods_yaf::tables::messages;
use signet_store::{Error, Tx, users};
use signet_testkit::{Answer, SMS_CODE, TestGateway, at_once, unique};

use crate::usual;

const MOBILE: &str = "18575202691";
const STRANGER: &str = "18575202699";

fn register(gateway: &TestGateway, mobile: &str, code: &str) -> Answer {
    gateway.call("user.register", json!({"mobile": mobile, "password": "secret_1", "code": code, "platform": 1, "n": unique("n")}))
}

fn with_password(gateway: &TestGateway, mobile: &str, password: &str, device: &str) -> Answer {
    let parameters = json!({"mobile": mobile, "login_type": 2, "password": password, "unique_id": device, "platform": 1, "n": unique("n")});
    gateway.call("user.login", parameters)
}

fn with_code(gateway: &TestGateway, mobile: &str, code: &str) -> Answer {
    gateway.call(
        "user.login",
        json!({"mobile": mobile, "login_type": 1, "code": code, "platform": 1, "n": unique("n")}),
    )
}

fn user(gateway: &TestGateway, mobile: &'static str) -> users::User {
    gateway
        .store()
        .run_blocking::<_, Error>(move |connection| users::by_mobile(connection, "yaf", mobile))
        .unwrap()
        .unwrap()
}

#[test]
fn a_registration_is_answered_as_documented() {
    let gateway = usual().start();
    gateway.send_code(MOBILE, "USER_REGISTER_CODE");
    let answer = register(&gateway, MOBILE, SMS_CODE);
    assert_eq!((answer.code(), answer.msg()), (200, "注册成功"));
    let data = answer.data().as_object().unwrap();
    let mut names: Vec<&str> = data.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "headimg", "intro", "mobile", "nickname", "open_id", "openid", "reg_time", "token"
        ]
    );
    assert_eq!(data["open_id"], data["openid"]);
    assert_eq!(data["open_id"].as_str().unwrap().len(), 32);
    assert_eq!(
        (&data["mobile"], &data["nickname"]),
        (&json!(MOBILE), &json!("185****2691"))
    );
    assert_eq!((&data["headimg"], &data["intro"]), (&json!(""), &json!("")));
    assert_eq!(
        data["reg_time"].as_str().unwrap().len(),
        "2019-04-01 16:17:27".len()
    );
}

#[test]
fn a_new_account_has_points_and_a_message() {
    let gateway = usual().with(|settings| {
        settings.user.welcome_points = Some(77);
        settings.user.welcome_message = "hello".to_owned();
        settings.server.hash_cost = Cost::default();
    });
    let gateway = gateway.start();
    gateway.register(MOBILE);
    let user = user(&gateway, MOBILE);
    assert_eq!(user.points, 77);
    let id = user.id;
    let count = gateway
        .store()
        .run_blocking::<_, Error>(move |connection| messages::count_of_user(connection, id))
        .unwrap();
    assert_eq!(count, 1);
    assert!(
        user.password_hash
            .starts_with("$argon2id$v=19$m=19456,t=2,p=1$")
    );
}

#[test]
fn whether_a_mobile_is_registered_shows_only_after_a_right_code() {
    let gateway = usual().start();
    gateway.register(MOBILE);
    gateway.clock.shift(61);
    gateway.send_code(MOBILE, "USER_REGISTER_CODE");
    assert_eq!(
        register(&gateway, MOBILE, "000000").fault(),
        (700, "wrong_code")
    );
    assert_eq!(
        with_code(&gateway, STRANGER, "000000").fault(),
        (700, "wrong_code")
    );
    assert_eq!(
        register(&gateway, MOBILE, SMS_CODE).fault(),
        (604, "already_registered")
    );
    gateway.send_code(STRANGER, "USER_LOGIN_CODE");
    assert_eq!(
        with_code(&gateway, STRANGER, SMS_CODE).fault(),
        (605, "not_registered")
    );
    gateway.send_code(STRANGER, "USER_FIND_PWD");
    let answer = gateway.call(
        "user.pwd.find",
        json!({"mobile": STRANGER, "code": SMS_CODE, "password": "secret_1"}),
    );
    assert_eq!(answer.fault(), (605, "not_registered"));
    let (unknown, wrong) = (
        with_password(&gateway, STRANGER, "secret_9", ""),
        with_password(&gateway, MOBILE, "secret_9", ""),
    );
    assert_eq!(
        (unknown.fault(), unknown.msg()),
        ((503, "wrong_password"), "账号或密码不正确")
    );
    assert_eq!(
        (unknown.fault(), unknown.msg()),
        (wrong.fault(), wrong.msg())
    );
}

#[test]
fn both_kinds_of_login_are_answered_as_documented() {
    let gateway = usual().start();
    gateway.register(MOBILE);
    gateway.send_code(MOBILE, "USER_LOGIN_CODE");
    for answer in [
        with_code(&gateway, MOBILE, SMS_CODE),
        with_password(&gateway, MOBILE, "secret_1", ""),
    ] {
        assert_eq!((answer.code(), answer.msg()), (200, "登录成功"));
        let mut names: Vec<&String> = answer.data().as_object().unwrap().keys().collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "headimg", "intro", "mobile", "nickname", "open_id", "reg_time", "token"
            ]
        );
    }
    let in_code = json!({"mobile": MOBILE, "login_type": "2", "code": "secret_1"});
    assert_eq!(
        gateway.call("user.login", in_code).code(),
        200,
        "an old client sends the password as code"
    );
}

#[test]
fn a_login_without_its_proof_is_a_bad_parameter() {
    let gateway = usual().start();
    for (login_type, parameter) in [(1, "code"), (2, "password")] {
        let answer = gateway.call(
            "user.login",
            json!({"mobile": MOBILE, "login_type": login_type, "code": ""}),
        );
        assert_eq!(answer.fault(), (503, "bad_params"));
        assert!(answer.msg().contains(parameter), "{}", answer.msg());
    }
    let answer = gateway.call("user.login", json!({"mobile": "12", "login_type": 3}));
    assert!(
        answer.msg().contains("mobile") && answer.msg().contains("login_type"),
        "{}",
        answer.msg()
    );
}

#[test]
fn an_sms_code_logs_in_once() {
    let gateway = usual().start();
    gateway.register(MOBILE);
    gateway.send_code(MOBILE, "USER_LOGIN_CODE");
    let answers = at_once(8, |_| with_code(&gateway, MOBILE, SMS_CODE).code());
    assert_eq!(
        answers.iter().filter(|&&code| code == 200).count(),
        1,
        "{answers:?}"
    );
    assert_eq!(
        with_code(&gateway, MOBILE, SMS_CODE).fault(),
        (503, "code_expired")
    );
}

#[test]
fn five_wrong_passwords_from_one_place_lock_and_an_sms_code_unlocks() {
    let gateway = usual().start();
    gateway.register(MOBILE);
    for _ in 0..5 {
        assert_eq!(
            with_password(&gateway, MOBILE, "wrong_pw", "device-1").fault(),
            (503, "wrong_password")
        );
    }
    let answer = with_password(&gateway, MOBILE, "secret_1", "device-1");
    assert_eq!(answer.fault(), (607, "login_locked"));
    assert!(answer.msg().contains("解禁时间："), "{}", answer.msg());
    assert_eq!(
        with_password(&gateway, MOBILE, "secret_1", "device-2").code(),
        607,
        "the address is locked too"
    );
    gateway.send_code(MOBILE, "USER_LOGIN_CODE");
    assert_eq!(with_code(&gateway, MOBILE, SMS_CODE).code(), 200);
    assert_eq!(
        with_password(&gateway, MOBILE, "secret_1", "device-1").code(),
        200
    );
}

#[test]
fn a_lock_ends_after_a_day_and_a_right_password_starts_the_count_anew() {
    let gateway = usual().start();
    gateway.register(MOBILE);
    for _ in 0..2 {
        for _ in 0..4 {
            assert_eq!(with_password(&gateway, MOBILE, "wrong_pw", "d").code(), 503);
        }
        assert_eq!(with_password(&gateway, MOBILE, "secret_1", "d").code(), 200);
    }
    for _ in 0..5 {
        with_password(&gateway, MOBILE, "wrong_pw", "d");
    }
    assert_eq!(with_password(&gateway, MOBILE, "secret_1", "d").code(), 607);
    gateway.clock.shift(86_401);
    assert_eq!(with_password(&gateway, MOBILE, "secret_1", "d").code(), 200);
}

#[test]
fn parallel_guesses_count_like_guesses_in_turn() {
    let gateway = usual().start();
    gateway.register(MOBILE);
    let guess = || with_password(&gateway, MOBILE, "wrong_pw", "d").code();
    let mut codes: Vec<i64> = Vec::new();
    // With this many concurrent tries, some get a request to retry.
    while codes.iter().filter(|&&code| code == 607).count() < 25 {
        codes.extend(at_once(30, |_| guess()));
        assert!(codes.len() < 1000, "{codes:?}");
    }
    assert_eq!(codes.iter().filter(|&&code| code == 503).count(), 5);
    assert!(codes.iter().all(|code| [500, 503, 607].contains(code)));
}

#[test]
fn twenty_wrong_passwords_from_anywhere_lock() {
    let trusting = usual().behind_proxy();
    let gateway = trusting.start();
    gateway.register(MOBILE);
    let attempt = |place: usize, password: &str| {
        let client = gateway
            .client()
            .header("X-Forwarded-For", &format!("203.0.113.{place}"));
        client
            .call(
                "user.login",
                json!({"mobile": MOBILE, "login_type": 2, "password": password, "n": unique("n")}),
            )
            .code()
    };
    for place in 0..20 {
        assert_eq!(attempt(place, "wrong_pw"), 503);
    }
    assert_eq!(attempt(99, "secret_1"), 607);
}

#[test]
fn the_old_products_hash_is_taken_once_and_replaced() {
    let gateway = usual().start();
    gateway.register(MOBILE);
    let id = user(&gateway, MOBILE).id;
    // md5(md5("123456") + "abcdef")
    let legacy = "$md5$abcdef$c7935cc8ee50b752345290d8cf136827";
    gateway
        .store()
        .transaction_blocking::<_, Error>(0, move |tx| users::set_password(tx, id, legacy))
        .unwrap();
    assert_eq!(with_password(&gateway, MOBILE, "123457", "").code(), 503);
    assert_eq!(with_password(&gateway, MOBILE, "123456", "").code(), 200);
    assert!(
        user(&gateway, MOBILE)
            .password_hash
            .starts_with("$argon2id$")
    );
    assert_eq!(with_password(&gateway, MOBILE, "123456", "").code(), 200);
}

#[test]
fn a_locked_account_says_so_to_its_owner_only() {
    let gateway = usual().start();
    gateway.register(MOBILE);
    let id = user(&gateway, MOBILE).id;
    gateway
        .store()
        .transaction_blocking::<_, Error>(0, move |tx| users::set_state(tx, id, 2))
        .unwrap();
    assert_eq!(
        with_password(&gateway, MOBILE, "wrong_pw", "").fault(),
        (503, "wrong_password")
    );
    assert_eq!(
        with_password(&gateway, MOBILE, "secret_1", "").fault(),
        (503, "account_locked")
    );
}

#[test]
fn a_password_change_needs_the_old_one_and_a_good_new_one() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let edit = |old: &str, new: &str| -> Value {
        let answer = gateway.client().token(&token).call(
            "user.pwd.edit",
            json!({"old_pwd": old, "new_pwd": new, "n": unique("n")}),
        );
        json!([answer.code(), answer.sub_code()])
    };
    assert_eq!(
        edit("wrong_pw", "secret_2"),
        json!([503, "wrong_old_password"])
    );
    assert_eq!(
        edit("secret_1", "secret_1"),
        json!([503, "password_unchanged"])
    );
    for bad in [
        "short",
        "with space",
        "waytoolongpassword_12",
        "密码密码密码",
    ] {
        assert_eq!(edit("secret_1", bad), json!([503, "bad_params"]), "{bad}");
    }
    for _ in 0..4 {
        edit("wrong_pw", "secret_2");
    }
    edit("wrong_pw", "secret_2");
    assert_eq!(edit("secret_1", "secret_2"), json!([607, "login_locked"]));
}

#[test]
fn a_user_sees_who_they_are() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let answer = gateway
        .client()
        .token(&token)
        .call("user.detail", json!({}));
    assert_eq!((answer.code(), answer.msg()), (200, "信息获取成功"));
    let data = answer.data();
    assert_eq!(
        (
            &data["mobile"],
            &data["nickname"],
            &data["headimg"],
            &data["intro"]
        ),
        (
            &json!(MOBILE),
            &json!("185****2691"),
            &json!(""),
            &json!("")
        )
    );
    assert_eq!(data["c_time"].as_str().unwrap().len(), 19);
    assert_eq!(data.as_object().unwrap().len(), 6);
}

#[test]
fn fifty_parallel_registrations_of_one_mobile_make_one_account() {
    let gateway = usual().start();
    gateway.send_code(MOBILE, "USER_REGISTER_CODE");
    let register = |_| register(&gateway, MOBILE, SMS_CODE).sub_code().to_owned();
    let outcomes = at_once(50, register);
    let registered = outcomes.iter().filter(|sub_code| sub_code.is_empty());
    assert_eq!(registered.count(), 1, "{outcomes:?}");
    // A busy machine sheds some calls that wait for their hash.
    let others = ["", "code_expired", "overloaded"];
    assert!(
        outcomes.iter().all(|it| others.contains(&it.as_str())),
        "{outcomes:?}"
    );
}

#[test]
fn no_session_with_the_old_password_outlives_a_reset() {
    let gateway = usual()
        .with(|settings| {
            settings.user.welcome_message = String::new();
            settings.server.hash_cost = Cost::OF_TESTS_THAT_WAIT;
        })
        .start();
    gateway.register(MOBILE);
    gateway.send_code(MOBILE, "USER_FIND_PWD");
    let tokens: Vec<String> = thread::scope(|scope| {
        let logins: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let logins = (0..6).map(|_| with_password(&gateway, MOBILE, "secret_1", ""));
                    let tokens = logins
                        .filter_map(|answer| answer.data()["token"].as_str().map(str::to_owned));
                    tokens.collect::<Vec<_>>()
                })
            })
            .collect();
        let reset = json!({"mobile": MOBILE, "code": SMS_CODE, "password": "secret_2"});
        assert_eq!(gateway.call("user.pwd.find", reset).code(), 200);
        logins
            .into_iter()
            .flat_map(|login| login.join().unwrap())
            .collect()
    });
    for token in tokens {
        let code = gateway
            .client()
            .token(&token)
            .call("user.detail", json!({}))
            .code();
        assert!(code != 200, "a session of the old password lives on");
    }
}

#[test]
fn parallel_right_logins_of_an_old_account_all_succeed() {
    let gateway = usual().start();
    gateway.register(MOBILE);
    let id = user(&gateway, MOBILE).id;
    let set = move |tx: &mut Tx<'_>| {
        users::set_password(tx, id, "$md5$abcdef$c7935cc8ee50b752345290d8cf136827")
    };
    gateway
        .store()
        .transaction_blocking::<_, Error>(0, set)
        .unwrap();
    let codes = at_once(5, |_| with_password(&gateway, MOBILE, "123456", "").code());
    assert_eq!(codes, [200; 5]);
}

#[test]
fn of_parallel_password_changes_one_succeeds() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let edit = |new: String| {
        let parameters = json!({"old_pwd": "secret_1", "new_pwd": new});
        gateway
            .client()
            .token(&token)
            .call("user.pwd.edit", parameters)
            .sub_code()
            .to_owned()
    };
    let outcomes = at_once(4, |n| edit(format!("changed_{n}")));
    assert_eq!(
        outcomes
            .iter()
            .filter(|sub_code| sub_code.is_empty())
            .count(),
        1,
        "{outcomes:?}"
    );
    assert_eq!(
        outcomes
            .iter()
            .filter(|sub_code| *sub_code == "wrong_old_password")
            .count(),
        3,
        "{outcomes:?}"
    );
}
