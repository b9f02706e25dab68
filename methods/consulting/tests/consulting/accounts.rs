//! Registering, logging in and out, and lost passwords, on both sides.

use serde_json::json;
use signet_testkit::SMS_CODE;

use crate::shop::{PASSWORD, Shop};
use crate::wire::request;

const SIDES: [&str; 2] = ["user", "consultant"];

/// Returns the fields of a registration.
fn registration<'a>(username: &'a str, ticket: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("username", username),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
        ("ticket", ticket),
    ]
}

#[test]
fn a_code_becomes_a_ticket_and_a_ticket_an_account() {
    let shop = Shop::open();
    for side in SIDES {
        let mobile = "19900000301";
        let ticket = shop.ticket(side, mobile);
        let again = [("phone_number", mobile), ("verification_code", SMS_CODE)];
        let again = shop.guest(&format!("POST api/{side}/signin"), &again);
        assert_eq!(again.fault(), 2012, "the code is used up");
        let register = format!("POST api/{side}/register");
        let registered = shop.guest(&register, &registration("Some_One", &ticket));
        assert_eq!(
            registered.good(),
            json!({"code": 0, "msg": "", "content": []})
        );
        let again = shop.guest(&register, &registration("some_two", &ticket));
        assert_eq!(again.fault(), 2021, "the ticket is used up");
        // Names are stored in lower case.
        let account = shop.log_in(side, "some_one");
        assert_eq!(shop.log_in(side, "SOME_ONE").id, account.id);
        let other = shop.ticket(side, "19900000302");
        let taken = shop.guest(&register, &registration("sOmE_oNe", &other));
        assert_eq!(taken.fault(), 2023);
        let different = [
            &registration("some_two", &other)[..3],
            &[("ticket", &other)],
        ]
        .concat();
        let mut different = different;
        different[2] = ("password_again", "secret_2");
        assert_eq!(shop.guest(&register, &different).fault(), 2024);
    }
}

#[test]
fn a_registered_mobile_is_told_only_to_those_who_hold_it() {
    let shop = Shop::open();
    shop.register("user", "holder", "19900000303").good();
    let fields = [("phone_number", "19900000303")];
    shop.gateway.clock.shift(61);
    shop.guest("POST api/user/sms", &fields).good();
    let wrong = [
        ("phone_number", "19900000303"),
        ("verification_code", "000000"),
    ];
    assert_eq!(shop.guest("POST api/user/signin", &wrong).fault(), 2011);
    let right = [
        ("phone_number", "19900000303"),
        ("verification_code", SMS_CODE),
    ];
    assert_eq!(shop.guest("POST api/user/signin", &right).fault(), 2022);
    assert_eq!(shop.guest("POST api/user/signin", &right).fault(), 2012);
}

#[test]
fn a_ticket_is_of_one_realm_for_half_an_hour_and_twenty_tries() {
    let shop = Shop::open();
    let none = registration("nobody", "");
    assert_eq!(shop.guest("POST api/user/register", &none).fault(), 2021);
    let guessed = registration("nobody", "0123456789abcdef0123456789abcdef");
    assert_eq!(shop.guest("POST api/user/register", &guessed).fault(), 2021);
    let ticket = shop.ticket("user", "19900000304");
    let fields = registration("nobody", &ticket);
    assert_eq!(
        shop.guest("POST api/consultant/register", &fields).fault(),
        2021
    );
    // A ticket allows no more tries, so that user names cannot be probed.
    for _ in 0..20 {
        let taken = registration("buyer_one", &ticket);
        assert_eq!(shop.guest("POST api/user/register", &taken).fault(), 2023);
    }
    assert_eq!(shop.guest("POST api/user/register", &fields).fault(), 2021);
    let old = shop.ticket("user", "19900000305");
    shop.gateway.clock.shift(1800);
    let fields = registration("nobody", &old);
    assert_eq!(shop.guest("POST api/user/register", &fields).fault(), 2021);
}

