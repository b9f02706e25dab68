//! The metrics show operators which part of a failed call failed.

use std::fs;
use std::path::Path;

use serde_json::json;
use signet_gateway::settings::Settings;
use signet_pictures as pictures;
use signet_testkit::servers::Redis;
use signet_testkit::{TestGateway, eventually, unique};

use crate::database_away::on_mariadb;
use crate::outages::gateway_on;
use crate::sample;
use crate::sms_http::{Behaviour, Provider};
use crate::uploads::upload;
use crate::usual;

const MOBILE: &str = "18575202691";

/// The counts of failed calls above zero, by cause.
fn failures(gateway: &TestGateway) -> Vec<(String, u64)> {
    let page = gateway.ops("/metrics").1;
    let counts = page.lines().filter_map(|line| {
        let sample = line.strip_prefix("gateway_failures_total{cause=\"")?;
        let (cause, count) = sample.split_once("\"} ")?;
        Some((cause.to_owned(), count.parse().unwrap()))
    });
    counts.filter(|(_, count)| *count > 0).collect()
}

fn counted(cause: &str, count: u64) -> Vec<(String, u64)> {
    vec![(cause.to_owned(), count)]
}

#[test]
fn every_cause_is_there_from_the_start() {
    let gateway = usual().start();
    let page = gateway.ops("/metrics").1;
    for cause in ["database", "cache", "storage", "provider", "panic", "bug"] {
        let line = format!("gateway_failures_total{{cause=\"{cause}\"}} 0\n");
        assert!(page.contains(&line), "{line} is not in\n{page}");
    }
}

#[test]
fn a_panic_is_no_bug_of_another_kind_and_a_refusal_is_no_failure() {
    let gateway = usual().packs(sample::PACKS).start();
    let fail = |kind: i64| json!({"name": unique("fail"), "kind": kind});
    assert_eq!(gateway.call("test.fail", fail(1)).code(), 503);
    assert_eq!(failures(&gateway), []);
    assert_eq!(gateway.call("test.fail", fail(2)).code(), 500);
    assert_eq!(failures(&gateway), counted("bug", 1));
    let panic = json!({"n": unique("n")});
    assert_eq!(gateway.call("test.panic", panic).code(), 500);
    let mut both = counted("bug", 1);
    both.extend(counted("panic", 1));
    let mut seen = failures(&gateway);
    seen.sort();
    assert_eq!(seen, both);
}

/// Calls until the database fails, and checks that nothing else is counted.
fn check_database(gateway: &TestGateway) {
    let list = || gateway.call("news.list", json!({"cat_id": -1, "page": 7}));
    eventually("the database fails", || list().code() == 500);
    let seen = failures(gateway);
    assert!(
        matches!(&seen[..], [(cause, 1..)] if cause == "database"),
        "{seen:?}"
    );
}

#[test]
fn a_damaged_database_is_a_cause_of_its_own() {
    let start = |settings: &mut Settings| {
        let file = Path::new(&settings.upload.dir).with_file_name("damaged.db");
        settings.storage.url = format!("sqlite://{}", file.display());
    };
    let gateway = usual().with(start).start();
    let file = gateway.settings.storage.url.strip_prefix("sqlite://");
    let file = file.unwrap();
    for file in [file.to_owned(), format!("{file}-wal")] {
        fs::write(file, b"").unwrap();
    }
    check_database(&gateway);
}

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_database_that_is_away_is_a_cause_of_its_own() {
    let (gateway, mut server) = on_mariadb();
    server.kill().unwrap();
    check_database(&gateway);
}

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_cache_that_is_away_is_a_cause_of_its_own() {
    let mut redis = Redis::start().unwrap();
    let gateway = gateway_on(&redis);
    let token = gateway.register(MOBILE);
    redis.kill().unwrap();
    let client = gateway.client().token(&token);
    assert_eq!(client.call("user.detail", json!({})).code(), 500);
    assert_eq!(failures(&gateway), counted("cache", 1));
}

#[test]
fn a_storage_that_takes_no_picture_is_a_cause_of_its_own() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let folder = Path::new(&gateway.settings.upload.dir);
    fs::remove_dir_all(folder).unwrap();
    fs::write(folder, b"a file where the folder was").unwrap();
    let refused = upload(&gateway, &token, &pictures::png(60, 40));
    assert_eq!(refused.fault(), (500, "internal"));
    assert_eq!(failures(&gateway), counted("storage", 1));
}

#[test]
fn a_provider_that_takes_no_message_is_a_cause_of_its_own() {
    let gateway = Provider::start(&[Behaviour::Fails(400)]).gateway();
    let send = json!({"mobile": MOBILE, "key": "USER_LOGIN_CODE"});
    assert_eq!(gateway.call("sms.send", send).fault(), (503, "sms_failed"));
    assert_eq!(failures(&gateway), counted("provider", 1));
}
