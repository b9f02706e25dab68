//! Operators' actions on accounts.

use std::thread;

use serde_json::{Value, json};
use signet_store::users::{self, NewUser};
use signet_store::{Error, Tx};
use signet_testkit::{Answer, Client, SMS_CODE, TestGateway, is_date_time, unique};

use crate::usual;

const MOBILE: &str = "18575202691";
const ACTIONS: [&str; 4] = ["lock", "unlock", "reset", "kick"];

fn store<T>(gateway: &TestGateway, work: impl FnMut(&mut Tx<'_>) -> Result<T, Error>) -> T {
    gateway.store().transaction_blocking(0, work).unwrap()
}

fn user_id(gateway: &TestGateway, mobile: &str) -> i64 {
    let user = store(gateway, |tx| users::by_mobile(tx, "yaf", mobile));
    user.unwrap().id
}

fn action(admin: &Client<'_>, verb: &str, userid: i64) -> Answer {
    let parameters = json!({"userid": userid, "password": "secret_2", "n": unique("n")});
    admin.call(&format!("admin.user.{verb}"), parameters)
}

fn log_in(gateway: &TestGateway, password: &str, platform: i64) -> Answer {
    let parameters = json!({
        "mobile": MOBILE, "login_type": 2, "password": password, "platform": platform, "n": unique("n")
    });
    gateway.call("user.login", parameters)
}

/// The tokens of a new user: one on a phone, one elsewhere.
fn two_sessions(gateway: &TestGateway) -> [String; 2] {
    let phone = gateway.register(MOBILE);
    let web = log_in(gateway, "secret_1", 4);
    [phone, web.data()["token"].as_str().unwrap().to_owned()]
}

fn codes(gateway: &TestGateway, tokens: &[String; 2]) -> [i64; 2] {
    let code = |token| {
        let client = gateway.client().token(token);
        client.call("user.detail", json!({})).code()
    };
    [code(&tokens[0]), code(&tokens[1])]
}

#[test]
fn a_locked_user_is_out_until_unlocked() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let tokens = two_sessions(&gateway);
    let id = user_id(&gateway, MOBILE);
    for _ in 0..2 {
        let answer = action(&admin, "lock", id);
        assert_eq!(
            (answer.code(), answer.msg(), answer.body.get("data")),
            (200, "设置成功", None)
        );
        assert_eq!(codes(&gateway, &tokens), [601, 601]);
    }
    let answer = log_in(&gateway, "secret_1", 1);
    assert_eq!(
        (answer.fault(), answer.msg()),
        ((503, "account_locked"), "您的账号被锁定!")
    );
    gateway.send_code(MOBILE, "USER_LOGIN_CODE");
    let with_code = json!({"mobile": MOBILE, "login_type": 1, "code": SMS_CODE});
    let answer = gateway.call("user.login", with_code);
    assert_eq!(answer.fault(), (503, "account_locked"));
    gateway.send_code(MOBILE, "USER_FIND_PWD");
    let find = json!({"mobile": MOBILE, "password": "secret_3", "code": SMS_CODE});
    let answer = gateway.call("user.pwd.find", find);
    assert_eq!(answer.fault(), (503, "account_locked"));

    assert_eq!(action(&admin, "unlock", id).code(), 200);
    assert_eq!(codes(&gateway, &tokens), [601, 601], "what ended has ended");
    assert_eq!(log_in(&gateway, "secret_1", 1).code(), 200);
}

#[test]
fn no_session_outlives_a_lock() {
    let gateway = usual().start();
    let admin = gateway.admin();
    gateway.register(MOBILE);
    let id = user_id(&gateway, MOBILE);
    let tokens: Vec<String> = thread::scope(|scope| {
        let logins: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let logins = (0..6).map(|_| log_in(&gateway, "secret_1", 1));
                    let tokens = logins
                        .filter_map(|answer| answer.data()["token"].as_str().map(str::to_owned));
                    tokens.collect::<Vec<_>>()
                })
            })
            .collect();
        assert_eq!(action(&admin, "lock", id).code(), 200);
        logins
            .into_iter()
            .flat_map(|login| login.join().unwrap())
            .collect()
    });
    for token in tokens {
        let client = gateway.client().token(&token);
        let code = client.call("user.detail", json!({})).code();
        assert!(code != 200, "a session of a locked user lives on");
    }
}

#[test]
fn unlocking_forgets_wrong_passwords() {
    let gateway = usual().start();
    let admin = gateway.admin();
    gateway.register(MOBILE);
    for _ in 0..5 {
        assert_eq!(log_in(&gateway, "wrong_pw", 1).code(), 503);
    }
    assert_eq!(log_in(&gateway, "secret_1", 1).code(), 607);
    let id = user_id(&gateway, MOBILE);
    assert_eq!(action(&admin, "unlock", id).code(), 200);
    assert_eq!(log_in(&gateway, "secret_1", 1).code(), 200);
}

#[test]
fn a_reset_replaces_the_password_and_ends_every_session() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let tokens = two_sessions(&gateway);
    let id = user_id(&gateway, MOBILE);
    let answer = action(&admin, "reset", id);
    assert_eq!(
        (answer.code(), answer.msg(), answer.body.get("data")),
        (200, "修改成功", None)
    );
    assert_eq!(codes(&gateway, &tokens), [606, 606]);
    assert_eq!(
        log_in(&gateway, "secret_1", 1).fault(),
        (503, "wrong_password")
    );
    assert_eq!(log_in(&gateway, "secret_2", 1).code(), 200);
    for bad in [json!("short"), json!("密码密码密码"), json!(null)] {
        let answer = admin.call("admin.user.reset", json!({"userid": id, "password": bad}));
        assert_eq!(answer.fault(), (503, "bad_params"), "{bad}");
    }
}

