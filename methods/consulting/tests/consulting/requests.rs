//! Requests that no shipped client makes: paths, verbs, forms.

use serde_json::json;
use signet_methods_consulting::PACK;
use signet_store::{apps, revisions};

use crate::shop::Shop;
use crate::wire::{FORM, request, send};

#[test]
fn paths_are_exact_and_name_their_verbs() {
    let shop = Shop::open();
    let gateway = &shop.gateway;
    for path in [
        "/consulting",
        "/consulting/",
        "/consulting/api/user/login/",
        "/consulting/api/User/login",
        "/consulting/api/user/%6cogin",
        "/consulting//api/user/login",
    ] {
        let reply = send(gateway, &format!("POST {path}"), &[], b"");
        assert_eq!(reply.refusal(), (404, 1003), "{path}");
    }
    for (path, allow) in [
        ("api/user/login", "POST"),
        ("api/user/post/delete", "DELETE"),
        ("api/tag/check", "GET"),
        ("api/pay/init", "POST"),
    ] {
        for verb in ["PUT", "PATCH", "HEAD", "OPTIONS", "TRACE"] {
            let reply = send(gateway, &format!("{verb} /consulting/{path}"), &[], b"");
            assert_eq!(reply.http, 405, "{verb} {path}");
            assert_eq!(reply.header("allow"), Some(allow), "{verb} {path}");
            assert_eq!(reply.header("access-control-allow-origin"), None);
        }
    }
}

#[test]
fn a_body_is_a_form_in_utf_8_without_guesses() {
    let shop = Shop::open();
    let gateway = &shop.gateway;
    let login = |headers: &[(&str, &str)], body: &[u8]| {
        send(gateway, "POST /consulting/api/user/login", headers, body)
    };
    let good = b"username=buyer_one&password=secret_1";
    login(&[FORM], good).good();
    login(
        &[(
            "Content-Type",
            "application/x-www-form-urlencoded; charset=UTF-8",
        )],
        good,
    )
    .good();
    for content_type in [
        "application/json",
        "multipart/form-data; boundary=B",
        "text/plain",
        "application/x-www-form-urlencoded; charset=gbk",
    ] {
        let reply = login(&[("Content-Type", content_type)], good);
        assert_eq!(reply.refusal(), (415, 1002), "{content_type}");
    }
    for body in [
        &b"username=a&username=a"[..],
        b"username=%zz",
        b"username=%ff",
        b"username=\xff",
        b"other=1&other=1",
        b"username=a%00b",
        b"tag_id=1&tag_id[]=2",
    ] {
        let reply = login(&[FORM], body);
        assert_eq!(
            reply.refusal(),
            (400, 1001),
            "{}",
            String::from_utf8_lossy(body)
        );
    }
    let many = (0..33)
        .map(|number| format!("f{number}=1"))
        .collect::<Vec<_>>()
        .join("&");
    assert_eq!(login(&[FORM], many.as_bytes()).refusal(), (400, 1001));
    let large = vec![b'a'; 64 * 1024 + 1];
    assert_eq!(login(&[FORM], &large).refusal(), (413, 1002));
    // The query of a POST is not read.
    let target = "POST /consulting/api/user/login?username=x&username=y&%zz";
    send(gateway, target, &[FORM], good).good();
    let missing = login(&[FORM], b"username=&password=");
    assert_eq!(missing.fault(), 1005);
    assert_eq!(
        missing.header("x-request-id").map(str::is_empty),
        Some(false)
    );
    assert_eq!(missing.header("cache-control"), Some("no-store"));
}

#[test]
fn a_get_has_a_query_and_no_body() {
    let shop = Shop::open();
    let target = "GET /consulting/api/tag/check";
    let with_body = send(&shop.gateway, target, &[FORM], b"a=1");
    assert_eq!(with_body.refusal(), (400, 1001));
    for query in ["?a=1&a=1", "?a=%zz", "?a=%ff"] {
        let reply = send(&shop.gateway, &format!("{target}{query}"), &[], b"");
        assert_eq!(reply.refusal(), (400, 1001), "{query}");
    }
    send(&shop.gateway, &format!("{target}?a=1&b="), &[], b"").good();
}

