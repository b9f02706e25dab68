//! Accounts: E1 to E7, E15 and the profile.

use serde_json::{Value, json};
use signet_testkit::{SMS_CODE, TestGateway};

use crate::{PASSWORD, get, get_as, log_in, long, members, refuses, register, send_code, token};

const PHONE: &str = "18215606356";

fn of_register(phone: &str, password: &str, code: Value) -> Value {
    json!({"username": phone, "password": password, "verify_code": code})
}

#[test]
fn a_registration_logs_in_with_an_invite_code_and_a_coupon() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    send_code(&gateway, PHONE);
    let reply = get(
        &gateway,
        "homecare.consumer.register",
        of_register(PHONE, "123456", json!(SMS_CODE)),
    );
    let keys: Vec<_> = reply.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["msg", "phone", "private_token", "invite_code"]);
    assert_eq!(
        (&reply["msg"], &reply["phone"]),
        (&json!("register success"), &json!(PHONE))
    );
    let invite_code = reply["invite_code"].as_str().unwrap();
    let is_easy = |byte: u8| b"23456789ABCDEFGHJKMNPQRSTUVWXYZ".contains(&byte);
    assert!(
        invite_code.len() == 8 && invite_code.bytes().all(is_easy),
        "{invite_code}"
    );
    let token = token(&reply);
    assert!(
        token.len() == 32
            && token
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    );

    let coupons = get_as(&gateway, &token, "homecare.coupon.list", json!({}))["coupons"].clone();
    assert_eq!(members(&coupons, "type"), [4]);
    assert_eq!(members(&coupons, "value"), [500]);
    let profile = get_as(&gateway, &token, "homecare.consumer.detail", json!({}));
    assert_eq!(
        profile,
        json!({"mobile": PHONE, "address": "", "sex": 3, "birthday": "", "invite_code": invite_code})
    );
    let reply = get(
        &gateway,
        "homecare.consumer.login",
        json!({"username": PHONE, "password": "123456"}),
    );
    let keys: Vec<_> = reply.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["msg", "username", "private_token", "invite_code"]);
    assert_eq!(
        (&reply["msg"], &reply["invite_code"]),
        (&json!("login success"), &json!(invite_code))
    );
}

#[test]
fn a_code_is_needed_and_a_taken_phone_is_known_only_after_a_right_one() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let known = "18215606355";
    let register = |phone: &str, code: Value| {
        let answer = gateway.call(
            "homecare.consumer.register",
            of_register(phone, "123456", code),
        );
        let (number, sub_code) = answer.fault();
        (number, sub_code.to_owned())
    };
    for missing in [json!(null), json!("")] {
        assert_eq!(
            register(known, missing),
            (503, "homecare_code_missing".to_owned())
        );
    }
    // If no code was sent, a phone with an account gets the same answer as any other phone.
    for phone in [known, PHONE] {
        for wrong in [
            json!("12345"),
            json!("1234567"),
            json!("12345a"),
            json!("654321"),
        ] {
            assert_eq!(
                register(phone, wrong.clone()),
                (700, "wrong_code".to_owned()),
                "{wrong}"
            );
        }
    }
    // Texts that cannot be a code do not count as tries: after more of them than there are tries, the right code is still
    // accepted.
    send_code(&gateway, known);
    for number in 0..20 {
        let wrong = json!(format!("1234{number:x}z"));
        assert_eq!(register(known, wrong), (700, "wrong_code".to_owned()));
    }
    assert_eq!(
        register(known, json!(SMS_CODE)),
        (604, "already_registered".to_owned())
    );
    // The registration was refused after the check of the code, so the code was not used up.
    assert_eq!(
        register(known, json!(SMS_CODE)),
        (604, "already_registered".to_owned())
    );
}

