//! Strangers must not be able to keep the owner out of an account.

use serde_json::{Value, json};
use signet_gateway::settings::Settings;
use signet_testkit::{Answer, SMS_CODE, TestGateway, at_once, unique};

use crate::usual;

const MOBILE: &str = "18575202691";
const HOME: &str = "198.51.100.7";
const PHONE: &str = "the owner's phone";

fn gateway() -> TestGateway {
    gateway_with(|_| {})
}

fn gateway_with(change: impl FnOnce(&mut Settings)) -> TestGateway {
    let with = usual().behind_proxy().with(|settings| {
        change(settings);
    });
    with.start()
}

/// A call from an address and a device; the device may be empty.
fn call(gateway: &TestGateway, from: (&str, &str), method: &str, parameters: Value) -> Answer {
    let mut parameters = parameters;
    parameters["n"] = json!(unique("n"));
    parameters["unique_id"] = json!(from.1);
    let client = gateway.client().header("X-Forwarded-For", from.0);
    client.call(method, parameters)
}

fn with_password(gateway: &TestGateway, from: (&str, &str), password: &str) -> Answer {
    let parameters = json!({"mobile": MOBILE, "login_type": 2, "password": password});
    call(gateway, from, "user.login", parameters)
}

fn with_code(gateway: &TestGateway, from: (&str, &str), code: &str) -> Answer {
    let parameters = json!({"mobile": MOBILE, "login_type": 1, "code": code});
    call(gateway, from, "user.login", parameters)
}

fn send(gateway: &TestGateway, from: (&str, &str), mobile: &str) -> Answer {
    let parameters = json!({"mobile": mobile, "key": "USER_LOGIN_CODE"});
    call(gateway, from, "sms.send", parameters)
}

/// An account whose owner logged in from [`HOME`] with [`PHONE`].
fn with_owner(gateway: &TestGateway) {
    gateway.register(MOBILE);
    let answer = with_password(gateway, (HOME, PHONE), "secret_1");
    assert_eq!(answer.code(), 200);
}

fn lock_from_everywhere(gateway: &TestGateway) {
    for place in 0..20 {
        let stranger = format!("203.0.113.{place}");
        let answer = with_password(gateway, (&stranger, PHONE), "wrong_pw");
        assert!([503, 607].contains(&answer.code()), "{answer:?}");
    }
    for place in 20..40 {
        let stranger = format!("203.0.113.{place}");
        with_password(gateway, (&stranger, &unique("device")), "wrong_pw");
    }
    let answer = with_password(gateway, ("203.0.113.99", ""), "secret_1");
    assert_eq!(answer.fault(), (607, "login_locked"));
}

#[test]
fn a_strangers_guesses_leave_the_owners_code_alone() {
    let gateway = gateway();
    gateway.register(MOBILE);
    assert_eq!(send(&gateway, (HOME, PHONE), MOBILE).code(), 200);
    let guess = |device: &str| {
        with_code(&gateway, ("203.0.113.1", device), "000000")
            .fault()
            .0
    };
    assert_eq!([guess("a"), guess("a"), guess("a")], [700; 3]);
    assert_eq!(guess("a"), 503, "dead for this source");
    let more: Vec<i64> = (0..10).map(|_| guess(&unique("device"))).collect();
    let compared = more.iter().filter(|code| **code == 700).count();
    assert_eq!(
        compared, 3,
        "an address has six tries, whatever it calls its device"
    );
    assert_eq!(
        with_code(&gateway, ("203.0.113.1", "b"), SMS_CODE).fault(),
        (503, "code_expired")
    );
    assert_eq!(with_code(&gateway, (HOME, PHONE), SMS_CODE).code(), 200);
}

#[test]
fn one_ipv6_network_is_one_address() {
    let gateway = gateway();
    gateway.register(MOBILE);
    assert_eq!(send(&gateway, (HOME, PHONE), MOBILE).code(), 200);
    let from = |host: usize| format!("2001:db8:1:2::{host}");
    let codes: Vec<i64> = (1..6)
        .map(|host| with_code(&gateway, (&from(host), ""), "000000").code())
        .collect();
    assert_eq!(codes, [700, 700, 700, 503, 503]);
    for host in 1..6 {
        assert_eq!(
            with_password(&gateway, (&from(host), ""), "wrong_pw").code(),
            503
        );
    }
    assert_eq!(
        with_password(&gateway, (&from(6), ""), "secret_1").code(),
        607
    );
    let sent = |number: usize| {
        let mobile = format!("139000000{number:02}");
        send(&gateway, (&from(number + 1), ""), &mobile)
            .sub_code()
            .to_owned()
    };
    let sent: Vec<String> = (0..51).map(sent).collect();
    assert!(sent[..50].iter().all(String::is_empty), "{sent:?}");
    assert_eq!(sent[50], "sms_ip_quota");
}

#[test]
fn ten_guesses_from_anywhere_kill_a_code() {
    let gateway = gateway();
    gateway.register(MOBILE);
    assert_eq!(send(&gateway, (HOME, PHONE), MOBILE).code(), 200);
    for place in 0..10 {
        let stranger = format!("203.0.113.{place}");
        assert_eq!(with_code(&gateway, (&stranger, ""), "000000").code(), 700);
    }
    let answer = with_code(&gateway, (HOME, PHONE), SMS_CODE);
    assert_eq!(answer.fault(), (503, "code_expired"));
}

