//! The ops listener.

use std::time::Duration;

use serde_json::{Value, json};
use signet_testkit::{eventually, unique};

use crate::sample;
use crate::usual;

#[test]
fn health_and_readiness() {
    let gateway = usual().start();
    assert_eq!(gateway.ops("/healthz"), (200, "ok\n".to_owned()));
    let (status, body) = gateway.ops("/readyz");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (status, body),
        (
            200,
            json!({"status": "ready", "storage": true, "cache": true})
        )
    );
    assert_eq!(gateway.ops("/").0, 404);
}

#[test]
fn metrics_count_calls_refusals_and_time() {
    let gateway = usual().start();
    for _ in 0..3 {
        gateway.call("system.upgrade", json!({}));
    }
    gateway.call("user.detail", json!({}));
    gateway.call("no.such.method.exists", json!({}));
    gateway.client().post("text/plain", b"");
    let (status, text) = gateway.ops("/metrics");
    assert_eq!(status, 200);
    for line in [
        "gateway_calls_total{method=\"system.upgrade\",code=\"200\"} 3",
        "gateway_calls_total{method=\"user.detail\",code=\"602\"} 1",
        "gateway_calls_total{method=\"unknown\",code=\"509\"} 1",
        "gateway_refusals_total{sub_code=\"not_logged_in\"} 1",
        "gateway_refusals_total{sub_code=\"unsupported_media_type\"} 1",
        "gateway_call_seconds_count 6",
        "gateway_in_flight 0",
        "gateway_panics_total 0",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    assert!(
        !text.contains("no.such.method"),
        "what a caller makes up is no label"
    );
}

#[test]
fn a_worker_that_hangs_makes_the_gateway_not_ready() {
    let gateway = usual()
        .packs(sample::PACKS)
        .with(|settings| {
            settings.server.workers = 2;
            settings.server.waits.pulse = Duration::from_millis(300);
        })
        .start();
    let name = unique("hang");
    std::thread::scope(|scope| {
        let call = scope.spawn(|| gateway.call("test.hang", json!({"name": name})));
        eventually("it is seen", || gateway.ops("/readyz").0 == 503);
        let body: Value = serde_json::from_str(&gateway.ops("/readyz").1).unwrap();
        assert_eq!(body["status"], "hanging");
        let reason = body["reason"].as_str().unwrap();
        assert!(reason.starts_with("1 of 2 workers"), "{reason}");
        assert_eq!(gateway.ops("/healthz").0, 200);
        sample::release(&name);
        assert_eq!(call.join().unwrap().code(), 200);
    });
    eventually("it is ready again", || gateway.ops("/readyz").0 == 200);
}
