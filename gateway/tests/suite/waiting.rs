//! Calls that wait for one account, or for one call, leave enough places for other calls.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use signet_domain::passwords::Cost;
use signet_testkit::{SMS_CODE, TestGateway, at_once, eventually, unique};

use crate::sample;
use crate::usual;

const VICTIM: &str = "13900000000";
const OTHERS: [&str; 2] = ["13900000001", "13900000002"];
const HAMMERS: usize = 40;

fn gateway() -> TestGateway {
    let with = usual().behind_proxy().with(|settings| {
        settings.server.max_in_flight = HAMMERS + 8;
        // Longer than in production, since other tests take the processors too.
        settings.server.waits.hash = Duration::from_secs(6);
        settings.server.hash_cost = Cost::OF_TESTS_THAT_WAIT;
    });
    with.start()
}

fn log_in(gateway: &TestGateway, from: &str, mobile: &str, password: &str) -> i64 {
    let parameters =
        json!({"mobile": mobile, "login_type": 2, "password": password, "n": unique("n")});
    let client = gateway.client().header("X-Forwarded-For", from);
    client.call("user.login", parameters).code()
}

/// Repeats a call until it is not shed, at most ten times. A busy machine may shed a call, but if there were no room for others
/// nearly all of them would be shed.
fn in_ten_tries(call: impl Fn() -> i64) -> i64 {
    let mut tries = (0..10).map(|_| call());
    tries.find(|code| *code != 500).unwrap_or(500)
}

/// Checks that others can log in by password and by code and call other methods, while `hammer` runs on many threads.
fn others_go_on(gateway: &TestGateway, hammer: impl Fn(usize, &str) + Sync) {
    let token = gateway.register(VICTIM);
    for other in OTHERS {
        gateway.register(other);
        assert_eq!(log_in(gateway, "198.51.100.7", other, "secret_1"), 200);
        gateway.send_code(other, "USER_LOGIN_CODE");
    }
    let (stop, rounds) = (AtomicBool::new(false), AtomicUsize::new(0));
    let (stop, rounds, hammer, token) = (&stop, &rounds, &hammer, &token);
    thread::scope(|scope| {
        for number in 0..HAMMERS {
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    hammer(number, token);
                    rounds.fetch_add(1, Ordering::Relaxed);
                    // The test is about places: without a pause the hammers would take the processors from the gateway.
                    thread::sleep(Duration::from_millis(20));
                }
            });
        }
        eventually("the hammers are at work", || {
            rounds.load(Ordering::Relaxed) > 2 * HAMMERS
        });
        let mut outcomes = Vec::new();
        for other in OTHERS {
            let code = json!({"mobile": other, "login_type": 1, "code": SMS_CODE});
            let by_password = || log_in(gateway, "198.51.100.7", other, "secret_1");
            let by_code = || gateway.call("user.login", code.clone()).code();
            let init = || gateway.call("system.init", json!({})).code();
            outcomes.extend([
                ("by password", in_ten_tries(by_password)),
                ("by code", in_ten_tries(by_code)),
                ("init", in_ten_tries(init)),
            ]);
        }
        stop.store(true, Ordering::Relaxed);
        for (what, code) in outcomes {
            assert_eq!(code, 200, "{what}");
        }
    });
}

#[test]
fn one_account_does_not_take_everybodys_places() {
    let gateway = gateway();
    others_go_on(&gateway, |number, token| {
        if number % 2 == 0 {
            let code = log_in(&gateway, "203.0.113.1", VICTIM, "secret_1");
            assert!([200, 500].contains(&code), "{code}");
        } else {
            let unchanged = json!({"old_pwd": "secret_1", "new_pwd": "secret_1", "n": unique("n")});
            let user = gateway.client().token(token);
            let code = user.call("user.pwd.edit", unchanged).code();
            assert!([503, 500].contains(&code), "{code}");
        }
    });
}

#[test]
fn made_up_mobiles_do_not_take_the_places_of_logins() {
    let gateway = gateway();
    others_go_on(&gateway, |number, _| {
        let mobile = format!("18800000{number:03}");
        let code = log_in(&gateway, "203.0.113.1", &mobile, "wrong_pw");
        assert!([500, 503, 607].contains(&code), "{code}");
    });
}

#[test]
fn duplicates_of_one_call_do_not_take_everybodys_places() {
    let with = usual().packs(sample::PACKS);
    let with = with.with(|settings| settings.server.max_in_flight = HAMMERS);
    let gateway = with.start();
    let parameters = json!({"name": unique("count"), "wait": 1500});
    let data = gateway.client().data("test.add", parameters);
    let codes = at_once(HAMMERS, |_| {
        let answer = gateway.client().post_data(&data);
        (answer.code(), answer.sub_code().to_owned())
    });
    let answered = codes.iter().filter(|(code, _)| *code == 200).count();
    assert!((1..=9).contains(&answered), "{codes:?}");
    let refused = codes
        .iter()
        .filter(|(_, sub_code)| sub_code == "in_progress");
    assert!(refused.count() >= HAMMERS / 4, "{codes:?}");
}

#[test]
fn a_login_gets_through_while_all_processors_are_busy() {
    let gateway = gateway();
    gateway.register(VICTIM);
    let stop = AtomicBool::new(false);
    let spinners = 2 * thread::available_parallelism().unwrap().get();
    thread::scope(|scope| {
        for _ in 0..spinners {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        let code = in_ten_tries(|| log_in(&gateway, "198.51.100.7", VICTIM, "secret_1"));
        stop.store(true, Ordering::Relaxed);
        assert_eq!(code, 200);
    });
}

#[test]
fn a_read_that_hangs_is_answered_in_time_and_others_go_on() {
    let with = usual().packs(sample::PACKS);
    let with = with.with(|settings| settings.storage.read_timeout_ms = 300);
    let gateway = with.start();
    let (hanging, free) = (unique("read"), unique("read"));
    sample::release(&free);
    for _ in 0..2 {
        let started = Instant::now();
        let answer = gateway.call("test.read", json!({"name": hanging, "n": unique("n")}));
        assert_eq!(answer.fault(), (500, "internal"), "{answer:?}");
        let took = started.elapsed();
        assert!((300..800).contains(&took.as_millis()), "{took:?}");
        let other = json!({"name": free, "n": unique("n")});
        assert_eq!(gateway.call("test.read", other).code(), 200);
    }
    sample::release(&hanging);
}
