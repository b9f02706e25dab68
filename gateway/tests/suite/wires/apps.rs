use std::time::Duration;

use serde_json::{Value, json};
use signet_store::app_secrets::{self, NewAppSecret};
use signet_store::{Error, Tx, revisions};
use signet_testkit::{APPID, Client, SECRET, TestGateway, eventually};

use super::{FORM, Response, builder, request};
use crate::cli::{json_of, run_on};

const ORIGIN: &str = "https://m.example.com";

fn goods(gateway: &TestGateway) -> Response {
    request(gateway, "GET /bazaar/goods/7", &[], b"")
}

fn from(gateway: &TestGateway, target: &str, origin: &str) -> Response {
    request(gateway, target, &[("Origin", origin)], b"")
}

/// Changes an app, and waits until a call shows it.
fn change(gateway: &TestGateway, arguments: &[&str], status: u16) -> Duration {
    let output = run_on(gateway, &[&["app"], arguments].concat());
    assert!(output.status.success(), "{output:?}");
    eventually("the change shows", || goods(gateway).http == status)
}

#[test]
fn a_suspended_app_closes_its_wire_at_once_and_nothing_else() {
    let gateway = builder().start();
    assert_eq!(goods(&gateway).http, 200);
    let took = change(&gateway, &["suspend", "bazaar_wire"], 403);
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(goods(&gateway).fault(), (403, "wire_closed".to_owned()));
    let body = b"tag_id[]=1";
    let post = request(&gateway, "POST /bazaar/goods", &[FORM], body);
    assert_eq!(post.fault(), (403, "wire_closed".to_owned()));
    assert_eq!(gateway.call("bazaar.hidden", json!({})).code(), 200);
    change(&gateway, &["restore", "bazaar_wire"], 200);
    change(&gateway, &["revoke", "bazaar_wire"], 403);
    assert_eq!(goods(&gateway).fault(), (403, "wire_closed".to_owned()));
}

#[test]
fn a_wire_whose_app_is_missing_or_of_another_class_is_closed() {
    for app in ["nobody", APPID] {
        let gateway = builder()
            .with(|settings| settings.wire.set("bazaar", "app", app))
            .start();
        let closed = (403, "wire_closed".to_owned());
        assert_eq!(goods(&gateway).fault(), closed, "{app}");
    }
}

#[test]
fn the_app_of_a_wire_has_no_secret_and_gets_none() {
    let gateway = builder().start();
    let shown = json_of(&run_on(&gateway, &["app", "show", "bazaar_wire", "--json"]));
    assert_eq!(
        (&shown["class"], &shown["secrets"]),
        (&json!("wire"), &Value::Array(Vec::new()))
    );
    for (arguments, help) in [
        (
            &["create", "--appid", "b", "--class", "wire"][..],
            "made together with its product",
        ),
        (&["rotate", "bazaar_wire"], "it has no secret"),
    ] {
        let output = run_on(&gateway, &[&["app"], arguments].concat());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(help), "{error}");
    }
    // Even if a secret of the app is in the database.
    let secret = NewAppSecret {
        appid: "bazaar_wire".to_owned(),
        secret: SECRET.to_owned(),
        valid_from: 0,
        valid_until: None,
        created_at: 0,
    };
    let store = |tx: &mut Tx<'_>| {
        app_secrets::insert(tx, &secret)?;
        revisions::bump(tx, "apps")
    };
    gateway
        .store()
        .transaction_blocking::<_, Error>(0, store)
        .unwrap();
    // When the next change takes effect, this change has taken effect too.
    change(&gateway, &["suspend", "bazaar_wire"], 403);
    change(&gateway, &["restore", "bazaar_wire"], 200);
    let client = Client::new(&gateway, "bazaar_wire", SECRET);
    let answer = client.call("bazaar.hidden", json!({}));
    assert_eq!(answer.fault(), (503, "bad_signature"));
}

