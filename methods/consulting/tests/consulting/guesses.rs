//! Codes, passwords and names that are guessed.

use std::time::{Duration, Instant};

use serde_json::json;
use signet_testkit::timing::{ratios, take_the_same_time};
use signet_testkit::{Builder, SMS_CODE, TestGateway};

use crate::shop::{PASSWORD, Shop};
use crate::wire::{Reply, request};

const ADDRESS: &str = "192.0.2.1";
const ANOTHER: &str = "198.51.100.1";

/// Returns the builder of a gateway behind a proxy on this machine, so that a test may call from many addresses.
fn behind_a_proxy() -> Builder {
    TestGateway::of(&signet_methods_consulting::PACK).with(|settings| {
        settings.server.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
        settings.sms.daily_per_mobile = 1000;
        settings.sms.daily_per_mobile_in_all = 1000;
        settings.user.daily_guesses_per_address = 100_000;
    })
}

impl Shop {
    fn from(&self, ip: &str, route: &str, fields: &[(&str, &str)]) -> Reply {
        request(&self.gateway, route, &[("X-Forwarded-For", ip)], fields)
    }

    fn signin_from(&self, ip: &str, mobile: &str, code: &str) -> Reply {
        let fields = [("phone_number", mobile), ("verification_code", code)];
        self.from(ip, "POST api/user/signin", &fields)
    }

    fn log_in_from(&self, ip: &str, username: &str, password: &str) -> Reply {
        let fields = [("username", username), ("password", password)];
        self.from(ip, "POST api/user/login", &fields)
    }

    fn send(&self, side: &str, mobile: &str, usage: &str) {
        let fields = [("phone_number", mobile), ("usage", usage)];
        self.guest(&format!("POST api/{side}/sms"), &fields).good();
    }
}

/// Returns a code that was never sent.
fn wrong(number: usize) -> String {
    format!("{:06}", 200_000 + number)
}

#[test]
fn three_codes_of_one_address_are_compared_and_ten_in_all() {
    let gateway = behind_a_proxy().start();
    let shop = Shop { gateway };
    shop.send("user", "19900000601", "register");
    for number in 0..3 {
        let guessed = shop.signin_from(ADDRESS, "19900000601", &wrong(number));
        assert_eq!(guessed.fault(), 2011);
    }
    for code in [SMS_CODE, &wrong(9)] {
        let dead = shop.signin_from(ADDRESS, "19900000601", code);
        assert_eq!(dead.fault(), 2012, "{code}");
    }
    shop.signin_from(ANOTHER, "19900000601", SMS_CODE).good();
    for (mobile, guesses) in [("19900000602", 9), ("19900000603", 10)] {
        shop.send("user", mobile, "register");
        for number in 0..guesses {
            let ip = format!("192.0.2.{number}");
            let guessed = shop.signin_from(&ip, mobile, &wrong(number));
            assert_eq!(guessed.fault(), 2011);
        }
        let right = shop.signin_from(ANOTHER, mobile, SMS_CODE);
        match guesses {
            9 => drop(right.good()),
            _ => assert_eq!(right.fault(), 2012),
        }
    }
}

#[test]
fn a_code_is_of_one_template_one_side_and_one_mobile() {
    let gateway = behind_a_proxy().start();
    let shop = Shop { gateway };
    for (side, mobile, usage) in [
        ("user", "19900000604", "password"),
        ("consultant", "19900000604", "register"),
        ("user", "19900000605", "register"),
    ] {
        shop.send(side, mobile, usage);
        let foreign = shop.signin_from(ADDRESS, "19900000604", SMS_CODE);
        assert_eq!(foreign.fault(), 2011, "{side} {mobile} {usage}");
    }
    // Three guesses from one address count, even if no code was sent.
    shop.send("user", "19900000604", "register");
    shop.signin_from(ANOTHER, "19900000604", SMS_CODE).good();
}

