//! The app of the wire: the origins that it lists, how it is closed, and a gateway that does not serve the product.

use std::time::Duration;

use serde_json::json;
use signet_store::{apps, revisions};
use signet_testkit::{TestGateway, eventually};

use crate::shop::Shop;
use crate::wire::{FORM, request, send};

const ORIGIN: &str = "https://m.example.com";

/// Changes the row of the app.
fn change(shop: &Shop, edit: impl Fn(&mut apps::App)) {
    shop.write(|tx| {
        let mut app = apps::find(tx, "consulting_wire")?.unwrap();
        edit(&mut app);
        apps::replace(tx, &app)?;
        revisions::bump(tx, "apps")
    });
}

#[test]
fn only_pages_of_listed_origins_may_call() {
    let shop = Shop::open();
    let [buyer, ..] = shop.of_demo();
    let bearer = format!("Bearer {}", buyer.token);
    let cookie = format!("consulting_token={}", buyer.token);
    let proofs = [
        vec![],
        vec![("Authorization", bearer.as_str())],
        vec![("Cookie", cookie.as_str())],
    ];
    let login = [("username", "buyer_two"), ("password", "secret_1")];
    let from = |origin: &str, proof: &[(&'static str, &str)]| {
        let origin = [("Origin", origin)];
        let headers = [&origin[..], proof].concat();
        let of = |route, fields: &[_]| request(&shop.gateway, route, &headers, fields);
        let title = format!("{} {}", origin[0].1, proof.len());
        let post = [("tag_id", "1"), ("title", title.as_str()), ("content", "b")];
        [
            of("GET api/tag/check", &[]),
            of("POST api/user/login", &login),
            of("GET api/user/post/check", &[]),
            of("POST api/user/post/publish", &post),
        ]
    };
    let is_silent = |reply: &crate::wire::Reply| {
        let head = reply.head.to_lowercase();
        assert!(!head.contains("access-control"), "{reply:?}");
    };
    for proof in &proofs {
        for origin in ["https://evil.example", "null", ""] {
            for reply in from(origin, proof) {
                assert_eq!(reply.fault(), 1009, "{origin} {proof:?}");
                is_silent(&reply);
            }
        }
    }
    change(&shop, |app| app.origins = ORIGIN.to_owned());
    let tags = || {
        request(
            &shop.gateway,
            "GET api/tag/check",
            &[("Origin", ORIGIN)],
            &[],
        )
    };
    eventually("the origin is listed", || tags().json()["code"] == 0);
    for proof in &proofs {
        let [tags, login, read, write] = from(ORIGIN, proof);
        is_silent(&tags);
        tags.good();
        login.good();
        for reply in [read, write] {
            match proof.is_empty() {
                true => assert_eq!(reply.fault(), 2001),
                false => drop(reply.good()),
            }
        }
        for reply in from("https://m.example.com.evil.example", proof) {
            assert_eq!(reply.fault(), 1009, "{proof:?}");
        }
    }
}

#[test]
fn a_suspended_app_closes_the_wire_within_a_second_and_nothing_else() {
    let shop = Shop::open();
    let [buyer, ..] = shop.of_demo();
    change(&shop, |app| app.state = "suspended".to_owned());
    let tags = || shop.guest("GET api/tag/check", &[]);
    let took = eventually("the wire is closed", || tags().http == 503);
    assert!(took < Duration::from_secs(1), "{took:?}");
    let check = shop.call(&buyer, "GET api/user/post/check", &[]);
    assert_eq!(check.refusal(), (503, 1010));
    shop.signed(&buyer, "post.check", json!({})).good();
    change(&shop, |app| app.state = "live".to_owned());
    eventually("the wire is open again", || tags().http == 200);
    shop.call(&buyer, "GET api/user/post/check", &[]).good();
}

#[test]
fn without_the_product_there_are_no_routes_and_no_methods() {
    let gateway = TestGateway::of(&signet_methods_consulting::PACK)
        .without("consulting")
        .start();
    for target in [
        "GET /consulting/api/tag/check",
        "POST /consulting/api/user/login",
    ] {
        assert_eq!(send(&gateway, target, &[FORM], b"").http, 404, "{target}");
    }
    for method in ["consulting.tag.check", "consulting.post.publish"] {
        assert_eq!(gateway.call(method, json!({})).code(), 509, "{method}");
    }
    let swept = gateway
        .admin()
        .call("admin.consulting.order.sweep", json!({}));
    assert_eq!(swept.code(), 509);
    assert_eq!(gateway.call("yaf.nothing", json!({})).code(), 509);
    assert_eq!(
        gateway.call("system.init", json!({"platform": 1})).code(),
        200
    );
}
