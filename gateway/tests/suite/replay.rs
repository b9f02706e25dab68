//! A byte-identical signed call of a method that writes takes effect once.

use std::collections::HashSet;
use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use sha2::{Digest, Sha256};
use signet_cache::Claim;
use signet_testkit::{APPID, TestGateway, at_once, eventually, unique};
use signet_wire::sign::SignType;

use crate::sample;
use crate::usual;

/// Starts a gateway on which a duplicate waits a second, so that the claim of a lost call ends sooner.
fn impatient() -> TestGateway {
    usual()
        .packs(sample::PACKS)
        .with(|settings| settings.server.waits.duplicate = Duration::from_secs(1))
        .start()
}

#[test]
fn a_retry_gets_the_stored_reply() {
    let gateway = usual().packs(sample::PACKS).start();
    let data = gateway
        .client()
        .data("test.add", json!({"name": unique("count")}));
    let first = gateway.client().post_data(&data);
    assert_eq!(first.data()["count"], 1);
    for _ in 0..3 {
        let again = gateway.client().post_data(&data);
        assert_eq!(
            again.body, first.body,
            "the whole reply, request id included"
        );
    }
    let other = data.replace("1.0.0", "1.0.1");
    assert_eq!(
        gateway.client().post_data(&other).data()["count"],
        2,
        "another call is another call"
    );
}

#[test]
fn parallel_duplicates_wait_for_the_first() {
    let gateway = usual().packs(sample::PACKS).start();
    let data = gateway
        .client()
        .data("test.add", json!({"name": unique("count"), "wait": 300}));
    let bodies = at_once(8, |_| gateway.client().post_data(&data).body.to_string());
    let bodies: HashSet<String> = bodies.into_iter().collect();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    assert!(bodies.iter().all(|body| body.contains("\"count\":1")));
}

#[test]
fn a_duplicate_of_a_call_that_takes_too_long_is_refused_as_in_progress() {
    let gateway = impatient();
    let data = gateway
        .client()
        .data("test.add", json!({"name": unique("count"), "wait": 1500}));
    thread::scope(|scope| {
        let first = scope.spawn(|| gateway.client().post_data(&data));
        eventually("the first call runs", || {
            gateway.ops("/metrics").1.contains("gateway_in_flight 1")
        });
        let answer = gateway.client().post_data(&data);
        assert_eq!(answer.fault(), (503, "in_progress"));
        assert_eq!(first.join().unwrap().data()["count"], 1);
    });
}

#[test]
fn a_call_that_failed_is_not_kept_and_its_retry_runs() {
    let gateway = usual().packs(sample::PACKS).start();
    let name = unique("count");
    let fail = |kind: i64| {
        let data = gateway
            .client()
            .data("test.fail", json!({"name": name, "kind": kind}));
        let answers = [(); 2].map(|()| gateway.client().post_data(&data));
        answers.map(|answer| (answer.code(), answer.msg().to_owned()))
    };
    assert_eq!(fail(1), [(503, "1".to_owned()), (503, "2".to_owned())]);
    assert_eq!(fail(2).map(|(code, _)| code), [500, 500]);
    let count = gateway.call("test.add", json!({"name": name})).data()["count"].as_i64();
    assert_eq!(count, Some(5), "each of them ran");
}

#[test]
fn a_session_is_handed_to_the_address_that_asked_for_it() {
    let trusting = usual().behind_proxy();
    let gateway = trusting.start();
    gateway.register("18575202691");
    gateway.send_code("18575202691", "USER_LOGIN_CODE");
    let from = |ip: &str| gateway.client().header("X-Forwarded-For", ip);
    let data = gateway.client().data(
        "user.login",
        json!({"mobile": "18575202691", "login_type": 1, "code": "123456"}),
    );
    let first = from("2001:db8::1").post_data(&data);
    assert_eq!(first.code(), 200);
    assert_eq!(from("2001:db8::2").post_data(&data).body, first.body);
    assert_eq!(
        from("203.0.113.1").post_data(&data).fault(),
        (503, "code_expired")
    );
}