#[test]
fn the_two_sides_have_limits_of_their_own() {
    let shop = Shop::open();
    shop.gateway.stay_in_one_day();
    let send = |side: &str| {
        let fields = [("phone_number", "19900000606")];
        shop.guest(&format!("POST api/{side}/sms"), &fields)
    };
    for _ in 0..10 {
        send("user").good();
        assert_eq!(send("user").fault(), 2013);
        shop.gateway.clock.shift(61);
    }
    assert_eq!(send("user").fault(), 2014);
    send("consultant").good();
}

#[test]
fn five_wrong_passwords_of_one_address_lock_that_address() {
    let gateway = behind_a_proxy().start();
    let shop = Shop { gateway };
    for _ in 0..5 {
        let refused = shop.log_in_from(ADDRESS, "buyer_one", "secret_9");
        assert_eq!(refused.fault(), 2025);
    }
    let locked = shop.log_in_from(ADDRESS, "buyer_one", PASSWORD);
    assert_eq!(locked.fault(), 2026);
    shop.log_in_from(ANOTHER, "buyer_one", PASSWORD).good();
    // The consultant with the same name has its own lock.
    shop.register("consultant", "buyer_one", "19900000607")
        .good();
    let fields = [("username", "buyer_one"), ("password", PASSWORD)];
    shop.from(ADDRESS, "POST api/consultant/login", &fields)
        .good();
}

/// The number of pairs in a round.
const PAIRS: usize = 12;

#[test]
fn an_unknown_name_takes_as_long_as_a_wrong_password() {
    let gateway = behind_a_proxy().with_slow_hashes().start();
    let shop = Shop { gateway };
    let mut number = 0;
    let mut timed = |username: &str| -> Duration {
        number += 1;
        // Every guess comes from its own address, because a locked address gets its reply sooner.
        let ip = format!("10.{}.{}.1", number / 250, number % 250);
        let started = Instant::now();
        let refused = shop.log_in_from(&ip, username, "secret_9");
        let took = started.elapsed();
        assert_eq!(refused.fault(), 2025);
        took
    };
    take_the_same_time("login", |round| {
        // The name changes after a few guesses, because twenty guesses lock an account for all addresses.
        let ratios = ratios(PAIRS, |pair, is_known| match is_known {
            true => timed(["buyer_one", "buyer_two"][pair / 2 % 2]),
            false => timed(&format!("nobody_{round}_{pair}")),
        });
        // The lock of the round is lifted.
        for mobile in ["19900000101", "19900000102"] {
            shop.gateway.clock.shift(61);
            shop.send("user", mobile, "password");
            let reset = [
                ("phone_number", mobile),
                ("verification_code", SMS_CODE),
                ("password", PASSWORD),
                ("password_again", PASSWORD),
            ];
            shop.guest("POST api/user/password", &reset).good();
        }
        ratios
    });
}

#[test]
fn a_ticket_is_32_hexadecimal_digits() {
    let shop = Shop::open();
    for ticket in [
        "x",
        "0123456789abcdef0123456789abcde",
        "0123456789ABCDEF0123456789ABCDEF",
        "0123456789abcdef0123456789abcdeg",
        "0123456789abcdef0123456789abcdef0",
        "0123456789abcdef\u{1}123456789abcdef",
    ] {
        let fields = [
            ("username", "nobody"),
            ("password", PASSWORD),
            ("password_again", PASSWORD),
            ("ticket", ticket),
        ];
        let refused = shop.guest("POST api/user/register", &fields);
        assert_eq!(refused.fault(), 1005, "{ticket}");
        assert!(
            refused.json()["msg"].as_str().unwrap().contains("ticket"),
            "{refused:?}"
        );
    }
    let signed = json!({"username": "nobody", "password": PASSWORD, "password_again": PASSWORD, "ticket": "x"});
    let signed = shop.gateway.call("consulting.user.register", signed);
    assert_eq!(signed.fault(), (503, "bad_params"));
}
