//! Sessions: 601, 602, 603 and 606.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::json;
use signet_store::sessions::{self, Session};
use signet_store::{Error, Tx, users};
use signet_testkit::{Answer, SMS_CODE, TestGateway, at_once, eventually, until_taken};

use crate::usual;

const MOBILE: &str = "18575202691";
const DAY: i64 = 86_400;

fn log_in(gateway: &TestGateway, platform: i64) -> String {
    let answer = try_to_log_in(gateway, platform);
    assert_eq!(answer.code(), 200, "{answer:?}");
    answer.data()["token"].as_str().unwrap().to_owned()
}

fn try_to_log_in(gateway: &TestGateway, platform: i64) -> Answer {
    let parameters = json!({"mobile": MOBILE, "login_type": 2, "password": "secret_1", "platform": platform, "n": signet_testkit::unique("n")});
    gateway.call("user.login", parameters)
}

/// Logs in during many concurrent logins to one account: most of them get a request to retry, some of them often.
fn log_in_among_others(gateway: &TestGateway) -> String {
    let answer = until_taken(|| try_to_log_in(gateway, 1));
    assert_eq!(answer.code(), 200, "{answer:?}");
    answer.data()["token"].as_str().unwrap().to_owned()
}

fn code(gateway: &TestGateway, token: &str) -> i64 {
    gateway
        .client()
        .token(token)
        .call("user.detail", json!({}))
        .code()
}

fn token_status(gateway: &TestGateway, token: &str) -> i64 {
    gateway
        .client()
        .token(token)
        .call("system.init", json!({}))
        .data()["token_status"]
        .as_i64()
        .unwrap()
}

#[test]
fn no_token_and_a_wrong_token_differ() {
    let gateway = usual().start();
    assert_eq!(
        gateway.call("user.detail", json!({})).fault(),
        (602, "not_logged_in")
    );
    assert_eq!(
        gateway
            .client()
            .token("")
            .call("user.detail", json!({}))
            .fault(),
        (602, "not_logged_in")
    );
    for token in [
        "dad3a37aa9d50688b5157698acfd7aee",
        "nonsense",
        "DAD3A37AA9D50688B5157698ACFD7AEE",
    ] {
        assert_eq!(
            gateway
                .client()
                .token(token)
                .call("user.detail", json!({}))
                .fault(),
            (601, "session_expired")
        );
        assert_eq!(token_status(&gateway, token), 0);
    }
}

#[test]
fn a_registration_logs_in() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    assert!(
        token.len() == 32
            && token
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    );
    assert_eq!(code(&gateway, &token), 200);
    assert_eq!(token_status(&gateway, &token), 1);
}

#[test]
fn a_newer_login_replaces_the_older_of_its_class_only() {
    let gateway = usual().start();
    let first = gateway.register(MOBILE);
    let web = log_in(&gateway, 4);
    assert_eq!(
        code(&gateway, &first),
        200,
        "a web login leaves the phone alone"
    );
    let android = log_in(&gateway, 2);
    assert_eq!(
        (
            code(&gateway, &first),
            code(&gateway, &android),
            code(&gateway, &web)
        ),
        (603, 200, 200)
    );
    let h5 = log_in(&gateway, 3);
    assert_eq!(
        (
            code(&gateway, &web),
            code(&gateway, &h5),
            code(&gateway, &android)
        ),
        (603, 200, 200)
    );
    assert_eq!(token_status(&gateway, &first), 0);
    assert_eq!(
        code(&gateway, &first),
        603,
        "system.init does not revive a dead token"
    );
}

#[test]
fn a_hundred_parallel_logins_leave_one_session() {
    let gateway = usual().start();
    gateway.register(MOBILE);
    let five = |_| (0..5).map(|_| log_in_among_others(&gateway)).collect();
    let tokens = at_once::<Vec<String>>(20, five).concat();
    let live = tokens
        .iter()
        .filter(|token| code(&gateway, token) == 200)
        .count();
    assert_eq!((tokens.len(), live), (100, 1));
}

#[test]
fn a_logout_ends_this_session_and_no_other() {
    let gateway = usual().start();
    let old = gateway.register(MOBILE);
    let new = log_in(&gateway, 1);
    let log_out = |token: &str| gateway.client().token(token).call("user.logout", json!({}));
    assert_eq!(log_out(&old).msg(), "退出成功");
    assert_eq!(
        code(&gateway, &new),
        200,
        "a replaced token cannot log the new one out"
    );
    let answer = log_out(&new);
    assert_eq!((answer.code(), answer.body.get("data")), (200, None));
    assert_eq!(code(&gateway, &new), 601);
    assert_eq!(log_out(&new).code(), 200);
    assert_eq!(log_out("").code(), 200);
}