#[test]
fn a_ticket_may_come_in_its_cookie() {
    let shop = Shop::open();
    for side in SIDES {
        let mobile = [("phone_number", "19900000306")];
        shop.guest(&format!("POST api/{side}/sms"), &mobile).good();
        let code = [
            ("phone_number", "19900000306"),
            ("verification_code", SMS_CODE),
        ];
        let proved = shop.guest(&format!("POST api/{side}/signin"), &code);
        let name = format!("{side}_ticket");
        let (ticket, attributes) = proved.cookie(&name).unwrap();
        let path = format!("Path=/consulting/api/{side}/register; ");
        assert!(attributes.starts_with(&path), "{attributes}");
        assert!(
            attributes.contains("HttpOnly; SameSite=Strict"),
            "{attributes}"
        );
        assert_eq!(proved.good()["expires_in"], json!(1800));
        let cookie = format!("{name}={ticket}");
        let route = format!("POST api/{side}/register");
        let fields = &registration("in_cookie", "")[..3];
        let headers = [
            ("Cookie", cookie.as_str()),
            ("Sec-Fetch-Site", "cross-site"),
        ];
        let foreign = request(&shop.gateway, &route, &headers, fields);
        assert_eq!(foreign.fault(), 1009);
        request(&shop.gateway, &route, &headers[..1], fields).good();
        shop.log_in(side, "in_cookie");
    }
}

#[test]
fn a_login_opens_a_session_that_slides_and_a_logout_ends_it() {
    let shop = Shop::open();
    for (side, cookie, route) in [
        ("user", "consulting_token", "GET api/user/post/check"),
        (
            "consultant",
            "consultant_token",
            "GET api/consultant/order/check",
        ),
    ] {
        shop.register(side, "sliding", "19900000307").good();
        let fields = [("username", "sliding"), ("password", PASSWORD)];
        let login = shop.guest(&format!("POST api/{side}/login"), &fields);
        let (token, attributes) = login.cookie(cookie).unwrap();
        assert!(
            attributes.starts_with("Path=/consulting; Max-Age=34560000; HttpOnly"),
            "{attributes}"
        );
        assert_eq!(login.good()["token"], json!(token));
        let state = (side == "consultant").then(|| json!("pending"));
        assert_eq!(login.good().get("state"), state.as_ref());
        let account = crate::shop::Account {
            id: login.good()["content"][0].as_i64().unwrap(),
            token: token.to_owned(),
        };
        for _ in 0..3 {
            shop.gateway.clock.shift(20 * 86_400);
            shop.call(&account, route, &[]).good();
        }
        let out = shop.call(&account, &format!("POST api/{side}/logout"), &[]);
        assert_eq!(out.content(), json!([]));
        assert_eq!(out.cookie(cookie).unwrap().0, "");
        assert!(out.cookie(cookie).unwrap().1.contains("Max-Age=0"));
        assert_eq!(shop.call(&account, route, &[]).fault(), 2002);
        let again = shop.call(&account, &format!("POST api/{side}/logout"), &[]);
        assert_eq!(again.fault(), 2002);
        let idle = shop.log_in(side, "sliding");
        shop.gateway.clock.shift(31 * 86_400);
        assert_eq!(shop.call(&idle, route, &[]).fault(), 2002);
    }
}