#[test]
fn a_new_password_is_6_to_64_visible_characters() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    send_code(&gateway, PHONE);
    for bad in [
        "12345",
        "1234 56",
        "12345\u{7f}",
        "密码密码密码",
        &"x".repeat(65),
    ] {
        let answer = gateway.call(
            "homecare.consumer.register",
            of_register(PHONE, bad, json!(SMS_CODE)),
        );
        refuses(&answer, "password");
    }
    // A client may send a digest in hexadecimal digits.
    let digest = "e10adc3949ba59abbe56e057f20f883e";
    get(
        &gateway,
        "homecare.consumer.register",
        of_register(PHONE, digest, json!(SMS_CODE)),
    );
    log_in(&gateway, PHONE, digest);
    let longest = json!({"old_password": digest, "new_password": "~".repeat(64)});
    get_as(
        &gateway,
        &log_in(&gateway, PHONE, digest),
        "homecare.consumer.pwd.edit",
        longest,
    );
    log_in(&gateway, PHONE, &"~".repeat(64));
    let answer = gateway.call(
        "homecare.consumer.login",
        json!({"username": PHONE, "password": long(65)}),
    );
    refuses(&answer, "password");
}

#[test]
fn the_code_is_in_no_reply_but_where_tests_set_it() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let sent = get(&gateway, "homecare.sms.send", json!({"phone": PHONE}));
    assert_eq!(sent, json!({"verify_code": SMS_CODE, "success": true}));
    let sent = get(
        &gateway,
        "homecare.consumer.pwd.forget",
        json!({"phone": "18215606399"}),
    );
    assert_eq!(
        sent,
        json!({"test": {"verify_code": SMS_CODE, "success": true}, "msg": "verify code send success"})
    );
    let gateway = TestGateway::of(&signet_methods_homecare::PACK)
        .with(|settings| settings.sms.test_code = String::new())
        .start();
    let sent = get(&gateway, "homecare.sms.send", json!({"phone": PHONE}));
    assert_eq!(sent, json!({"verify_code": "", "success": true}));
    let sent = get(
        &gateway,
        "homecare.consumer.pwd.forget",
        json!({"phone": "18215606399"}),
    );
    assert_eq!(sent["test"], json!({"verify_code": "", "success": true}));
}

#[test]
fn an_unknown_phone_and_a_wrong_password_are_one_fault() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for (phone, password) in [("18215606355", "1234567"), (PHONE, "123456")] {
        let answer = gateway.call(
            "homecare.consumer.login",
            json!({"username": phone, "password": password}),
        );
        assert_eq!(answer.fault(), (503, "wrong_password"));
        assert_eq!(answer.msg(), "账号或密码不正确");
    }
}

#[test]
fn a_second_login_replaces_the_first() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let first = register(&gateway, PHONE);
    gateway.clock.shift(1);
    let second = log_in(&gateway, PHONE, PASSWORD);
    let answer = gateway
        .client()
        .token(&first)
        .call("homecare.coupon.list", json!({}));
    assert_eq!(answer.fault(), (603, "session_replaced"));
    let out = get_as(&gateway, &second, "homecare.consumer.logout", json!({}));
    assert_eq!(out, json!({"msg": "log out success"}));
    for method in ["homecare.coupon.list", "homecare.consumer.logout"] {
        gateway.clock.shift(1);
        let answer = gateway.client().token(&second).call(method, json!({}));
        assert_eq!(answer.fault(), (601, "session_expired"), "{method}");
        let answer = gateway.call(method, json!({}));
        assert_eq!(answer.fault(), (602, "not_logged_in"), "{method}");
    }
}

#[test]
fn a_changed_password_keeps_this_session_and_a_reset_ends_all() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = register(&gateway, PHONE);
    let client = gateway.client().token(&token);
    let change = |old: &str, new: &str| {
        client.call(
            "homecare.consumer.pwd.edit",
            json!({"old_password": old, "new_password": new}),
        )
    };
    assert_eq!(
        change("wrong_1", "secret_2").fault(),
        (503, "wrong_old_password")
    );
    assert_eq!(
        change(PASSWORD, PASSWORD).fault(),
        (503, "password_unchanged")
    );
    assert_eq!(
        change(PASSWORD, "secret_2").data(),
        &json!({"verify_code": "", "success": true, "msg": "change password success"})
    );
    get_as(&gateway, &token, "homecare.coupon.list", json!({}));

    let sent = get(
        &gateway,
        "homecare.consumer.pwd.forget",
        json!({"phone": PHONE}),
    );
    assert_eq!(sent["msg"], "verify code send success");
    let reset = json!({"phone": PHONE, "verify_code": SMS_CODE, "new_password": "secret_3"});
    let reply = get(&gateway, "homecare.consumer.pwd.reset", reset);
    let keys: Vec<_> = reply.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["username", "msg", "private_token", "invite_code"]);
    assert_eq!(
        (&reply["username"], &reply["msg"]),
        (&json!(PHONE), &json!("reset password success"))
    );
    let answer = client.call("homecare.coupon.list", json!({}));
    assert_eq!(answer.fault(), (606, "password_changed"));
    get_as(
        &gateway,
        &crate::token(&reply),
        "homecare.coupon.list",
        json!({}),
    );
    log_in(&gateway, PHONE, "secret_3");
}

