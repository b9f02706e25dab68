//! Each code of the document, provoked on the own wire and compared whole.

use serde_json::{Value, json};
use signet_store::users;
use signet_testkit::{Reply, with};

use crate::salon::{
    EMPTY, LOCKED, NEW, OPENID, OPENID_CODE, PASSWORD, Salon, WEAK, XIAOMEI, good, openid_grant,
    password_grant, refused, sms_grant, token_of,
};

fn wrong(mobile: &str) -> Value {
    with(sms_grant(mobile), json!({"sms_code": "000000"}))
}

fn is_1001(reply: &Reply) {
    refused(
        reply,
        400,
        1001,
        "SMS.ErrorCountLimited",
        "验证码错误次数超过限制",
    );
}

fn is_1002(reply: &Reply) {
    refused(reply, 400, 1002, "SMS.Timeout", "验证码过期");
}

fn is_1003(reply: &Reply) {
    refused(reply, 400, 1003, "SMS.Checked", "验证码已经验证过");
}

fn is_1004(reply: &Reply) {
    refused(reply, 400, 1004, "SMS.Invalid", "无效验证码");
}

fn is_1005(reply: &Reply) {
    refused(reply, 400, 1005, "SMS.Incorrect", "错误验证码");
}

fn is_1006(reply: &Reply, until: i64) {
    refused(reply, 429, 1006, "SMS.TooOften", "验证码请求太频繁");
    let wait: i64 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!((until - 2..=until).contains(&wait), "{wait} is not {until}");
}

fn is_1010(reply: &Reply) {
    refused(reply, 404, 1010, "Account.NotFound", "帐号不存在");
}

fn is_1011(reply: &Reply) {
    refused(
        reply,
        400,
        1011,
        "Account.PasswordIncorrect",
        "帐号密码错误",
    );
}

fn is_1012(reply: &Reply) {
    refused(
        reply,
        409,
        1012,
        "Account.PasswordNotChanged",
        "密码修改失败",
    );
}

fn is_1013(reply: &Reply) {
    refused(reply, 400, 1013, "Mobile.Incorrect", "手机号格式错误");
}

fn is_1014(reply: &Reply) {
    refused(reply, 409, 1014, "Account.MobileExist", "手机号已占用");
}

fn is_1015(reply: &Reply) {
    refused(
        reply,
        400,
        1015,
        "Openid.Unproven",
        "微信授权无效,请重新授权",
    );
}

fn is_1016(reply: &Reply) {
    refused(reply, 409, 1016, "Openid.Bound", "该微信已绑定其他帐号");
}

#[test]
fn three_wrong_codes_of_an_address_end_the_code_for_it_and_ten_for_all() {
    let salon = Salon::behind_proxy();
    let try_from = |address: &str, body: Value| salon.from(address, "POST login/token", body);
    let sent = salon.from("203.0.113.1", "POST login/sms_code", json!({"mobile": NEW}));
    good(&sent);
    for address in ["203.0.113.1", "203.0.113.2", "203.0.113.3"] {
        for _ in 0..3 {
            is_1005(&try_from(address, wrong(NEW)));
        }
        is_1001(&try_from(address, sms_grant(NEW)));
    }
    is_1005(&try_from("203.0.113.4", wrong(NEW)));
    is_1001(&try_from("203.0.113.5", sms_grant(NEW)));

    salon.gateway.clock.shift(61);
    good(&salon.from(
        "203.0.113.9",
        "POST login/sms_code",
        json!({"mobile": EMPTY}),
    ));
    for _ in 0..3 {
        is_1005(&try_from("203.0.113.6", wrong(EMPTY)));
    }
    is_1001(&try_from("203.0.113.6", sms_grant(EMPTY)));
    token_of(&try_from("203.0.113.9", sms_grant(EMPTY)));
}

#[test]
fn a_code_ends_after_ten_minutes_and_is_forgotten_ten_minutes_later() {
    let salon = Salon::open();
    salon.send_code(NEW);
    salon.gateway.clock.shift(601);
    is_1002(&salon.guest("POST login/token", sms_grant(NEW)));
    is_1002(&salon.guest("POST login/token", wrong(NEW)));
    salon.gateway.clock.shift(600);
    is_1004(&salon.guest("POST login/token", sms_grant(NEW)));
}