#[test]
fn the_newest_login_wins_and_an_unknown_name_is_a_wrong_password() {
    let shop = Shop::open();
    let first = shop.log_in("user", "buyer_one");
    let second = shop.log_in("user", "buyer_one");
    assert_eq!(
        shop.call(&first, "GET api/user/post/check", &[]).fault(),
        2003
    );
    shop.call(&second, "GET api/user/post/check", &[]).good();
    let refused = |username: &str, password: &str| {
        let fields = [("username", username), ("password", password)];
        shop.guest("POST api/user/login", &fields)
    };
    let wrong = refused("buyer_one", "secret_9");
    assert_eq!(wrong.fault(), 2025);
    for unknown in ["nobody_here", "19900000101", "lawyer_one"] {
        assert_eq!(refused(unknown, PASSWORD).json(), wrong.json(), "{unknown}");
    }
    // Five wrong passwords from one address lock the account for this address, and a reset unlocks it.
    for _ in 0..4 {
        assert_eq!(refused("buyer_one", "secret_9").fault(), 2025);
    }
    assert_eq!(refused("buyer_one", PASSWORD).fault(), 2026);
    let fields = [("phone_number", "19900000101"), ("usage", "password")];
    shop.guest("POST api/user/sms", &fields).good();
    assert_eq!(shop.guest("POST api/user/sms", &fields).fault(), 2013);
    let reset = [
        ("phone_number", "19900000101"),
        ("verification_code", SMS_CODE),
        ("password", "secret_2"),
        ("password_again", "secret_2"),
    ];
    let reset = shop.guest("POST api/user/password", &reset);
    assert_eq!(reset.content(), json!([]));
    assert_eq!(
        shop.call(&second, "GET api/user/post/check", &[]).fault(),
        2004
    );
    refused("buyer_one", "secret_2").good();
}

#[test]
fn a_reset_needs_the_code_of_its_template_and_an_account() {
    let shop = Shop::open();
    let reset = |mobile: &str, code: &str, again: &str| {
        let fields = [
            ("phone_number", mobile),
            ("verification_code", code),
            ("password", "secret_2"),
            ("password_again", again),
        ];
        shop.guest("POST api/user/password", &fields)
    };
    let send = |side: &str, mobile: &str, usage: &str| {
        let fields = [("phone_number", mobile), ("usage", usage)];
        shop.guest(&format!("POST api/{side}/sms"), &fields)
    };
    send("user", "19900000308", "register").good();
    assert_eq!(reset("19900000308", SMS_CODE, "secret_2").fault(), 2011);
    send("consultant", "19900000308", "password").good();
    assert_eq!(reset("19900000308", SMS_CODE, "secret_2").fault(), 2011);
    send("user", "19900000308", "password").good();
    assert_eq!(reset("19900000308", SMS_CODE, "secret_3").fault(), 2024);
    assert_eq!(reset("19900000308", "000000", "secret_2").fault(), 2011);
    assert_eq!(reset("19900000308", SMS_CODE, "secret_2").fault(), 2029);
    assert_eq!(send("user", "19900000308", "login").fault(), 1005);
}

#[test]
fn the_same_name_and_mobile_on_both_sides_are_two_accounts() {
    let shop = Shop::open();
    let buyer = shop.buyer("both_sides", "19900000309");
    shop.register("consultant", "both_sides", "19900000309")
        .good();
    let consultant = shop.log_in("consultant", "both_sides");
    assert_ne!(buyer.id, consultant.id);
    let wrong = [("username", "both_sides"), ("password", "secret_9")];
    for _ in 0..5 {
        assert_eq!(shop.guest("POST api/user/login", &wrong).fault(), 2025);
    }
    let right = [("username", "both_sides"), ("password", PASSWORD)];
    assert_eq!(shop.guest("POST api/user/login", &right).fault(), 2026);
    shop.guest("POST api/consultant/login", &right).good();
}

#[test]
fn every_broken_field_of_a_registration_is_named() {
    let shop = Shop::open();
    let fields = [
        ("username", "1st"),
        ("password", "short"),
        ("gender", "2"),
        ("email", "a@b@c"),
        ("realname", " "),
        ("ticket", "x"),
    ];
    let refused = shop.guest("POST api/user/register", &fields);
    assert_eq!(refused.fault(), 1005);
    let msg = refused.json()["msg"].as_str().unwrap().to_owned();
    for name in [
        "username",
        "password",
        "password_again",
        "gender",
        "email",
        "realname",
        "ticket",
    ] {
        assert!(msg.contains(name), "{name}: {msg}");
    }
    for username in [
        "abc",
        "_abcd",
        "ab cd",
        "用户名称",
        "a2345678901234567890x",
        "19900000101",
    ] {
        let fields = registration(username, "");
        let refused = shop.guest("POST api/user/register", &fields);
        assert_eq!(refused.fault(), 1005, "{username}");
    }
}
