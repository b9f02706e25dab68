//! A phone with an account and one without get the same bytes in the same time.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use signet_methods_homecare::tables::consumers;
use signet_store::{Connection, users};
use signet_testkit::TestGateway;
use signet_testkit::timing::{ROUNDS, ratios, take_the_same_time};

use crate::ALICE;
use crate::both::{BOTH, Way};
use crate::people::accounts;

fn timed(gateway: &TestGateway, route: &str, body: &Value) -> (Duration, String) {
    let started = Instant::now();
    let reply = Way::Own.call(gateway, route, body);
    (started.elapsed(), reply.bytes)
}

#[test]
fn a_code_is_sent_to_any_phone_in_the_same_time() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK)
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
        ratios(50, |_, is_known| {
            gateway.clock.shift(61);
            send(if is_known { ALICE } else { "18215606399" })
        })
    });
}

/// The number of wrong passwords that do not yet lock an account.
const TRIES: usize = 4;

const PAIRS: usize = 12;

#[test]
fn a_wrong_password_takes_as_long_as_a_phone_without_an_account() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK)
        // All guesses come from one address.
        .with(|settings| settings.user.daily_guesses_per_address = 100_000)
        .with_slow_hashes()
        .start();
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
        ratios(PAIRS, |number, is_known| {
            let place = (round * PAIRS + number) / TRIES;
            let start = if is_known { "139" } else { "138" };
            log_in(format!("{start}{place:08}"))
        })
    });
}

#[test]
fn the_answers_about_a_phone_do_not_tell_whether_it_has_an_account() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
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
    let refusals = unlucky(unknown);
    assert!(
        refusals[7].starts_with("9 too many wrong passwords"),
        "{refusals:?}"
    );
    assert_eq!(unlucky(ALICE), refusals);
    // Checks that the test could find a difference: only one of the two phones has an account.
    let read = |connection: &mut Connection| {
        let user = users::by_mobile(connection, "homecare", ALICE)?.unwrap();
        consumers::find(connection, user.id)
    };
    assert!(gateway.store().run_blocking(read).unwrap().is_some());
}