#[test]
fn a_delete_has_a_body_or_a_query() {
    let shop = Shop::open();
    let [buyer, ..] = shop.of_demo();
    let gateway = &shop.gateway;
    let bearer = format!("Bearer {}", buyer.token);
    let auth = ("Authorization", bearer.as_str());
    let delete = |query: &str, body: &str| {
        let target = format!("DELETE /consulting/api/user/post/delete{query}");
        let headers = if body.is_empty() {
            vec![auth]
        } else {
            vec![auth, FORM]
        };
        send(gateway, &target, &headers, body.as_bytes())
    };
    assert_eq!(delete("", "").fault(), 1005);
    let total = || shop.call(&buyer, "GET api/user/post/check", &[]).good()["total"].clone();
    assert_eq!(total(), json!(5), "nothing is deleted");
    let both = delete("?post_id=1", "post_id=1");
    assert_eq!(both.refusal(), (400, 1001));
    assert_eq!(delete("", "post_id=1&post_id=2").refusal(), (400, 1001));
    assert_eq!(total(), json!(5), "nothing is deleted");
    delete("?post_id=1", "").good();
    delete("", "post_id=3").good();
    assert_eq!(total(), json!(3));
    let chunked = "DELETE /consulting/api/user/post/delete HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
        Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    let chunked = gateway.raw(chunked.as_bytes());
    assert!(chunked.starts_with("HTTP/1.1 411"), "{chunked}");
    shop.check_books();
}

#[test]
fn an_idempotency_key_repeats_the_reply() {
    let shop = Shop::open();
    let [buyer, other, ..] = shop.of_demo();
    let publish = |token: &str, title: &str| {
        let bearer = format!("Bearer {token}");
        let headers = [
            ("Authorization", bearer.as_str()),
            ("Idempotency-Key", "k1"),
        ];
        let fields = [("tag_id", "1"), ("title", title), ("content", "x")];
        request(
            &shop.gateway,
            "POST api/user/post/publish",
            &headers,
            &fields,
        )
    };
    let first = publish(&buyer.token, "a").good();
    assert_eq!(publish(&buyer.token, "a").good(), first);
    assert_eq!(publish(&buyer.token, "b").fault(), 1007);
    assert_ne!(
        publish(&other.token, "a").good()["content"],
        first["content"]
    );
    // The same key from two clients counts as two keys.
    let login = |username: &str| {
        let fields = [("username", username), ("password", "secret_1")];
        let headers = [("Idempotency-Key", "k1")];
        request(&shop.gateway, "POST api/user/login", &headers, &fields).good()
    };
    let first = login("buyer_one");
    assert_eq!(login("buyer_one"), first);
    assert_ne!(login("buyer_two")["content"], first["content"]);
    let bad = [("Idempotency-Key", "a b")];
    let refused = request(
        &shop.gateway,
        "POST api/user/login",
        &bad,
        &[("username", "a")],
    );
    assert_eq!(refused.fault(), 1005);
}

#[test]
fn a_suspended_app_closes_the_wire_alone() {
    let shop = Shop::open();
    shop.write(|tx| {
        let mut app = apps::find(tx, "consulting_wire")?.unwrap();
        app.state = "suspended".to_owned();
        apps::replace(tx, &app)?;
        revisions::bump(tx, "apps")
    });
    signet_testkit::eventually("the wire is closed", || {
        shop.guest("GET api/tag/check", &[]).http == 503
    });
    assert_eq!(shop.guest("GET api/tag/check", &[]).refusal(), (503, 1010));
    let signed = shop.gateway.call("consulting.tag.check", json!({}));
    assert_eq!(signed.code(), 200);
}

#[test]
fn every_method_for_apps_has_one_route() {
    let wire = PACK.wire.unwrap();
    let wire = (wire.open)(&wire.defaults()).unwrap();
    let mut routed: Vec<&str> = wire
        .routes()
        .iter()
        .flat_map(|route| route.methods.iter().map(|method| method.name))
        .collect();
    assert_eq!(routed.len(), 32);
    routed.sort_unstable();
    let mut methods: Vec<&str> = PACK
        .methods
        .iter()
        .map(|entry| entry.name)
        .filter(|name| !name.starts_with("admin."))
        .collect();
    methods.sort_unstable();
    assert_eq!(routed, methods);
}
