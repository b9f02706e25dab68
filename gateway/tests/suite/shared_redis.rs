//! A Redis that other programs write to as well, that refuses writes, or that is of an unsupported kind.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use serde_json::{Value, json};
use signet_testkit::servers::Redis;
use signet_testkit::{Authority, TestGateway, eventually, unique};

use crate::cli::fails;
use crate::usual;

const MOBILE: &str = "18575202691";

fn send(redis: &Redis, command: &str) {
    let address = redis.url();
    let mut stream = TcpStream::connect(address.trim_start_matches("redis://")).unwrap();
    write!(stream, "{command}\r\nQUIT\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with('+'), "{command}: {answer}");
}

fn code(gateway: &TestGateway, token: &str) -> i64 {
    let parameters = json!({"n": unique("n")});
    gateway
        .client()
        .token(token)
        .call("user.detail", parameters)
        .code()
}

fn readiness(gateway: &TestGateway) -> Value {
    let (status, body) = gateway.ops("/readyz");
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

/// Two deployments, each with its own database, on one Redis with one prefix: both have a user 1.
#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_token_of_another_deployment_is_nobodys() {
    let redis = Redis::start().unwrap();
    let on_redis = || {
        let builder = usual().with(|settings| {
            settings.cache.url = redis.url();
            settings.cache.prefix = "signet:".to_owned();
            settings.limit.total = 100;
        });
        builder.on_empty_database().start()
    };
    let (staging, production) = (on_redis(), on_redis());
    // The same template to the same mobile: each deployment has its own interval.
    let tokens = [&staging, &production].map(|gateway| gateway.register(MOBILE));
    assert_eq!(
        (code(&staging, &tokens[0]), code(&production, &tokens[1])),
        (200, 200)
    );
    assert_eq!(
        (code(&production, &tokens[0]), code(&staging, &tokens[1])),
        (601, 601)
    );
    assert_eq!(
        (code(&staging, &tokens[0]), code(&production, &tokens[1])),
        (200, 200)
    );
}

/// Checks that a Redis that refuses writes makes the gateway degraded, and that reads go on. `fault` and `cure` are commands
/// for Redis.
fn is_degraded_and_reads_go_on(fault: &str, reason: &str, cure: &str) {
    let redis = Redis::start().unwrap();
    let builder = usual().with(|settings| {
        settings.cache.url = redis.url();
        settings.limit.per_ip = 1000;
        settings.limit.per_user = 1000;
    });
    let gateway = builder.start();
    let token = gateway.register(MOBILE);
    let log_in = || {
        let parameters = json!({"mobile": MOBILE, "login_type": 2, "password": "secret_1", "platform": 4, "n": unique("n")});
        gateway.call("user.login", parameters).code()
    };
    send(&redis, fault);
    // No call is made before that.
    eventually("it is known", || {
        readiness(&gateway)["status"] == "degraded"
    });
    let body = readiness(&gateway);
    assert_eq!(
        (&body["cache"], &body["storage"]),
        (&json!(false), &json!(true))
    );
    let shown = body["cache_reason"].as_str().unwrap();
    assert!(
        shown.contains(reason) && shown.contains("redis://"),
        "{shown}"
    );
    for method in ["system.init", "system.upgrade", "goods.list"] {
        assert_eq!(gateway.call(method, json!({})).code(), 200, "{method}");
    }
    assert_eq!(
        code(&gateway, &token),
        200,
        "what Redis still tells of a session"
    );
    assert_eq!(log_in(), 500);
    send(&redis, cure);
    eventually("it is back", || readiness(&gateway)["status"] == "ready");
    assert!(readiness(&gateway).get("cache_reason").is_none());
    assert_eq!(log_in(), 200);
}

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_redis_that_is_full_is_degraded_and_reads_go_on() {
    let (fault, cure) = ("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0");
    is_degraded_and_reads_go_on(fault, "maxmemory", cure);
}

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_redis_that_is_a_replica_is_degraded_and_reads_go_on() {
    is_degraded_and_reads_go_on("REPLICAOF 127.0.0.1 1", "replica", "REPLICAOF NO ONE");
}

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_redis_that_forbids_writes_is_degraded_and_reads_go_on() {
    let (fault, cure) = ("ACL SETUSER default -set", "ACL SETUSER default +set");
    is_degraded_and_reads_go_on(fault, "ACL", cure);
}

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_redis_of_a_kind_that_is_not_supported_stops_the_start_before_the_schema_is_touched() {
    let file = std::env::temp_dir().join(format!("{}.db", unique("kinds")));
    let storage = format!("sqlite://{}", file.display());
    let refuses = |url: &str, status: i32, help: &[&str]| {
        let environment = [
            ("GATEWAY__STORAGE__URL", storage.as_str()),
            ("GATEWAY__CACHE__URL", url),
            ("GATEWAY__SERVER__LISTEN", "127.0.0.1:0"),
            ("GATEWAY__OPS__LISTEN", "127.0.0.1:0"),
        ];
        fails(&["serve"], &environment, status, help);
        assert!(!file.exists(), "{url}");
    };
    for (url, what) in [
        ("redis+sentinel://a:26379/mymaster", "sentinels"),
        ("redis+cluster://a", "Redis Cluster"),
        ("redis://a,b,c", "several servers"),
        ("http://localhost", "not supported"),
    ] {
        refuses(url, 2, &["cache.url", what, "rediss://"]);
    }
    let redis = Redis::start_with(&["--cluster-enabled", "yes"]).unwrap();
    refuses(&redis.url(), 1, &["cache.url", "cluster mode"]);
    drop(redis);
    let redis = Redis::start_with(&["--databases", "4"]).unwrap();
    refuses(
        &format!("{}/4", redis.url()),
        1,
        &["cache.url", "database 4"],
    );
}

/// Limits are counted by the clock of Redis, so a node with a wrong clock does not use up the limits of others.
#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_node_whose_clock_is_wrong_does_not_use_up_the_limits_of_others() {
    let gateway = usual().with(|settings| settings.limit.total = 6).start();
    let other = gateway.second_node();
    other.clock.shift(3600);
    let call = |node: &TestGateway| node.call("system.init", json!({"n": unique("n")})).code();
    let codes = [
        &other, &gateway, &other, &gateway, &other, &gateway, &other, &gateway,
    ]
    .map(call);
    assert_eq!(
        codes,
        [200, 200, 200, 200, 200, 200, 429, 429],
        "they count together"
    );
}

