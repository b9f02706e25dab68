//! Weak passwords, and changes of passwords.

use serde_json::{Value, json};

use crate::salon::{
    EMPTY, NEW, PASSWORD, Salon, WEAK, XIAOMEI, good, password_grant, refusal, token_of,
};

fn change(salon: &Salon, token: &str, body: Value) -> (u16, i64) {
    let reply = salon.user(token, "PUT accounts/me/password", body);
    match reply.http {
        200 => {
            assert_eq!(reply.text, "{}");
            (200, 200)
        }
        _ => refusal(&reply),
    }
}

fn repair(value: &str) -> Value {
    json!({"proof_state": "password_is_ok", "value": value})
}

fn by_old(old: &str, value: &str) -> Value {
    json!({"proof_state": "password", "password": old, "value": value})
}

#[test]
fn a_weak_password_is_taken_by_a_login_and_shown() {
    let salon = Salon::open();
    for (number, (password, is_ok)) in [
        ("123456", 0),
        ("aaaaaa", 0),
        ("fedcba", 0),
        ("password", 0),
        ("zmei-2020", 1),
        ("密码密码密码", 1),
        (" six  b ", 1),
    ]
    .into_iter()
    .enumerate()
    {
        let mobile = format!("1390000{number:04}");
        let token = token_of(&salon.by_sms(&mobile, json!({"password": password})));
        assert_eq!(salon.me(&token)["password_is_ok"], is_ok, "{password}");
        token_of(&salon.grant(password_grant(&mobile, password)));
    }
    let mobile = "13900008888";
    let token = token_of(&salon.by_sms(mobile, json!({"password": "008888"})));
    assert_eq!(
        salon.me(&token)["password_is_ok"],
        0,
        "the end of the mobile"
    );
    for password in ["short", "a\u{7}bcdef", &"x".repeat(65)] {
        let reply = salon.by_sms(NEW, json!({"password": password}));
        assert_eq!(refusal(&reply), (400, 503), "{password}");
    }
}

#[test]
fn a_repair_must_repair() {
    let salon = Salon::open();
    let token = salon.token(WEAK, "123456");
    assert_eq!(salon.me(&token)["password_is_ok"], 0);
    for weak in ["654321", "aaaaaaa", "333334", "13333333334", "qwerty"] {
        assert_eq!(change(&salon, &token, repair(weak)), (400, 503), "{weak}");
        assert_eq!(
            change(&salon, &token, by_old("123456", weak)),
            (400, 503),
            "{weak}"
        );
    }
    assert_eq!(change(&salon, &token, repair("zmei-2016")), (200, 200));
    assert_eq!(salon.me(&token)["password_is_ok"], 1);
    assert_eq!(change(&salon, &token, repair("zmei-2017")), (409, 1012));
    token_of(&salon.grant(password_grant(WEAK, "zmei-2016")));
}

#[test]
fn an_account_without_a_password_gets_one_by_a_recent_login() {
    let salon = Salon::open();
    let token = salon.sms_token(EMPTY);
    salon.gateway.clock.shift(3500);
    assert_eq!(change(&salon, &token, repair("zmei-2016")), (200, 200));
    token_of(&salon.grant(password_grant(EMPTY, "zmei-2016")));
}

#[test]
fn a_session_older_than_an_hour_is_no_proof() {
    let salon = Salon::open();
    let token = salon.sms_token(EMPTY);
    salon.gateway.clock.shift(3601);
    assert_eq!(change(&salon, &token, repair("zmei-2016")), (409, 1012));
    assert_eq!(salon.state(&token), 200);
}

#[test]
fn a_change_ends_the_other_sessions() {
    let salon = Salon::open();
    let log_in = |client_id: i64| {
        let body = signet_testkit::with(
            password_grant(XIAOMEI, PASSWORD),
            json!({"client_id": client_id}),
        );
        token_of(&salon.grant(body))
    };
    let (phone, page) = (log_in(41), log_in(44));
    assert_eq!(
        change(&salon, &phone, by_old(PASSWORD, "zmei-2016")),
        (200, 200)
    );
    assert_eq!((salon.state(&phone), salon.state(&page)), (200, 606));
    assert_eq!(
        refusal(&salon.grant(password_grant(XIAOMEI, PASSWORD))),
        (400, 1011)
    );
}

#[test]
fn a_login_by_sms_with_a_password_ends_all_sessions() {
    let salon = Salon::open();
    let before = salon.token(XIAOMEI, PASSWORD);
    let token = token_of(&salon.by_sms(XIAOMEI, json!({"password": "zmei-2016"})));
    assert_eq!((salon.state(&before), salon.state(&token)), (606, 200));
    token_of(&salon.grant(password_grant(XIAOMEI, "zmei-2016")));
    let kept = token_of(&salon.by_sms(XIAOMEI, json!({"password": ""})));
    assert_eq!(salon.state(&kept), 200);
    token_of(&salon.grant(password_grant(XIAOMEI, "zmei-2016")));
}

#[test]
fn wrong_passwords_lock_and_a_code_unlocks() {
    let salon = Salon::open();
    for _ in 0..5 {
        assert_eq!(
            refusal(&salon.grant(password_grant(XIAOMEI, "zmei-2014"))),
            (400, 1011)
        );
    }
    let locked = salon.grant(password_grant(XIAOMEI, PASSWORD));
    assert_eq!(refusal(&locked), (429, 607));
    let wait: i64 = locked.header("retry-after").unwrap().parse().unwrap();
    assert!((80_000..=86_400).contains(&wait), "{wait}");
    salon.sms_token(XIAOMEI);
    let token = salon.token(XIAOMEI, PASSWORD);
    for _ in 0..5 {
        let wrong = by_old("zmei-2014", "zmei-2016");
        assert_eq!(change(&salon, &token, wrong), (400, 1011));
    }
    assert_eq!(
        change(&salon, &token, by_old(PASSWORD, "zmei-2016")),
        (429, 607)
    );
}

#[test]
fn an_operator_s_password_is_to_be_replaced() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    salon.operate(
        "user.reset",
        json!({"userid": salon.id(XIAOMEI), "password": "zmei-2016"}),
    );
    assert_eq!(salon.state(&token), 606);
    let token = salon.token(XIAOMEI, "zmei-2016");
    assert_eq!(salon.me(&token)["password_is_ok"], 0);
    assert_eq!(change(&salon, &token, repair("zmei-2017")), (200, 200));
    assert_eq!(salon.me(&token)["password_is_ok"], 1);
}

#[test]
fn a_proof_is_one_of_two() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    for body in [
        json!({"proof_state": "none", "value": "zmei-2016"}),
        json!({"proof_state": "password", "value": "zmei-2016"}),
        json!({"proof_state": "password", "password": PASSWORD}),
        json!({"password": PASSWORD, "value": "zmei-2016"}),
        json!({"proof_state": "password", "password": PASSWORD, "value": "short"}),
        json!({"proof_state": "password", "password": PASSWORD, "value": "tab\tin it"}),
    ] {
        assert_eq!(change(&salon, &token, body), (400, 503));
    }
    good(&salon.user(&token, "GET accounts/me", Value::Null));
}