#[test]
fn a_phone_is_known_not_to_be_registered_only_after_a_right_code() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let reset = |code: &str| {
        let reset = json!({"phone": PHONE, "verify_code": code, "new_password": "secret_3"});
        let answer = gateway.call("homecare.consumer.pwd.reset", reset);
        let (number, sub_code) = answer.fault();
        (number, sub_code.to_owned())
    };
    assert_eq!(reset("123456"), (700, "wrong_code".to_owned()));
    get(
        &gateway,
        "homecare.consumer.pwd.forget",
        json!({"phone": PHONE}),
    );
    assert_eq!(reset("654321"), (700, "wrong_code".to_owned()));
    assert_eq!(reset(""), (503, "homecare_code_missing".to_owned()));
    assert_eq!(reset(SMS_CODE), (605, "not_registered".to_owned()));
}

#[test]
fn a_code_of_one_template_does_not_serve_the_other() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    send_code(&gateway, "18215606355");
    let reset =
        json!({"phone": "18215606355", "verify_code": SMS_CODE, "new_password": "secret_3"});
    let answer = gateway.call("homecare.consumer.pwd.reset", reset);
    assert_eq!(answer.fault(), (700, "wrong_code"));
    get(
        &gateway,
        "homecare.consumer.pwd.forget",
        json!({"phone": PHONE}),
    );
    for (method, request) in [
        (
            "homecare.consumer.register",
            of_register(PHONE, "123456", json!(SMS_CODE)),
        ),
        (
            "homecare.guest.verify",
            json!({"username": PHONE, "verify_code": SMS_CODE}),
        ),
    ] {
        assert_eq!(
            gateway.call(method, request).fault(),
            (700, "wrong_code"),
            "{method}"
        );
    }
}

#[test]
fn messages_to_a_phone_are_limited() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    gateway.stay_in_one_day();
    send_code(&gateway, PHONE);
    let again = || gateway.call("homecare.sms.send", json!({"phone": PHONE, "n": 2}));
    assert_eq!(again().fault(), (503, "sms_too_frequent"));
    for _ in 1..10 {
        gateway.clock.shift(61);
        send_code(&gateway, PHONE);
    }
    gateway.clock.shift(61);
    assert_eq!(again().fault(), (503, "sms_mobile_quota"));
}

#[test]
fn a_profile_is_edited_in_parts() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = register(&gateway, PHONE);
    let edit = |edited: Value| {
        let reply = get_as(&gateway, &token, "homecare.consumer.edit", edited);
        assert_eq!(reply, json!({"msg": "change info success"}));
        get_as(&gateway, &token, "homecare.consumer.detail", json!({}))
    };
    let profile = edit(json!({"address": "kb258", "sex": 1, "birthday": "1999-01-01"}));
    assert_eq!(
        (&profile["address"], &profile["sex"], &profile["birthday"]),
        (&json!("kb258"), &json!(1), &json!("1999-01-01"))
    );
    let profile = edit(json!({"sex": "2"}));
    assert_eq!(
        (&profile["address"], &profile["sex"]),
        (&json!("kb258"), &json!(2))
    );
    let profile = edit(json!({"address": ""}));
    assert_eq!(profile["address"], "kb258");
    let client = gateway.client().token(&token);
    for (key, bad) in [
        ("address", long(201)),
        ("address", json!("a\nb")),
        ("sex", json!(0)),
        ("sex", json!(4)),
        ("birthday", json!("1899-12-31")),
        ("birthday", json!("1999-02-29")),
        ("birthday", json!("1999-1-1")),
        ("birthday", json!("2999-01-01")),
    ] {
        refuses(
            &client.call("homecare.consumer.edit", json!({key: bad})),
            key,
        );
    }
}
