//! The database goes away and comes back: what works without it, and how soon everything works again.

use std::time::{Duration, Instant};

use serde_json::json;
use signet_store::scratch;
use signet_testkit::servers::MariaDb;
use signet_testkit::{Answer, TestGateway, eventually};

use crate::usual;

/// Starts a gateway on its own MariaDB.
pub(crate) fn on_mariadb() -> (TestGateway, MariaDb) {
    let server = MariaDb::start().unwrap();
    let url = scratch::create(&server.url()).unwrap();
    let gateway = usual()
        .with(|settings| {
            settings.storage.url = url;
            settings.storage.read_timeout_ms = 2000;
        })
        .start();
    (gateway, server)
}

fn news(gateway: &TestGateway, page: i64) -> Answer {
    gateway.call("news.list", json!({"cat_id": -1, "page": page}))
}

/// Checks the behaviour while the database is away, for any reason.
fn away(gateway: &TestGateway, before: &Answer) {
    eventually("it is known to be away", || {
        gateway.ops("/readyz").1.contains("degraded")
    });
    let started = Instant::now();
    let copy = news(gateway, 1);
    assert_eq!(copy.data(), before.data(), "the last good copy");
    assert_ne!(copy.body["request_id"], before.body["request_id"]);
    assert_eq!(
        news(gateway, 2).fault(),
        (500, "internal"),
        "there is no copy of it"
    );
    assert_eq!(gateway.call("system.init", json!({})).code(), 200);
    assert_eq!(gateway.call("system.home", json!({})).code(), 200);
    let send = json!({"mobile": "18575202691", "key": "USER_LOGIN_CODE"});
    assert_eq!(gateway.call("sms.send", send).fault(), (500, "internal"));
    // A write waits 20 s for a database that hangs, unless it is known to be away.
    assert!(
        started.elapsed() < Duration::from_secs(15),
        "calls wait for it: {:?}",
        started.elapsed()
    );
    assert_eq!(gateway.ops("/healthz").0, 200);
}

/// Checks the behaviour after the database is back.
fn back(gateway: &TestGateway) {
    eventually("all works again", || news(gateway, 2).code() == 200);
    eventually("it is known to be back", || {
        gateway.ops("/readyz").1.contains("\"ready\"")
    });
}

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_database_that_died_is_survived() {
    let (gateway, mut server) = on_mariadb();
    let token = gateway.register("18575202691");
    let before = news(&gateway, 1);
    server.kill().unwrap();
    away(&gateway, &before);
    let detail = || {
        gateway
            .client()
            .token(&token)
            .call("user.detail", json!({}))
    };
    assert_eq!(detail().fault(), (500, "internal"));
    server.restart().unwrap();
    back(&gateway);
    assert_eq!(detail().code(), 200, "the session has lived on");
}

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_database_that_hangs_is_survived() {
    let (gateway, server) = on_mariadb();
    let before = news(&gateway, 1);
    server.pause().unwrap();
    away(&gateway, &before);
    server.resume().unwrap();
    back(&gateway);
}

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_copy_is_shown_for_a_minute_and_to_guests_alone() {
    let (gateway, mut server) = on_mariadb();
    let token = gateway.register("18575202691");
    let notice = |token: &str| {
        let parameters = json!({"noticeid": 1});
        gateway
            .client()
            .token(token)
            .call("notice.detail", parameters)
    };
    let before = news(&gateway, 1);
    let seen = notice("");
    assert_eq!((notice(&token).code(), seen.code()), (200, 200));
    server.kill().unwrap();
    away(&gateway, &before);
    assert_eq!(notice("").data(), seen.data());
    assert_eq!(notice(&token).code(), 500, "a user's is theirs alone");
    gateway.clock.shift(61);
    assert_eq!(
        news(&gateway, 1).fault(),
        (500, "internal"),
        "it is too old"
    );
}
