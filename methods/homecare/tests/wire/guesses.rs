//! Codes that are guessed.

use std::thread;

use serde_json::{Value, json};
use signet_testkit::{SMS_CODE, TestGateway, with};

use crate::{ALICE, Reply, fault, log_in, post, send};

const PHONE: &str = "18215606356";

/// A route that compares a code, its other parameters, the route that sends the code, and the fault of a wrong code.
type Guessed = (&'static str, Value, &'static str, (u16, i64, String));

fn guessed() -> [Guessed; 3] {
    let wrong = || fault(12, "verify code does not exist");
    [
        (
            "reset_password",
            json!({"phone": ALICE, "new_password": "secret_3"}),
            "forget_password",
            wrong(),
        ),
        (
            "register",
            json!({"phone": PHONE, "password": "secret_3"}),
            "send_verify",
            wrong(),
        ),
        (
            "verify_consumer",
            json!({"phone": PHONE}),
            "send_verify",
            fault(13, "verify fail"),
        ),
    ]
}

/// A gateway that has sent a code, and the route on which the code can be guessed.
struct Sent {
    gateway: TestGateway,
    route: &'static str,
    body: Value,
}

impl Sent {
    /// Starts a gateway behind a proxy on this machine, so that a test may call from many addresses, and makes it send the
    /// code.
    fn new((route, body, sends, _): &Guessed) -> Sent {
        let gateway = TestGateway::of(&signet_methods_homecare::PACK)
            .with(|settings| {
                settings.server.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
            })
            .start();
        post(&gateway, sends, &json!({"phone": body["phone"]})).good();
        Sent {
            gateway,
            route,
            body: body.clone(),
        }
    }

    fn guess(&self, ip: &str, code: &str) -> Reply {
        let target = format!("POST /homecare/consumer/{}", self.route);
        let body = with(self.body.clone(), json!({"verify_code": code}));
        let headers = [("X-Forwarded-For", ip)];
        send(
            &self.gateway,
            &target,
            &headers,
            body.to_string().as_bytes(),
        )
    }
}

/// Returns a code that was never sent.
fn wrong(number: usize) -> String {
    format!("{:06}", 200_000 + number)
}

const ADDRESS: &str = "192.0.2.1";
const ANOTHER: &str = "198.51.100.1";

#[test]
fn of_1000_codes_of_one_address_three_are_compared() {
    for guessed in guessed() {
        let refused = &guessed.3;
        let sent = Sent::new(&guessed);
        for number in 0..2 {
            assert_eq!(&sent.guess(ADDRESS, &wrong(number)).fault(), refused);
        }
        sent.guess(ADDRESS, SMS_CODE).good();
        let sent = Sent::new(&guessed);
        thread::scope(|scope| {
            for first in 0..4 {
                let sent = &sent;
                scope.spawn(move || {
                    for number in (first..1000).step_by(4) {
                        assert_eq!(&sent.guess(ADDRESS, &wrong(number)).fault(), refused);
                    }
                });
            }
        });
        let right = sent.guess(ADDRESS, SMS_CODE);
        assert_eq!(&right.fault(), refused, "the right one after so many");
        sent.guess(ANOTHER, SMS_CODE).good();
    }
}

#[test]
fn ten_codes_of_many_addresses_are_compared() {
    for guessed in guessed() {
        let refused = &guessed.3;
        for wrong_ones in [9, 10, 50] {
            let sent = Sent::new(&guessed);
            for number in 0..wrong_ones {
                let ip = format!("192.0.2.{number}");
                assert_eq!(&sent.guess(&ip, &wrong(number)).fault(), refused);
            }
            let right = sent.guess(ANOTHER, SMS_CODE);
            match wrong_ones {
                9 => drop(right.good()),
                _ => assert_eq!(&right.fault(), refused, "{wrong_ones}"),
            }
        }
    }
}

#[test]
fn of_200_invite_codes_a_day_ten_are_compared() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = log_in(&gateway, ALICE);
    let guess = |code: &str| {
        let body = json!({"private_token": token, "invite_code": code});
        post(&gateway, "get_invite_coupon", &body)
    };
    for number in 0..200 {
        let expected = match number < 10 {
            true => fault(7, "no invite code info"),
            false => fault(0, "too many requests"),
        };
        assert_eq!(guess(&format!("WRONG{number}")).fault(), expected);
    }
    // After these codes, even the right code is not compared any more on this day.
    assert_eq!(guess("123455").fault(), fault(0, "too many requests"));
    gateway.clock.shift(86_400);
    guess("123455").good();
}