#[test]
fn networks_methods_and_limits_of_the_app_hold() {
    let gateway = builder().start();
    change(
        &gateway,
        &["edit", "bazaar_wire", "--allow", "bazaar.count"],
        200,
    );
    eventually("the method is not in its list", || {
        goods(&gateway).fault() == (200, "not_permitted".to_owned())
    });
    change(
        &gateway,
        &[
            "edit",
            "bazaar_wire",
            "--allow",
            "bazaar.*",
            "--ip",
            "192.0.2.0/24",
        ],
        200,
    );
    eventually("the address is not in its list", || {
        goods(&gateway).fault() == (200, "ip_not_allowed".to_owned())
    });
    let open = [
        "edit",
        "bazaar_wire",
        "--ip",
        "127.0.0.0/8",
        "--calls-per-minute",
        "3",
    ];
    change(&gateway, &open, 200);
    eventually("the limit is reached", || {
        let response = goods(&gateway);
        let is_limited = response.fault() == (200, "rate_limited".to_owned());
        assert_eq!(is_limited, response.header("retry-after").is_some());
        is_limited
    });
}

#[test]
fn a_page_calls_only_if_the_app_lists_its_origin() {
    let gateway = builder().start();
    let target = "GET /bazaar/goods/7";
    assert_eq!(
        from(&gateway, target, ORIGIN).fault(),
        (200, "not_permitted".to_owned())
    );
    let preflight = from(&gateway, "OPTIONS /bazaar/goods/7", ORIGIN);
    assert_eq!(preflight.fault(), (200, "not_permitted".to_owned()));
    assert_eq!(preflight.header("access-control-allow-origin"), None);
    change(&gateway, &["edit", "bazaar_wire", "--origin", ORIGIN], 200);
    eventually("the origin is known", || {
        from(&gateway, target, ORIGIN).fault().1.is_empty()
    });
    let known = from(&gateway, target, ORIGIN);
    for (name, value) in [
        ("access-control-allow-origin", ORIGIN),
        ("access-control-expose-headers", "X-Request-Id"),
        ("vary", "Origin"),
    ] {
        assert_eq!(known.header(name), Some(value), "{known:?}");
    }
    let preflight = from(&gateway, "OPTIONS /bazaar/goods/7", ORIGIN);
    assert_eq!((preflight.http, preflight.text.as_str()), (204, ""));
    for (name, value) in [
        ("allow", "GET, HEAD, OPTIONS"),
        ("access-control-allow-methods", "GET, HEAD"),
        ("access-control-allow-headers", "Authorization"),
        ("access-control-max-age", "600"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(preflight.header(name), Some(value), "{preflight:?}");
    }
    assert!(preflight.header("x-request-id").is_some(), "{preflight:?}");
    for other in [
        "https://m.example.com.evil.com",
        "null",
        "",
        "https://\u{e9}.com",
        "http://m.example.com",
    ] {
        let response = from(&gateway, target, other);
        assert_eq!(
            response.fault(),
            (200, "not_permitted".to_owned()),
            "{other}"
        );
        assert_eq!(response.header("access-control-allow-origin"), None);
    }
    // A client that is not a page sends no origin, and needs none.
    assert_eq!(goods(&gateway).http, 200);
    // Only the origins of its own app count for a wire.
    assert!(
        !gateway
            .gateway
            .directory
            .load()
            .live(APPID)
            .unwrap()
            .lists_origin(ORIGIN)
    );
}

#[test]
fn the_log_and_the_metrics_name_the_wire() {
    let gateway = builder().start();
    assert_eq!(goods(&gateway).http, 200);
    assert_eq!(
        request(&gateway, "POST /bazaar/nothing", &[], b"").http,
        404
    );
    gateway.call("bazaar.hidden", json!({}));
    let lines = || {
        let log = gateway.access_log();
        let lines = log.lines().map(|line| serde_json::from_str(line).unwrap());
        lines.collect::<Vec<Value>>()
    };
    eventually("the log is written", || lines().len() == 3);
    let lines = lines();
    let of = |method: &str| lines.iter().find(|line| line["method"] == method).unwrap();
    let detail = of("bazaar.goods.detail");
    assert_eq!(
        (&detail["wire"], &detail["appid"], &detail["code"]),
        (&json!("bazaar"), &json!("bazaar_wire"), &json!(200))
    );
    assert_eq!(of("")["wire"], "bazaar");
    assert_eq!(of("bazaar.hidden").get("wire"), None);
    let (_, metrics) = gateway.ops("/metrics");
    for line in [
        r#"gateway_calls_total{method="bazaar.goods.detail",code="200",wire="bazaar"} 1"#,
        r#"gateway_calls_total{method="unknown",code="404",wire="bazaar"} 1"#,
        r#"gateway_calls_total{method="bazaar.hidden",code="200"} 1"#,
    ] {
        assert!(metrics.contains(line), "{line}\n{metrics}");
    }
}
