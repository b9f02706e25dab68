//! The content without the database: content in memory is served, and other content is served from its last good copy for a
//! minute.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, mpsc};
use std::thread;

use serde_json::{Value, json};
use signet_store::{Connection, Error, scratch};
use signet_testkit::servers::MariaDb;
use signet_testkit::{TestGateway, eventually};

use crate::both::{BOTH, Way};
use crate::{ALICE, get, log_in};

/// The routes of the content, and their parameters.
fn content() -> [(&'static str, Value); 8] {
    let city = || json!({"city_number": "511000"});
    [
        ("city_search", json!({"city_num": "513012"})),
        ("get_goods_item", city()),
        ("get_goods_sec_item", json!({"pid": "1"})),
        ("get_goods_detail", json!({"sid": "1"})),
        ("get_homeitem", city()),
        ("get_homeitem_detail", json!({"pid": "1"})),
        ("get_recommand", json!({"pid": "1"})),
        ("get_advertisment", json!({"city_number": "511100"})),
    ]
}

/// Returns the replies to all of the content on both wires.
fn replies(gateway: &TestGateway) -> Vec<String> {
    let of_routes = BOTH.into_iter().flat_map(|way| {
        content().map(|(route, body)| {
            let answer = way.call(gateway, route, &body);
            assert!(answer.is_good(), "{way:?} {route}: {answer:?}");
            answer.bytes
        })
    });
    let of_versions =
        ["get_android_version", "get_ios_version"].map(|route| get(gateway, route).text.clone());
    of_routes.chain(of_versions).collect()
}

/// Checks that a call fails on both wires, and that its reply says nothing about the cause.
fn fails(gateway: &TestGateway, route: &str, body: &Value) {
    for way in BOTH {
        let answer = way.call(gateway, route, body);
        assert_eq!(answer.fault, way.fault("2 ", "internal"), "{route}");
    }
    let own = Way::Own.call(gateway, route, body);
    assert!(
        own.bytes.ends_with(r#"{"status":2,"body":null}"#),
        "{own:?}"
    );
}

/// The number of database connections of a gateway.
const CONNECTIONS: u32 = 4;

#[test]
fn goods_that_cannot_be_read_in_time_are_shown_as_they_were() {
    for way in BOTH {
        let gateway = TestGateway::of(&signet_methods_homecare::PACK)
            .with(|settings| {
                settings.storage.pool = CONNECTIONS;
                settings.storage.read_timeout_ms = 200;
            })
            .start();
        let detail = || way.call(&gateway, "get_goods_detail", &json!({"sid": "1"}));
        let before = detail().bytes;
        let copies = |count: u64| {
            let line = format!("gateway_copies_total {count}\n");
            assert!(
                gateway.ops("/metrics").1.contains(&line),
                "{way:?}: not {count}"
            );
        };
        copies(0);
        let held = AtomicU32::new(0);
        let (release, is_over) = mpsc::channel::<()>();
        let is_over = Mutex::new(is_over);
        thread::scope(|scope| {
            for _ in 0..CONNECTIONS {
                scope.spawn(|| {
                    let hold = |_: &mut Connection| {
                        held.fetch_add(1, Ordering::Relaxed);
                        // Blocks until the sender is dropped.
                        let _ = is_over.lock().unwrap().recv();
                        Ok::<_, Error>(())
                    };
                    gateway.store().run_blocking(hold).unwrap();
                });
            }
            eventually("no connection is left", || {
                held.load(Ordering::Relaxed) == CONNECTIONS
            });
            assert_eq!(detail().bytes, before);
            copies(1);
            drop(release);
        });
        assert_eq!(detail().bytes, before);
    }
}

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn the_content_outlives_a_database_that_died() {
    let mut server = MariaDb::start().unwrap();
    let url = scratch::create(&server.url()).unwrap();
    let gateway = TestGateway::of(&signet_methods_homecare::PACK)
        .with(|settings| settings.storage.url = url)
        .start();
    let token = log_in(&gateway, ALICE);
    let before = replies(&gateway);
    server.kill().unwrap();
    eventually("it is known to be away", || {
        gateway.ops("/readyz").1.contains("degraded")
    });
    assert_eq!(replies(&gateway), before);
    fails(&gateway, "get_goods_detail", &json!({"sid": "2"}));
    let own = json!({"private_token": token});
    for route in ["get_messages", "get_all_orders", "get_coupons"] {
        fails(&gateway, route, &own);
    }
    fails(
        &gateway,
        "login",
        &json!({"username": ALICE, "password": "123456"}),
    );
    // Content in memory is still served. A stale reply is at most a minute old.
    gateway.clock.shift(61);
    fails(&gateway, "get_goods_detail", &json!({"sid": "1"}));
    for way in BOTH {
        let items = way.call(
            &gateway,
            "get_goods_item",
            &json!({"city_number": "511000"}),
        );
        items.good();
    }
    server.restart().unwrap();
    for way in BOTH {
        eventually("all works again", || {
            way.call(&gateway, "get_messages", &own).is_good()
        });
    }
    assert_eq!(replies(&gateway), before);
}
