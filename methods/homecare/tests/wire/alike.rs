//! A phone with an account and one without get the same bytes in the same time.
//!
//! Other work on the machine slows down some of the calls, so that two medians differ by chance. Therefore the two calls of a pair
//! are made one right after the other, each of them first in half of the pairs, and the median of the ratios of their times is compared.
//! A real difference shows in each of three rounds; one by chance does not.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use signet_methods_homecare::tables::consumers;
use signet_store::{Connection, users};
use signet_testkit::TestGateway;

use crate::ALICE;
use crate::both::{BOTH, Way};
use crate::people::accounts;

/// The rounds in which a difference must show.
const ROUNDS: usize = 8;

/// Returns the median of the ratios of the times of two calls that are made in pairs.
fn ratio(
    pairs: usize,
    known: impl Fn(usize) -> Duration,
    unknown: impl Fn(usize) -> Duration,
) -> f64 {
    let pair = |number: usize| match number % 2 {
        0 => {
            let first = known(number);
            (first, unknown(number))
        }
        _ => {
            let first = unknown(number);
            (known(number), first)
        }
    };
    let ratios = (0..pairs).map(pair);
    let mut ratios: Vec<f64> = ratios
        .map(|(known, unknown)| known.as_secs_f64() / unknown.as_secs_f64())
        .collect();
    ratios.sort_by(f64::total_cmp);
    ratios[pairs / 2]
}

/// Checks that two calls take the same time.
fn take_the_same_time(what: &str, mut ratio: impl FnMut(usize) -> f64) {
    let ratios: Vec<f64> = (0..ROUNDS)
        .map(&mut ratio)
        .take_while(|ratio| !(0.9..1.1).contains(ratio))
        .collect();
    assert!(ratios.len() < ROUNDS, "{what}: {ratios:?}");
}

fn timed(gateway: &TestGateway, route: &str, body: &Value) -> (Duration, String) {
    let started = Instant::now();
    let reply = Way::Own.call(gateway, route, body);
    (started.elapsed(), reply.bytes)
}

#[test]
fn a_code_is_sent_to_any_phone_in_the_same_time() {
    let gateway = TestGateway::builder()
        .with(|settings| {
            settings.sms.daily_per_mobile = 100_000;
            settings.sms.daily_per_mobile_in_all = 100_000;
            settings.sms.daily_per_address = 100_000;
        })
        .start();
    let send = |phone: &str| {
        let (took, bytes) = timed(&gateway, "forget_password", &json!({"phone": phone}));
        assert!(
            bytes.ends_with(r#""msg":"verify code send success"}}"#),
            "{bytes}"
        );
        took
    };
    take_the_same_time("forget_password", |_| {
        ratio(
            200,
            |_| {
                gateway.clock.shift(61);
                send(ALICE)
            },
            |_| {
                gateway.clock.shift(61);
                send("18215606399")
            },
        )
    });
}

/// The number of wrong passwords that do not lock an account yet.
const TRIES: usize = 4;

const PAIRS: usize = 100;

#[test]
fn a_wrong_password_takes_as_long_as_a_phone_without_an_account() {
    let gateway = TestGateway::start();
    let of_alice = |connection: &mut Connection| users::by_mobile(connection, "homecare", ALICE);
    let alice = gateway.store().run_blocking(of_alice).unwrap().unwrap();
    accounts(&gateway, ROUNDS * PAIRS / TRIES, &alice.password_hash);
    let log_in = |phone: String| {
        let body = json!({"username": phone, "password": "wrong_1"});
        let (took, bytes) = timed(&gateway, "login", &body);
        let wrong = r#"{"status":4,"body":{"msg":"password is not right"}}"#;
        assert!(bytes.ends_with(wrong), "{phone}: {bytes}");
        took
    };
    take_the_same_time("login", |round| {
        let phone = |start: &str, number: usize| {
            let place = (round * PAIRS + number) / TRIES;
            format!("{start}{place:08}")
        };
        ratio(
            PAIRS,
            |number| log_in(phone("139", number)),
            |number| log_in(phone("138", number)),
        )
    });
}

#[test]
fn the_answers_about_a_phone_do_not_tell_whether_it_has_an_account() {
    let gateway = TestGateway::start();
    let unknown = "18215606399";
    for way in BOTH {
        for (route, rest) in [
            ("login", json!({"password": "wrong_1"})),
            ("forget_password", json!({})),
            ("send_verify", json!({})),
            (
                "register",
                json!({"password": "secret_1", "verify_code": "654321"}),
            ),
            (
                "reset_password",
                json!({"new_password": "secret_1", "verify_code": "654321"}),
            ),
            ("verify_consumer", json!({"verify_code": "654321"})),
            ("new_feedback", json!({"content": "test"})),
        ] {
            gateway.clock.shift(61);
            let reply = [ALICE, unknown].map(|phone| {
                let named = json!({"phone": phone, "username": phone});
                way.call(&gateway, route, &signet_testkit::with(rest.clone(), named))
            });
            assert_eq!(reply[0].bytes, reply[1].bytes, "{way:?} {route}");
        }
    }
    // A phone without an account is locked as well.
    let unlucky = |phone: &str| {
        let body = json!({"username": phone, "password": "wrong_1"});
        let reply = (0..8).map(|_| Way::Own.call(&gateway, "login", &body));
        reply.map(|reply| reply.fault).collect::<Vec<_>>()
    };
    let reply = unlucky(unknown);
    assert!(
        reply[7].starts_with("9 too many wrong passwords"),
        "{reply:?}"
    );
    assert_eq!(unlucky(ALICE), reply);
    // Proves that the test can find a difference: here only one phone has an account.
    let read = |connection: &mut Connection| {
        let user = users::by_mobile(connection, "homecare", ALICE)?.unwrap();
        consumers::find(connection, user.id)
    };
    assert!(gateway.store().run_blocking(read).unwrap().is_some());
}
