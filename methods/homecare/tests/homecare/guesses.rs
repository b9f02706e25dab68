//! Codes that are guessed, and simultaneous calls with one code.

use serde_json::{Value, json};
use signet_testkit::{Answer, SMS_CODE, TestGateway, calls_at_once};

use crate::{get, get_as, log_in, members, send_code};

const PHONE: &str = "18215606356";
const DEMO: &str = "18215606355";

/// The methods that compare a code, each with its other parameters and with the method that sends the code.
fn guessed() -> [(&'static str, Value, &'static str); 3] {
    [
        (
            "homecare.consumer.pwd.reset",
            json!({"phone": DEMO, "new_password": "secret_3"}),
            "homecare.consumer.pwd.forget",
        ),
        (
            "homecare.consumer.register",
            json!({"username": DEMO, "password": "secret_3"}),
            "homecare.sms.send",
        ),
        (
            "homecare.guest.verify",
            json!({"username": DEMO}),
            "homecare.sms.send",
        ),
    ]
}

/// A gateway behind a proxy on this machine, so that a test may call from many addresses.
fn behind_a_proxy() -> TestGateway {
    TestGateway::of(&signet_methods_homecare::PACK)
        .with(|settings| settings.server.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()])
        .start()
}

fn guess(gateway: &TestGateway, ip: &str, method: &str, parameters: &Value, code: &str) -> Answer {
    let mut parameters = parameters.clone();
    parameters["verify_code"] = json!(code);
    let client = gateway.client().header("X-Forwarded-For", ip);
    client.call(method, parameters)
}

#[test]
fn three_codes_of_one_address_are_compared() {
    for (method, parameters, sends) in guessed() {
        let gateway = behind_a_proxy();
        get(&gateway, sends, json!({"phone": DEMO}));
        for number in 0..300 {
            let code = format!("{:06}", 200_000 + number);
            let answer = guess(&gateway, "192.0.2.1", method, &parameters, &code);
            assert_ne!(answer.code(), 200, "{method}");
        }
        let answer = guess(&gateway, "192.0.2.1", method, &parameters, SMS_CODE);
        assert_ne!(
            answer.code(),
            200,
            "{method}: the right code after so many: {answer:?}"
        );
        // Another address can still use the right code.
        let answer = guess(&gateway, "198.51.100.1", method, &parameters, SMS_CODE);
        assert!(matches!(answer.code(), 200 | 604), "{method}: {answer:?}");
    }
}

#[test]
fn ten_codes_of_many_addresses_are_compared() {
    for (method, parameters, sends) in guessed() {
        let gateway = behind_a_proxy();
        get(&gateway, sends, json!({"phone": DEMO}));
        for number in 0..10 {
            let ip = format!("192.0.2.{number}");
            let code = format!("{:06}", 200_000 + number);
            let answer = guess(&gateway, &ip, method, &parameters, &code);
            assert_ne!(answer.code(), 200, "{method}");
        }
        let answer = guess(&gateway, "198.51.100.1", method, &parameters, SMS_CODE);
        assert_eq!(answer.sub_code(), "code_expired", "{method}: {answer:?}");
    }
}

#[test]
fn of_20_registrations_at_once_with_one_code_one_makes_an_account() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    send_code(&gateway, PHONE);
    let answers = calls_at_once(20, |number| {
        let account =
            json!({"username": PHONE, "password": "123456", "verify_code": SMS_CODE, "n": number});
        gateway.call("homecare.consumer.register", account)
    });
    let good = answers.iter().filter(|answer| answer.code() == 200).count();
    assert_eq!(good, 1, "{answers:?}");
    let token = log_in(&gateway, PHONE, "123456");
    let coupons = get_as(&gateway, &token, "homecare.coupon.list", json!({}))["coupons"].clone();
    assert_eq!(members(&coupons, "type"), [4]);
}

#[test]
fn of_20_guests_at_once_with_one_code_one_gets_a_token() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    send_code(&gateway, PHONE);
    let answers = calls_at_once(20, |number| {
        let guest = json!({"username": PHONE, "verify_code": SMS_CODE, "n": number});
        gateway.call("homecare.guest.verify", guest)
    });
    let good = answers.iter().filter(|answer| answer.code() == 200).count();
    assert_eq!(good, 1, "{answers:?}");
}