#[test]
fn a_code_is_used_once() {
    let salon = Salon::open();
    salon.send_code(NEW);
    token_of(&salon.guest("POST login/token", sms_grant(NEW)));
    is_1003(&salon.guest("POST login/token", sms_grant(NEW)));
    is_1003(&salon.guest("POST login/token", wrong(NEW)));
}

#[test]
fn what_is_no_code_costs_no_try() {
    let salon = Salon::open();
    is_1004(&salon.guest("POST login/token", sms_grant(NEW)));
    salon.send_code(EMPTY);
    for code in ["12345", "12345a", "1234567", "１２３４５６", " 123456"] {
        let body = with(sms_grant(EMPTY), json!({"sms_code": code}));
        is_1004(&salon.guest("POST login/token", body));
    }
    token_of(&salon.guest("POST login/token", sms_grant(EMPTY)));
}

#[test]
fn a_new_message_waits_for_the_last_one() {
    let salon = Salon::open();
    let request = |body: Value| salon.guest("POST login/sms_code", body);
    good(&request(json!({"mobile": NEW})));
    for body in [
        json!({"mobile": NEW}),
        json!({"mobile": NEW, "is_try": 1}),
        json!({"mobile": NEW, "is_voice": 1}),
        json!({"mobile": NEW, "is_voice": "1", "is_try": "1"}),
    ] {
        is_1006(&request(body), 60);
    }
}

#[test]
fn a_mobile_has_ten_messages_a_day_and_an_address_fifty() {
    let salon = Salon::open();
    let now = salon.gateway.clock.now();
    let zone = &salon.gateway.gateway.services.zone;
    // Not across midnight, because the count starts again then.
    salon
        .gateway
        .clock
        .shift(zone.tomorrow(now).unwrap() - now + 60);
    let until = |salon: &Salon| {
        let now = salon.gateway.clock.now();
        salon.gateway.gateway.services.zone.tomorrow(now).unwrap() - now
    };
    for _ in 0..10 {
        salon.send_code(NEW);
        salon.gateway.clock.shift(61);
    }
    let refused = salon.guest("POST login/sms_code", json!({"mobile": NEW}));
    is_1006(&refused, until(&salon));
    for number in 0..40 {
        salon.send_code(&format!("139000000{number:02}"));
    }
    let refused = salon.guest("POST login/sms_code", json!({"mobile": "13900000099"}));
    is_1006(&refused, until(&salon));
}

#[test]
fn an_openid_of_nobody_and_a_closed_account_are_not_there() {
    let salon = Salon::open();
    is_1010(&salon.grant(openid_grant(
        "demo_openid_nobody",
        "sandbox:demo_openid_nobody",
    )));
    let close = |mobile: &str| {
        let id = salon.id(mobile);
        salon.gateway.write(|tx| users::set_state(tx, id, 0));
    };
    close(EMPTY);
    is_1010(&salon.by_sms(EMPTY, json!({})));
    close(XIAOMEI);
    is_1010(&salon.grant(openid_grant(OPENID, OPENID_CODE)));
    is_1010(&salon.grant(password_grant(XIAOMEI, PASSWORD)));
    is_1011(&salon.grant(password_grant(XIAOMEI, "wrong-one")));
}

#[test]
fn a_wrong_password_an_unknown_mobile_and_no_password_are_alike() {
    let salon = Salon::open();
    is_1011(&salon.grant(password_grant(NEW, PASSWORD)));
    is_1011(&salon.grant(password_grant(EMPTY, PASSWORD)));
    is_1011(&salon.grant(password_grant(XIAOMEI, "zmei-2014")));
    is_1011(&salon.grant(password_grant(XIAOMEI, "z")));
    let token = salon.token(XIAOMEI, PASSWORD);
    let change = json!({"proof_state": "password", "password": "zmei-2014", "value": "zmei-2016"});
    is_1011(&salon.user(&token, "PUT accounts/me/password", change.clone()));
    let without = salon.sms_token(EMPTY);
    is_1011(&salon.user(&without, "PUT accounts/me/password", change));
}