#[test]
fn a_session_lives_thirty_days_and_slides_on_phones() {
    let gateway = usual().start();
    let phone = gateway.register(MOBILE);
    let web = log_in(&gateway, 4);
    gateway.clock.shift(16 * DAY);
    assert_eq!((code(&gateway, &phone), code(&gateway, &web)), (200, 200));
    gateway.clock.shift(16 * DAY);
    assert_eq!(
        (code(&gateway, &phone), code(&gateway, &web)),
        (200, 601),
        "a call renewed the phone's session"
    );
    gateway.clock.shift(DAY);
    assert_eq!(token_status(&gateway, &phone), 1);
    gateway.clock.shift(29 * DAY + DAY / 2);
    assert_eq!(
        code(&gateway, &phone),
        200,
        "system.init renewed it from that day on"
    );
    gateway.clock.shift(31 * DAY);
    assert_eq!(code(&gateway, &phone), 601);
    assert_eq!(token_status(&gateway, &phone), 0);
}

#[test]
fn a_new_password_ends_every_other_session() {
    let gateway = usual().start();
    let phone = gateway.register(MOBILE);
    let web = log_in(&gateway, 4);
    let edit = |token: &str, old: &str, new: &str| {
        gateway
            .client()
            .token(token)
            .call("user.pwd.edit", json!({"old_pwd": old, "new_pwd": new}))
    };
    let answer = edit(&web, "secret_1", "secret_2");
    assert_eq!((answer.code(), answer.msg()), (200, "密码修改成功"));
    assert_eq!((code(&gateway, &phone), code(&gateway, &web)), (606, 200));
    gateway.send_code(MOBILE, "USER_FIND_PWD");
    let answer = gateway.call(
        "user.pwd.find",
        json!({"mobile": MOBILE, "code": SMS_CODE, "password": "secret_1"}),
    );
    assert_eq!((answer.code(), answer.msg()), (200, "密码找回成功"));
    assert_eq!(code(&gateway, &web), 606);
    assert_eq!(code(&gateway, &log_in(&gateway, 4)), 200);
}

#[test]
fn a_restart_logs_nobody_out() {
    let gateway = usual().start();
    let replaced = gateway.register(MOBILE);
    let live = log_in(&gateway, 1);
    let web = log_in(&gateway, 4);
    gateway.client().token(&web).call("user.logout", json!({}));
    let gateway = gateway.restart();
    assert_eq!(
        (
            code(&gateway, &live),
            code(&gateway, &replaced),
            code(&gateway, &web)
        ),
        (200, 603, 601)
    );
    let newest = log_in(&gateway, 1);
    assert_eq!((code(&gateway, &newest), code(&gateway, &live)), (200, 603));
}

#[test]
fn a_renewal_outlives_a_restart() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    gateway.clock.shift(20 * DAY);
    assert_eq!(token_status(&gateway, &token), 1);
    let gateway = gateway.restart();
    gateway.clock.shift(45 * DAY);
    assert_eq!(code(&gateway, &token), 200);
}

#[test]
fn only_a_hash_of_a_token_is_stored() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    if let Ok(url) = std::env::var("SIGNET_TEST_CACHE_URL") {
        let stored = everything_in_redis(&url, &gateway.settings.cache.prefix);
        assert!(
            stored.contains(&gateway.settings.cache.prefix),
            "the dump holds this test's keys"
        );
        assert!(!stored.contains(&token));
    }
    let row = only_row(&gateway);
    assert!(row.token_hash.len() == 64 && !row.token_hash.contains(&token));
}

/// The only session of the only user who registered.
fn only_row(gateway: &TestGateway) -> Session {
    let find = |connection: &mut _| {
        let user = users::by_mobile(connection, "yaf", MOBILE)?.unwrap();
        sessions::of_user(connection, user.id)
    };
    let rows = gateway.store().run_blocking::<_, Error>(find).unwrap();
    let [row] = <[Session; 1]>::try_from(rows).unwrap();
    row
}

#[test]
fn the_database_hears_of_a_renewal_once_a_day() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let opened = only_row(&gateway);
    gateway.clock.shift(DAY / 2);
    assert_eq!(token_status(&gateway, &token), 1);
    assert_eq!(only_row(&gateway), opened);
    gateway.clock.shift(DAY / 2 + 1);
    assert_eq!(token_status(&gateway, &token), 1);
    let renewed = only_row(&gateway);
    assert!(renewed.renewed_at > opened.renewed_at + DAY);
    assert_eq!(renewed.expires_at, renewed.renewed_at + 30 * DAY);
    gateway.clock.shift(DAY / 2);
    assert_eq!(token_status(&gateway, &token), 1);
    assert_eq!(only_row(&gateway), renewed);
}