#[test]
fn a_kick_ends_every_session_and_nothing_else() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let tokens = two_sessions(&gateway);
    let id = user_id(&gateway, MOBILE);
    let answer = action(&admin, "kick", id);
    assert_eq!(
        (answer.code(), answer.msg(), answer.body.get("data")),
        (200, "设置成功", None)
    );
    assert_eq!(codes(&gateway, &tokens), [601, 601]);
    let again = log_in(&gateway, "secret_1", 1);
    assert_eq!(again.code(), 200);
    assert_eq!(codes(&gateway, &tokens), [601, 601]);
}

#[test]
fn who_is_not_there_or_closed_stays_so() {
    let gateway = usual().start();
    let admin = gateway.admin();
    gateway.register(MOBILE);
    let id = user_id(&gateway, MOBILE);
    store(&gateway, |tx| users::set_state(tx, id, 0));
    for verb in ACTIONS {
        let answer = action(&admin, verb, 999);
        assert_eq!(
            (answer.fault(), answer.msg()),
            ((503, "user_not_found"), "用户不存在"),
            "{verb}"
        );
        assert_eq!(
            action(&admin, verb, id).fault(),
            (503, "account_closed"),
            "{verb}"
        );
        assert_eq!(action(&admin, verb, 0).fault(), (503, "bad_params"));
    }
    let user = store(&gateway, |tx| users::by_id(tx, id));
    assert_eq!(user.unwrap().state, 0);
}

#[test]
fn while_the_cache_is_away_nothing_is_done() {
    let away = usual().with(|settings| settings.cache.url = "redis://127.0.0.1:1".to_owned());
    let gateway = away.start();
    let admin = gateway.admin();
    let user = NewUser {
        realm: "yaf".to_owned(),
        username: String::new(),
        mobile: MOBILE.to_owned(),
        password_hash: "none".to_owned(),
        weak_password: false,
        open_id: "0".repeat(32),
        nickname: "昵称".to_owned(),
        platform: 1,
        channel: String::new(),
        points: 0,
        register_ip: String::new(),
        created_at: 1,
    };
    let id = store(&gateway, |tx| users::insert(tx, &user));
    for verb in ACTIONS {
        assert_eq!(action(&admin, verb, id).code(), 500, "{verb}");
    }
    let user = store(&gateway, |tx| users::by_id(tx, id)).unwrap();
    assert_eq!((user.state, user.password_hash.as_str()), (1, "none"));
}

#[test]
fn users_are_found_by_mobile_time_and_state() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let found = |parameters: Value| {
        let answer = admin.call("admin.user.list", parameters);
        assert_eq!((answer.code(), answer.msg()), (200, "success"));
        answer.data().clone()
    };
    let empty = json!({"list": [], "total": 0, "page": 1, "count": 20, "isnext": false});
    assert_eq!(found(json!({})), empty);

    gateway.register("18575202690");
    let before = gateway.gateway.services.zone.date_time(gateway.clock.now());
    gateway.clock.shift(10);
    gateway.register(MOBILE);
    let id = user_id(&gateway, MOBILE);
    let data = found(json!({"mobile": MOBILE}));
    let mut user = data["list"][0].clone();
    assert!(is_date_time(user["c_time"].take().as_str().unwrap()));
    assert!(is_date_time(
        user["last_login_time"].take().as_str().unwrap()
    ));
    let expected = json!({
        "userid": id, "mobile": MOBILE, "nickname": "185****2691", "points": 100_000, "state": 1, "c_time": null,
        "last_login_time": null, "last_login_ip": "127.0.0.1"
    });
    assert_eq!((user, &data["total"]), (expected, &json!(1)));

    let mobiles = |parameters: Value| {
        let data = found(parameters);
        let list = data["list"].as_array().unwrap().clone();
        let mobiles: Vec<String> = list
            .iter()
            .map(|user| user["mobile"].as_str().unwrap().to_owned())
            .collect();
        mobiles
    };
    assert_eq!(mobiles(json!({})), [MOBILE, "18575202690"]);
    assert_eq!(mobiles(json!({"end_time": before})), ["18575202690"]);
    let later = gateway
        .gateway
        .services
        .zone
        .date_time(gateway.clock.now() - 5);
    assert_eq!(mobiles(json!({"start_time": later})), [MOBILE]);
    assert_eq!(action(&admin, "lock", id).code(), 200);
    assert_eq!(mobiles(json!({"state": 2})), [MOBILE]);
    assert_eq!(mobiles(json!({"state": "1"})), ["18575202690"]);
    assert_eq!(mobiles(json!({"state": 2, "end_time": before})), [""; 0]);

    for bad in [
        json!({"mobile": "185"}),
        json!({"start_time": "2026-13-01 00:00:00"}),
        json!({"end_time": 1}),
        json!({"state": 3}),
        json!({"page": "x"}),
    ] {
        let answer = admin.call("admin.user.list", bad.clone());
        assert_eq!(answer.fault(), (503, "bad_params"), "{bad}");
    }
}