#[test]
fn an_address_cannot_guess_at_many_mobiles() {
    let gateway = gateway_with(|settings| settings.sms.daily_guesses_per_address = 5);
    gateway.register(MOBILE);
    let guess = |number: usize| {
        let mobile = format!("139000000{number:02}");
        let parameters = json!({"mobile": mobile, "key": "USER_LOGIN_CODE", "code": "000000"});
        call(
            &gateway,
            (HOME, &unique("device")),
            "sms.verify",
            parameters,
        )
    };
    for number in 0..5 {
        assert_eq!(guess(number).fault(), (700, "wrong_code"));
    }
    let held = guess(5);
    assert_eq!(held.fault(), (429, "rate_limited"));
    assert!(held.header("retry-after").is_some());
    assert_eq!(send(&gateway, (HOME, PHONE), MOBILE).code(), 200);
    assert_eq!(
        with_code(&gateway, (HOME, "another"), SMS_CODE).code(),
        429,
        "others of this address are held"
    );
    assert_eq!(
        with_code(&gateway, (HOME, PHONE), SMS_CODE).code(),
        200,
        "a code that it asked for itself is no guess"
    );
    gateway.clock.shift(86_400);
    assert_eq!(guess(6).code(), 700);
}

#[test]
fn an_address_cannot_try_a_password_on_many_accounts() {
    let gateway = gateway_with(|settings| settings.user.daily_guesses_per_address = 3);
    with_owner(&gateway);
    let guess = |number: usize| {
        let mobile = format!("139000000{number:02}");
        let parameters = json!({"mobile": mobile, "login_type": 2, "password": "wrong_pw"});
        call(
            &gateway,
            (HOME, &unique("device")),
            "user.login",
            parameters,
        )
        .fault()
        .0
    };
    let answers: Vec<i64> = (0..5).map(guess).collect();
    assert_eq!(answers, [503, 503, 503, 607, 607]);
    assert_eq!(
        with_password(&gateway, (HOME, PHONE), "secret_1").code(),
        200
    );
    assert_eq!(
        with_password(&gateway, ("203.0.113.1", ""), "secret_1").code(),
        200
    );
    gateway.clock.shift(86_400);
    assert_eq!(guess(5), 503);
}

#[test]
fn nobody_learns_who_asked_for_a_code() {
    let gateway = gateway();
    gateway.send_code(MOBILE, "USER_LOGIN_CODE");
    for (method, other) in [("sms.verify", "13900000001"), ("user.login", "13900000002")] {
        let answers = |mobile: &str, place: usize| {
            let stranger = format!("203.0.113.{place}");
            let guess = |_| {
                let parameters = json!({"mobile": mobile, "key": "USER_LOGIN_CODE", "login_type": 1, "code": "000000"});
                let answer = call(&gateway, (&stranger, ""), method, parameters);
                (answer.code(), answer.msg().to_owned())
            };
            (0..5).map(guess).collect::<Vec<_>>()
        };
        assert_eq!(answers(MOBILE, 1), answers(other, 2), "{method}");
        gateway.clock.shift(660);
        let over = answers(MOBILE, 3);
        assert_eq!(over, answers(other, 4), "{method}: a code that is over");
        gateway.clock.shift(660);
    }
}

#[test]
fn twenty_wrong_passwords_do_not_hold_a_source_that_the_account_knows() {
    let gateway = gateway();
    with_owner(&gateway);
    lock_from_everywhere(&gateway);
    for (from, code, why) in [
        ((HOME, PHONE), 200, "address and device are known"),
        ((HOME, "another"), 607, "another device"),
        ((HOME, ""), 607, "no device"),
        (
            ("203.0.113.99", PHONE),
            607,
            "a stranger who names the owner's device",
        ),
    ] {
        assert_eq!(
            with_password(&gateway, from, "secret_1").code(),
            code,
            "{why}"
        );
    }
    let gateway = gateway.restart();
    lock_from_everywhere(&gateway);
    assert_eq!(
        with_password(&gateway, (HOME, PHONE), "secret_1").code(),
        200,
        "also after a restart"
    );
    gateway.clock.shift(31 * 86_400);
    lock_from_everywhere(&gateway);
    assert_eq!(
        with_password(&gateway, (HOME, PHONE), "secret_1").code(),
        607,
        "not for ever"
    );
}