#[test]
fn a_client_that_goes_away_does_not_undo_half_a_call() {
    let gateway = usual().packs(sample::PACKS).start();
    let name = unique("count");
    let data = gateway
        .client()
        .data("test.add", json!({"name": name, "wait": 400}));
    let body = gateway.client().body(&data);
    let health = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let head = format!(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = gateway.connect();
    stream
        .write_all((health.to_owned() + &head + &body).as_bytes())
        .unwrap();
    // An answer that was not read turns the close into a reset. A reset is what makes a server give up a call.
    stream.peek(&mut [0]).unwrap();
    eventually("the call runs", || {
        gateway.ops("/metrics").1.contains("gateway_in_flight 1")
    });
    drop(stream);
    eventually("the call ends", || {
        gateway.access_log().contains("test.add")
    });
    assert_eq!(
        gateway.client().post_data(&data).data()["count"],
        1,
        "the retry gets what the first call did"
    );
}

#[test]
fn a_panic_leaves_no_claim_behind() {
    let gateway = usual().packs(sample::PACKS).start();
    let data = gateway.client().data("test.panic", json!({}));
    for _ in 0..3 {
        assert_eq!(gateway.client().post_data(&data).fault(), (500, "internal"));
    }
}

#[test]
fn a_retry_of_a_call_that_was_lost_with_its_node_runs() {
    let gateway = usual().packs(sample::PACKS).start();
    let client = gateway.client();
    let data = client.data("test.add", json!({"name": unique("count")}));
    let parts = [Sha256::digest(&data).as_slice(), &[0; 32]].concat();
    let digest = hex::encode(Sha256::digest(parts));
    let key = format!("reply:{APPID}:{}:{digest}", client.sign(&data));
    let claim = gateway.gateway.services.cache.claim_reply(
        gateway.clock.now(),
        &key,
        "a node that was killed",
        Duration::from_secs(2),
    );
    let claim = actix_web::rt::System::new().block_on(claim);
    assert_eq!(claim.unwrap(), Claim::First);
    let began = Instant::now();
    assert_eq!(client.post_data(&data).data()["count"], 1);
    assert!(began.elapsed() > Duration::from_secs(1), "it waited first");
}

#[test]
fn a_reply_is_stored_as_long_as_the_call_is_valid() {
    let gateway = usual().packs(sample::PACKS).start();
    let now = gateway.clock.now();
    gateway.clock.stop_at(now);
    let ahead = gateway
        .client()
        .sign_type(SignType::HmacSha256)
        .at(now + 299);
    let data = ahead.data("test.add", json!({"name": unique("count")}));
    let first = ahead.post_data(&data);
    assert_eq!(first.code(), 200);
    gateway.clock.stop_at(now + 597);
    assert_eq!(ahead.post_data(&data).body, first.body);
    gateway.clock.stop_at(now + 602);
    assert_eq!(ahead.post_data(&data).sub_code(), "bad_timestamp");
}

#[test]
fn a_retry_that_fails_is_counted_as_what_it_is() {
    let gateway = usual().packs(sample::PACKS).start();
    let data = gateway
        .client()
        .data("test.fail", json!({"name": unique("count"), "kind": 1}));
    for _ in 0..2 {
        assert_eq!(gateway.client().post_data(&data).code(), 503);
    }
    assert!(
        gateway
            .ops("/metrics")
            .1
            .contains("gateway_calls_total{method=\"test.fail\",code=\"503\"} 2")
    );
}

#[test]
fn duplicates_on_two_nodes_at_once_take_effect_once() {
    let gateway = usual().packs(sample::PACKS).start();
    let other = gateway.second_node();
    let name = unique("count");
    for round in 1..=5 {
        let data = gateway
            .client()
            .data("test.add", json!({"name": name, "wait": 200}));
        let nodes = [&gateway, &other];
        let bodies = at_once(8, |number| {
            let node = nodes[number % 2];
            node.client().post_data(&data).body.to_string()
        });
        let bodies: HashSet<String> = bodies.into_iter().collect();
        assert_eq!(bodies.len(), 1, "{bodies:?}");
        let count = format!("\"count\":{round}");
        assert!(
            bodies.iter().all(|body| body.contains(&count)),
            "{bodies:?}"
        );
        gateway.clock.shift(1);
        other.clock.shift(1);
    }
}

#[test]
fn a_call_that_runs_on_another_node_is_waited_for() {
    let gateway = usual().packs(sample::PACKS).start();
    let other = gateway.second_node();
    let parameters = json!({"name": unique("count"), "wait": 1500});
    let data = gateway.client().data("test.add", parameters);
    thread::scope(|scope| {
        let first = scope.spawn(|| gateway.client().post_data(&data));
        eventually("the first call runs", || {
            gateway.ops("/metrics").1.contains("gateway_in_flight 1")
        });
        let second = other.client().post_data(&data);
        assert_eq!(second.data()["count"], 1);
        assert_eq!(second.body, first.join().unwrap().body);
    });
}

#[test]
fn the_claim_of_a_node_that_died_is_lost_before_a_retry_gives_up() {
    let gateway = impatient();
    let other = gateway.second_node();
    let data = gateway
        .client()
        .data("test.add", json!({"name": unique("count"), "wait": 700}));
    let body = gateway.client().body(&data);
    let head = format!(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = gateway.connect();
    stream.write_all((head + &body).as_bytes()).unwrap();
    eventually("the first call runs", || {
        gateway.ops("/metrics").1.contains("gateway_in_flight 1")
    });
    drop(gateway);
    let answer = other.client().post_data(&data);
    assert_eq!(
        answer.data()["count"],
        1,
        "the retry ran, and nothing on the node that died"
    );
    assert_eq!(other.client().post_data(&data).body, answer.body);
}

#[test]
fn a_stored_reply_works_on_another_node() {
    let gateway = usual().start();
    let other = gateway.second_node();
    gateway.send_code("18575202691", "USER_REGISTER_CODE");
    let data = gateway.client().data(
        "user.register",
        json!({"mobile": "18575202691", "password": "secret_1", "code": "123456"}),
    );
    let first = gateway.client().post_data(&data);
    assert_eq!(first.code(), 200);
    assert_eq!(other.client().post_data(&data).body, first.body);
}