/// The clock of a node that counts without Redis was an hour ahead, and is corrected.
#[test]
fn limits_in_the_process_go_on_when_the_clock_is_put_right() {
    let builder = usual().with(|settings| {
        settings.cache.url = "memory://".to_owned();
        settings.limit.total = 6;
    });
    let gateway = builder.start();
    let call = || {
        gateway
            .call("system.init", json!({"n": unique("n")}))
            .code()
    };
    gateway.clock.shift(3600);
    assert_eq!(call(), 200);
    gateway.clock.shift(-3600);
    assert_eq!([0; 5].map(|_| call()), [200; 5]);
}

/// A session from a clock that was a year ahead: its times are ignored, and no user is logged out because of them.
#[test]
fn a_session_of_a_wrong_clock_is_given_a_right_time() {
    const DAY: i64 = 86_400;
    let gateway = usual().start();
    gateway.clock.shift(365 * DAY);
    let token = gateway.register(MOBILE);
    assert_eq!(code(&gateway, &token), 200);
    gateway.clock.shift(-365 * DAY);
    assert_eq!(code(&gateway, &token), 200);
    gateway.clock.shift(31 * DAY);
    assert_eq!(
        code(&gateway, &token),
        601,
        "thirty days after the clock was put right"
    );
}

/// A Redis that accepts only TLS, with the certificate of its own authority; the test has a plain port to it.
#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn redis_over_tls_is_trusted_by_the_authorities_of_the_configuration_alone() {
    let folder = std::env::temp_dir().join(unique("redis-tls"));
    fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, text: String| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let (ours, other) = (Authority::new(), Authority::new());
    let issued = ours.issue("localhost");
    let ca = file("ca.pem", ours.pem());
    let stranger = file("other.pem", other.pem());
    let certificate = file("redis.pem", issued.certificate_pem());
    let key = file("redis.key", issued.key_pem());
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let port = port.to_string();
    let arguments = [
        "--tls-port",
        &port,
        "--tls-cert-file",
        &certificate,
        "--tls-key-file",
        &key,
        "--tls-ca-cert-file",
        &ca,
        "--tls-auth-clients",
        "no",
    ];
    let _redis = Redis::start_with(&arguments).unwrap();
    let gateway_at = |host: &str, ca_file: &str| {
        let builder = usual().with(|settings| {
            settings.cache.url = format!("rediss://{host}:{port}/1");
            settings.security.ca_file = ca_file.to_owned();
        });
        builder.start()
    };
    let gateway = gateway_at("localhost", &ca);
    let token = gateway.register(MOBILE);
    assert_eq!(code(&gateway, &token), 200);
    assert_eq!(readiness(&gateway)["status"], "ready");
    for (host, ca_file) in [("localhost", &stranger), ("127.0.0.1", &ca)] {
        let gateway = gateway_at(host, ca_file);
        eventually("it is known", || {
            readiness(&gateway)["status"] == "degraded"
        });
        let body = readiness(&gateway);
        let reason = body["cache_reason"].as_str().unwrap();
        assert!(reason.contains("certificate"), "{reason}");
    }
    fs::remove_dir_all(folder).unwrap();
}