#[test]
fn a_session_that_is_over_in_the_database_is_over_within_a_day() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let hash = only_row(&gateway).token_hash;
    let end = |connection: &mut _| sessions::end(connection, std::slice::from_ref(&hash), "R");
    gateway.store().run_blocking::<_, Error>(end).unwrap();
    assert_eq!(code(&gateway, &token), 200, "the cache has not heard of it");
    gateway.clock.shift(DAY + 1);
    token_status(&gateway, &token);
    assert_eq!(code(&gateway, &token), 603);
}

#[test]
fn what_is_long_over_is_removed() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let old = Session {
        token_hash: "0".repeat(64),
        user_id: 0,
        expires_at: 1,
        ..only_row(&gateway)
    };
    let insert = |tx: &mut Tx<'_>| sessions::insert(tx, &old);
    gateway
        .store()
        .transaction_blocking::<_, Error>(0, insert)
        .unwrap();
    let gateway = gateway.restart();
    let find = |connection: &mut _| sessions::find(connection, &old.token_hash);
    eventually("a node removes it", || {
        gateway
            .store()
            .run_blocking::<_, Error>(find)
            .unwrap()
            .is_none()
    });
    assert_eq!(code(&gateway, &token), 200);
}

/// Returns every key of a Redis that starts with a prefix, and every value, in the protocol of Redis. The prefix limits it to one
/// test, because Redis answers no other client during the command.
fn everything_in_redis(url: &str, prefix: &str) -> String {
    let script = "local all = {} for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do \
                  all[#all + 1] = key local kind = redis.call('TYPE', key).ok \
                  if kind == 'string' then all[#all + 1] = redis.call('GET', key) end end \
                  return table.concat(all, ' ')";
    let command = format!(
        "*4\r\n$4\r\nEVAL\r\n${}\r\n{script}\r\n$1\r\n0\r\n${}\r\n{prefix}\r\n",
        script.len(),
        prefix.len()
    );
    let mut stream =
        TcpStream::connect(url.trim_start_matches("redis://").trim_end_matches('/')).unwrap();
    stream.write_all(command.as_bytes()).unwrap();
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    reader.read_line(&mut head).unwrap();
    let mut all = vec![0; head.trim_start_matches('$').trim_end().parse().unwrap()];
    reader.read_exact(&mut all).unwrap();
    String::from_utf8_lossy(&all).into_owned()
}

#[test]
fn a_cache_that_is_away_is_500_and_never_the_end_of_a_session() {
    let gateway = usual()
        .with(|settings| settings.cache.url = "redis://127.0.0.1:1".to_owned())
        .start();
    for method in ["user.detail", "system.init", "user.logout"] {
        let answer = gateway
            .client()
            .token("dad3a37aa9d50688b5157698acfd7aee")
            .call(method, json!({}));
        assert_eq!(answer.fault(), (500, "internal"), "{method}");
    }
    let login = json!({"mobile": MOBILE, "login_type": 2, "password": "secret_1"});
    assert_eq!(gateway.call("user.login", login).code(), 500);
    assert_eq!(
        gateway
            .call(
                "sms.send",
                json!({"mobile": MOBILE, "key": "USER_LOGIN_CODE"})
            )
            .code(),
        500
    );
    assert_eq!(
        gateway.call("system.init", json!({"token": ""})).code(),
        200,
        "a guest needs no cache"
    );
    assert_eq!(gateway.call("system.upgrade", json!({})).code(), 200);
    eventually("readiness tells", || {
        gateway.ops("/readyz").1.contains("degraded")
    });
    assert_eq!(
        (gateway.ops("/readyz").0, gateway.ops("/healthz").0),
        (200, 200)
    );
}

#[test]
fn a_token_of_another_kind_is_no_token() {
    let gateway = usual().start();
    for token in [
        json!(123),
        json!(true),
        json!(["dad3a37aa9d50688b5157698acfd7aee"]),
    ] {
        assert_eq!(
            gateway.call("user.detail", json!({"token": token})).fault(),
            (601, "session_expired")
        );
    }
    assert_eq!(
        gateway.call("user.detail", json!({"token": null})).fault(),
        (602, "not_logged_in")
    );
}