#[test]
fn a_password_is_not_changed_without_a_proof_or_a_difference() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    let change = |token: &str, body: Value| salon.user(token, "PUT accounts/me/password", body);
    let same = json!({"proof_state": "password", "password": PASSWORD, "value": PASSWORD});
    is_1012(&change(&token, same));
    let good_one = json!({"proof_state": "password_is_ok", "value": "zmei-2016"});
    is_1012(&change(&token, good_one.clone()));
    let weak = salon.token(WEAK, "123456");
    salon.gateway.clock.shift(3601);
    is_1012(&change(&weak, good_one.clone()));
    salon.operate(
        "user.reset",
        json!({"userid": salon.id(WEAK), "password": "zmei-2016"}),
    );
    let reset = salon.token(WEAK, "zmei-2016");
    is_1012(&change(&reset, good_one));
    // The case of a password that was changed meanwhile is in `races`.
}

#[test]
fn what_is_no_mobile_is_refused_by_its_own_code() {
    let salon = Salon::open();
    for mobile in [
        "+8613333333333",
        "12333333333",
        "1333333333",
        "133333333333",
        "１３３３３３３３３３３",
        "1333333333a",
        " 13333333333",
    ] {
        is_1013(&salon.guest("POST login/sms_code", json!({"mobile": mobile})));
        is_1013(&salon.guest("POST login/token", sms_grant(mobile)));
        is_1013(&salon.guest("POST login/token", password_grant(mobile, PASSWORD)));
    }
}

#[test]
fn an_account_has_one_openid_of_a_provider_and_an_openid_one_account() {
    let salon = Salon::open();
    let other = json!({"openid_code": "sandbox:demo_openid_other"});
    is_1014(&salon.by_sms(XIAOMEI, other));
    let bound = json!({"openid_code": OPENID_CODE});
    is_1016(&salon.by_sms(EMPTY, bound.clone()));
    is_1016(&salon.by_sms(NEW, bound.clone()));
    assert!(salon.account(NEW).is_none());
    // The refused logins did not use up the codes of the messages.
    token_of(&salon.grant(sms_grant(XIAOMEI)));
    token_of(&salon.grant(sms_grant(NEW)));
    token_of(&salon.by_sms(XIAOMEI, bound));
}

#[test]
fn an_openid_without_a_proof_is_refused() {
    let salon = Salon::open();
    is_1015(&salon.grant(json!({"grant_type": "openid", "client_id": 41, "openid": OPENID})));
    is_1015(&salon.by_sms(NEW, json!({"openid": "demo_openid_new"})));
    is_1015(&salon.grant(openid_grant(OPENID, "junk")));
    is_1015(&salon.grant(openid_grant("demo_openid_else", OPENID_CODE)));
    let off = Salon::of(
        signet_testkit::TestGateway::of(&signet_methods_salon::PACK).with(|settings| {
            settings.identity.set(
                "salon_wechat_app",
                signet_domain::identities::Settings::default(),
            );
        }),
    );
    is_1015(&off.grant(openid_grant(OPENID, OPENID_CODE)));
    token_of(&salon.grant(sms_grant(NEW)));
}

#[test]
fn clients_of_staff_do_not_log_in() {
    let salon = Salon::open();
    for client_id in [13, 23, 31, 32, 53, 99, 0, -1] {
        for body in [
            sms_grant(NEW),
            password_grant(XIAOMEI, PASSWORD),
            openid_grant(OPENID, OPENID_CODE),
        ] {
            let reply = salon.grant(with(body, json!({"client_id": client_id})));
            refused(&reply, 403, 1017, "Client.NotAllowed", "该客户端无权登录");
        }
    }
}

#[test]
fn an_operator_s_lock_is_a_refusal_of_the_core() {
    let salon = Salon::open();
    let reply = salon.by_sms(LOCKED, json!({}));
    refused(&reply, 403, 503, "account_locked", "您的账号被锁定!");
}

#[test]
fn a_mobile_has_eleven_digits_and_an_empty_one_is_missing() {
    let salon = Salon::open();
    for mobile in [XIAOMEI, "19999999999"] {
        salon.send_code(mobile);
    }
    let missing = salon.guest("POST login/sms_code", json!({"mobile": ""}));
    refused(
        &missing,
        400,
        503,
        "bad_params",
        "参数不正确：mobile 不能为空",
    );
}
