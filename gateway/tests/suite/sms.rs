//! Short messages: quotas, codes and who may request them.

use serde_json::{Value, json};
use signet_store::{Error, Tx, sms_blacklist};
use signet_testkit::{Answer, SMS_CODE, TestGateway, at_once, unique};

use crate::usual;

const MOBILE: &str = "18575202691";

fn send(gateway: &TestGateway, mobile: &str, key: &str) -> Answer {
    gateway.call(
        "sms.send",
        json!({"mobile": mobile, "key": key, "token": "", "n": unique("n")}),
    )
}

fn verify(gateway: &TestGateway, code: Value) -> (i64, String) {
    let parameters =
        json!({"mobile": MOBILE, "key": "USER_LOGIN_CODE", "code": code, "n": unique("n")});
    let answer = gateway.call("sms.verify", parameters);
    (answer.code(), answer.sub_code().to_owned())
}

#[test]
fn a_code_is_sent_and_verified_without_being_used_up() {
    let gateway = usual().start();
    let answer = send(&gateway, MOBILE, "USER_LOGIN_CODE");
    assert_eq!(
        (answer.code(), answer.msg(), answer.body.get("data")),
        (200, "发送成功", None)
    );
    for _ in 0..5 {
        let answer = gateway.call(
            "sms.verify",
            json!({"mobile": MOBILE, "key": "USER_LOGIN_CODE", "code": SMS_CODE}),
        );
        assert_eq!((answer.code(), answer.msg()), (200, "验证码正确"));
    }
    assert_eq!(
        verify(&gateway, json!(123_456)).0,
        200,
        "an integer is as good as its digits"
    );
}

#[test]
fn one_message_a_minute_per_mobile_and_template() {
    let gateway = usual().start();
    assert_eq!(send(&gateway, MOBILE, "USER_LOGIN_CODE").code(), 200);
    let answer = send(&gateway, MOBILE, "USER_LOGIN_CODE");
    assert_eq!(
        (answer.fault(), answer.msg()),
        ((503, "sms_too_frequent"), "两次发送间隔小于60秒")
    );
    assert_eq!(send(&gateway, MOBILE, "USER_FIND_PWD").code(), 200);
    assert_eq!(send(&gateway, "18575202692", "USER_LOGIN_CODE").code(), 200);
    gateway.clock.shift(60);
    assert_eq!(send(&gateway, MOBILE, "USER_LOGIN_CODE").code(), 200);
}

#[test]
fn ten_messages_a_day_per_mobile_and_fifty_per_address() {
    let gateway = usual().start();
    // The test starts one minute after midnight, so that all its messages are within one day.
    let tomorrow = gateway
        .gateway
        .services
        .zone
        .tomorrow(gateway.clock.now())
        .unwrap();
    gateway.clock.shift(tomorrow + 60 - gateway.clock.now());
    for _ in 0..10 {
        assert_eq!(send(&gateway, MOBILE, "USER_LOGIN_CODE").code(), 200);
        gateway.clock.shift(61);
    }
    assert_eq!(
        send(&gateway, MOBILE, "USER_LOGIN_CODE").fault(),
        (503, "sms_mobile_quota")
    );
    for last in 0..40 {
        assert_eq!(
            send(&gateway, &format!("139000000{last:02}"), "USER_LOGIN_CODE").code(),
            200
        );
    }
    assert_eq!(
        send(&gateway, "13900000099", "USER_LOGIN_CODE").fault(),
        (503, "sms_ip_quota")
    );
    gateway.clock.shift(86_400);
    assert_eq!(send(&gateway, MOBILE, "USER_LOGIN_CODE").code(), 200);
}

#[test]
fn fifty_parallel_sends_are_one_message() {
    let gateway = usual().start();
    let codes = at_once(50, |_| send(&gateway, MOBILE, "USER_LOGIN_CODE").code());
    assert_eq!(
        codes.iter().filter(|&&code| code == 200).count(),
        1,
        "{codes:?}"
    );
}

#[test]
fn a_code_dies_after_three_wrong_tries() {
    let gateway = usual().start();
    assert_eq!(
        verify(&gateway, json!("000000")),
        (700, "wrong_code".to_owned()),
        "none was ever sent"
    );
    gateway.send_code(MOBILE, "USER_LOGIN_CODE");
    for _ in 0..3 {
        assert_eq!(
            verify(&gateway, json!("000000")),
            (700, "wrong_code".to_owned())
        );
    }
    assert_eq!(
        verify(&gateway, json!(SMS_CODE)),
        (503, "code_expired".to_owned())
    );
    gateway.clock.shift(61);
    gateway.send_code(MOBILE, "USER_LOGIN_CODE");
    assert_eq!(
        verify(&gateway, json!(SMS_CODE)).0,
        200,
        "a new code has tries of its own"
    );
}

#[test]
fn of_a_hundred_parallel_guesses_three_are_compared() {
    let gateway = usual().start();
    gateway.send_code(MOBILE, "USER_LOGIN_CODE");
    let codes = at_once(100, |n| verify(&gateway, json!(format!("9{n:05}"))).0);
    assert_eq!(
        codes.iter().filter(|&&code| code == 700).count(),
        3,
        "{codes:?}"
    );
}

#[test]
fn a_code_lives_ten_minutes_and_is_bound_to_its_mobile_and_template() {
    let gateway = usual().start();
    let before = gateway.clock.now();
    gateway.send_code(MOBILE, "USER_LOGIN_CODE");
    let after = gateway.clock.now();
    let elsewhere = json!({"mobile": MOBILE, "key": "USER_FIND_PWD", "code": SMS_CODE});
    assert_eq!(gateway.call("sms.verify", elsewhere).code(), 700);
    let elsewhere = json!({"mobile": "18575202692", "key": "USER_LOGIN_CODE", "code": SMS_CODE});
    assert_eq!(gateway.call("sms.verify", elsewhere).code(), 700);
    gateway.clock.shift(before + 599 - gateway.clock.now());
    assert_eq!(verify(&gateway, json!(SMS_CODE)).0, 200);
    gateway.clock.shift(after + 601 - gateway.clock.now());
    assert_eq!(
        verify(&gateway, json!(SMS_CODE)),
        (503, "code_expired".to_owned())
    );
}

#[test]
fn unknown_templates_and_blocked_mobiles_are_refused() {
    let gateway = usual().start();
    assert_eq!(
        send(&gateway, MOBILE, "ADMIN_LOGIN_CODE").fault(),
        (503, "sms_template_unknown")
    );
    assert_eq!(
        send(&gateway, MOBILE, "x").fault(),
        (503, "sms_template_unknown")
    );
    let block = |tx: &mut Tx<'_>| sms_blacklist::insert(tx, &[MOBILE]);
    gateway
        .store()
        .transaction_blocking::<_, Error>(0, block)
        .unwrap();
    assert_eq!(
        send(&gateway, MOBILE, "USER_LOGIN_CODE").fault(),
        (503, "sms_blocked")
    );
}

#[test]
fn bad_parameters_are_named() {
    let gateway = usual().start();
    let answer = gateway.call("sms.send", json!({"mobile": "23800138000", "key": ""}));
    assert_eq!(
        (answer.fault(), answer.msg()),
        (
            (503, "bad_params"),
            "参数不正确：mobile 格式不正确；key 不能为空"
        )
    );
    for code in ["12345", "1234567", "12345a"] {
        assert_eq!(
            verify(&gateway, json!(code)),
            (503, "bad_params".to_owned()),
            "{code}"
        );
    }
}
