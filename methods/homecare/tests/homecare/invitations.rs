//! Invite codes (E33).

use serde_json::{Value, json};
use signet_testkit::{TestGateway, calls_at_once};

use crate::people::accounts;
use crate::{get_as, log_in, members, operate, register};

const PHONE: &str = "18215606356";

/// Redeems a code.
fn redeem(gateway: &TestGateway, token: &str, code: &str) -> (i64, String) {
    let client = gateway.client().token(token);
    let answer = client.call("homecare.coupon.invite", json!({"invite_code": code}));
    let (number, sub_code) = answer.fault();
    (number, sub_code.to_owned())
}

fn fault(sub_code: &str) -> (i64, String) {
    (503, sub_code.to_owned())
}

#[test]
fn an_account_redeems_one_code_of_another_in_its_life() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = register(&gateway, PHONE);
    let own =
        get_as(&gateway, &token, "homecare.consumer.detail", json!({}))["invite_code"].clone();
    let own = own.as_str().unwrap();
    assert_eq!(redeem(&gateway, &token, own), fault("homecare_invite_own"));
    assert_eq!(
        redeem(&gateway, &token, &own.to_lowercase()),
        fault("homecare_invite_own")
    );
    assert_eq!(
        redeem(&gateway, &token, "NOBODY"),
        fault("homecare_invite_unknown")
    );
    let reply = get_as(
        &gateway,
        &token,
        "homecare.coupon.invite",
        json!({"invite_code": "123455"}),
    );
    let keys: Vec<_> = reply.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["msg", "deadline", "value", "cou_id"]);
    assert_eq!(
        (&reply["msg"], &reply["value"]),
        (&json!("invite code exchange success"), &json!(500))
    );
    gateway.clock.shift(1);
    let inviter = log_in(&gateway, "18215606354", "123456");
    let of_inviter = get_as(&gateway, &inviter, "homecare.coupon.list", json!({}));
    assert_eq!(of_inviter["coupons"], json!([]), "inviters get none");
    let mine = register(&gateway, "18215606358");
    let code =
        get_as(&gateway, &mine, "homecare.consumer.detail", json!({}))["invite_code"].clone();
    for (code, expected) in [
        ("123455", "homecare_invite_used"),
        (code.as_str().unwrap(), "homecare_invite_used"),
        ("NOBODY", "homecare_invite_used"),
        (own, "homecare_invite_own"),
    ] {
        assert_eq!(redeem(&gateway, &token, code), fault(expected), "{code}");
    }
    // A code is compared without case.
    let lower = code.as_str().unwrap().to_lowercase();
    assert_eq!(redeem(&gateway, &inviter, &lower), (200, String::new()));
}

#[test]
fn while_the_rule_is_off_no_code_is_known() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    operate(
        &operator,
        "coupon_rule.edit",
        json!({"type": 1, "value": 0, "days": 1}),
    );
    let token = register(&gateway, PHONE);
    assert_eq!(
        redeem(&gateway, &token, "123455"),
        fault("homecare_invite_unknown")
    );
    operate(
        &operator,
        "coupon_rule.edit",
        json!({"type": 1, "value": 300, "days": 1}),
    );
    gateway.clock.shift(1);
    assert_eq!(redeem(&gateway, &token, "123455"), (200, String::new()));
}

#[test]
fn of_20_redemptions_at_once_with_two_codes_one_gives_a_coupon() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let tokens = accounts(&gateway, 3, "");
    let answers = calls_at_once(20, |number| {
        let code = format!("ACCOUNT{}", 1 + number % 2);
        let parameters = json!({"invite_code": code, "n": number});
        gateway
            .client()
            .token(&tokens[0])
            .call("homecare.coupon.invite", parameters)
    });
    let count = |code| {
        answers
            .iter()
            .filter(|answer| answer.fault() == code)
            .count()
    };
    assert_eq!(
        (count((200, "")), count((503, "homecare_invite_used"))),
        (1, 19)
    );
    let coupons =
        get_as(&gateway, &tokens[0], "homecare.coupon.list", json!({}))["coupons"].clone();
    assert_eq!(members(&coupons, "type"), [1]);
    let parameters = json!({"invite_code": "ACCOUNT2", "n": 99});
    let answer = gateway
        .client()
        .token(&tokens[0])
        .call("homecare.coupon.invite", parameters);
    assert_eq!(answer.fault(), (503, "homecare_invite_used"));
}

#[test]
fn of_200_guesses_a_day_ten_are_compared() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = accounts(&gateway, 1, "").remove(0);
    let guess = |code: &str| redeem(&gateway, &token, code);
    for number in 0..10 {
        assert_eq!(
            guess(&format!("WRONG{number}")),
            fault("homecare_invite_unknown")
        );
    }
    for number in 10..200 {
        assert_eq!(
            guess(&format!("WRONG{number}")),
            (429, "rate_limited".to_owned())
        );
    }
    assert_eq!(guess("123455"), (429, "rate_limited".to_owned()));
    gateway.clock.shift(86_400);
    assert_eq!(guess("123455"), (200, String::new()));
}

#[test]
fn a_code_is_1_to_16_characters() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let client = gateway.client().token(&accounts(&gateway, 1, "")[0]);
    for bad in [json!(""), json!("A".repeat(17)), Value::Null, json!(["A"])] {
        let answer = client.call("homecare.coupon.invite", json!({"invite_code": bad}));
        crate::refuses(&answer, "invite_code");
    }
}

#[test]
fn a_new_code_is_eight_characters_that_are_not_easily_confused() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = register(&gateway, PHONE);
    let detail = get_as(&gateway, &token, "homecare.consumer.detail", json!({}));
    let code = detail["invite_code"].as_str().unwrap();
    let characters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    assert!(
        code.len() == 8 && code.chars().all(|character| characters.contains(character)),
        "{code}"
    );
}