#[test]
fn a_known_source_has_five_tries_and_a_neighbour_cannot_use_them_up() {
    let gateway = gateway();
    with_owner(&gateway);
    for _ in 0..6 {
        with_password(&gateway, (HOME, "a neighbour's"), "wrong_pw");
    }
    assert_eq!(
        with_password(&gateway, (HOME, "a neighbour's"), "secret_1").code(),
        607
    );
    for _ in 0..5 {
        let answer = with_password(&gateway, (HOME, PHONE), "wrong_pw");
        assert_eq!(answer.fault(), (503, "wrong_password"));
    }
    assert_eq!(
        with_password(&gateway, (HOME, PHONE), "secret_1").code(),
        607
    );
    assert_eq!(send(&gateway, (HOME, PHONE), MOBILE).code(), 200);
    assert_eq!(with_code(&gateway, (HOME, PHONE), SMS_CODE).code(), 200);
    for from in [(HOME, PHONE), (HOME, "a neighbour's"), ("203.0.113.1", "")] {
        assert_eq!(
            with_password(&gateway, from, "secret_1").code(),
            200,
            "a code unlocks"
        );
    }
}

#[test]
fn a_user_with_a_session_is_not_held_by_strangers_either() {
    let gateway = gateway();
    let token = gateway.register(MOBILE);
    lock_from_everywhere(&gateway);
    let user = gateway.client().token(&token);
    let edit = json!({"old_pwd": "secret_1", "new_pwd": "secret_2"});
    assert_eq!(user.call("user.pwd.edit", edit).code(), 200);
}

#[test]
fn two_messages_a_day_are_kept_for_sources_that_the_account_knows() {
    let gateway = gateway_with(|settings| settings.time.zone = "UTC".to_owned());
    with_owner(&gateway);
    let tomorrow = gateway.gateway.services.zone.tomorrow(gateway.clock.now());
    gateway
        .clock
        .shift(tomorrow.unwrap() + 60 - gateway.clock.now());
    let sent = |from: (&str, &str)| {
        gateway.clock.shift(61);
        send(&gateway, from, MOBILE).sub_code().to_owned()
    };
    for place in 0..8 {
        assert_eq!(sent((&format!("203.0.113.{place}"), PHONE)), "");
    }
    for from in [("203.0.113.9", PHONE), (HOME, ""), (HOME, "another")] {
        assert_eq!(sent(from), "sms_mobile_quota", "{from:?}");
    }
    assert_eq!([sent((HOME, PHONE)), sent((HOME, PHONE))], ["", ""]);
    assert_eq!(sent((HOME, PHONE)), "sms_mobile_quota");
    assert_eq!(with_code(&gateway, (HOME, PHONE), SMS_CODE).code(), 200);
}

#[test]
fn the_numbers_are_configuration() {
    let gateway = gateway_with(|settings| {
        settings.sms.interval_seconds = 5;
        settings.sms.daily_per_mobile = 3;
        settings.sms.daily_kept_for_known = 1;
        settings.sms.daily_per_address = 4;
        settings.sms.tries_per_source = 1;
        settings.sms.code_seconds = 100;
        settings.user.password_tries_per_source = 2;
        settings.user.lock_seconds = 50;
    });
    gateway.stay_in_one_day();
    assert_eq!(send(&gateway, (HOME, ""), MOBILE).code(), 200);
    let answer = send(&gateway, (HOME, ""), MOBILE);
    assert_eq!(answer.msg(), "两次发送间隔小于5秒");
    for _ in 0..2 {
        gateway.clock.shift(6);
        assert_eq!(send(&gateway, (HOME, ""), MOBILE).code(), 200);
    }
    gateway.clock.shift(6);
    let answer = send(&gateway, (HOME, ""), MOBILE);
    assert_eq!(answer.msg(), "您的号码今天已发送超过3次!");
    assert_eq!(send(&gateway, (HOME, ""), "13900000001").code(), 200);
    let answer = send(&gateway, (HOME, ""), "13900000002");
    assert_eq!(answer.sub_code(), "sms_ip_quota");
    assert_eq!(
        with_code(&gateway, ("203.0.113.1", ""), "000000").code(),
        700
    );
    let dead = with_code(&gateway, ("203.0.113.1", ""), SMS_CODE);
    assert_eq!(dead.sub_code(), "code_expired");
    gateway.clock.shift(101);
    assert_eq!(
        with_code(&gateway, (HOME, ""), SMS_CODE).sub_code(),
        "code_expired"
    );
    for _ in 0..2 {
        assert_eq!(with_password(&gateway, (HOME, ""), "wrong_pw").code(), 503);
    }
    assert_eq!(with_password(&gateway, (HOME, ""), "wrong_pw").code(), 607);
    gateway.clock.shift(51);
    assert_eq!(with_password(&gateway, (HOME, ""), "wrong_pw").code(), 503);
}

#[test]
fn parallel_guesses_on_two_nodes_are_counted_together() {
    let gateway = gateway();
    let other = gateway.second_node();
    gateway.register(MOBILE);
    assert_eq!(send(&gateway, (HOME, PHONE), MOBILE).code(), 200);
    let nodes = [&gateway, &other];
    let codes = at_once(20, |number| {
        with_code(nodes[number % 2], ("203.0.113.1", ""), "000000").code()
    });
    assert_eq!(
        codes.iter().filter(|code| **code == 700).count(),
        3,
        "{codes:?}"
    );
    let logins = at_once(8, |number| {
        with_code(nodes[number % 2], (HOME, PHONE), SMS_CODE).code()
    });
    assert_eq!(
        logins.iter().filter(|code| **code == 200).count(),
        1,
        "{logins:?}"
    );
}
