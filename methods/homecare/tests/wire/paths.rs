use serde_json::json;
use signet_testkit::{TestGateway, eventually};

use crate::{Reply, fault, get, post, send};

fn refused(http: u16, status: i64, msg: &str) -> (u16, i64, String) {
    (http, status, msg.to_owned())
}

#[test]
fn a_path_is_exactly_that_of_a_route() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for path in [
        "/homecare",
        "/homecare/",
        "/homecare/consumer",
        "/homecare/consumer/",
        "/homecare/consumer/city_search/",
        "/homecare//consumer/city_search",
        "/homecare/consumer//city_search",
        "/homecare/consumer/City_search",
        "/homecare/Consumer/city_search",
        "/homecare/consumer/./city_search",
        "/homecare/consumer/x/../city_search",
        "/homecare/consumer/%63ity_search",
        "/homecare/consumer%2Fcity_search",
        "/homecare/consumer/%2e%2e/consumer/city_search",
        "/homecare/consumer/city_search%00",
        "/homecare/consumer/city_search;x=1",
        "/homecare/consumer/nothing",
    ] {
        let reply = send(
            &gateway,
            &format!("POST {path}"),
            &[],
            br#"{"city_num":"1"}"#,
        );
        assert_eq!(reply.fault(), refused(404, 7, "no such path"), "{path}");
        assert_eq!(reply.header("allow"), None);
    }
    // Other paths do not belong to the wire.
    for path in [
        "/Homecare/consumer/city_search",
        "/consumer/city_search",
        "/homecares",
    ] {
        let reply = send(&gateway, &format!("POST {path}"), &[], b"{}");
        assert_eq!(reply.json()["sub_code"], "not_found", "{path}");
    }
}

#[test]
fn without_a_prefix_the_paths_are_those_of_the_document() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK)
        .with(|settings| settings.wire.set("homecare", "prefix", ""))
        .start();
    let reply = send(&gateway, "GET /consumer/get_ios_version", &[], b"");
    assert_eq!(reply.good()["ios_version"], "2.1.6");
    let reply = send(&gateway, "POST /consumer/nothing", &[], b"");
    assert_eq!(reply.fault(), refused(404, 7, "no such path"));
    assert_eq!(gateway.call("homecare.version.ios", json!({})).code(), 200);
}

#[test]
fn another_verb_is_refused_and_the_right_one_named() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for (path, allow) in [
        ("/homecare/consumer/city_search", "POST"),
        ("/homecare/consumer/get_ios_version", "GET"),
        ("/homecare/consumer/get_android_version", "GET"),
    ] {
        for verb in [
            "GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "post",
        ] {
            if verb == allow {
                continue;
            }
            let reply = send(&gateway, &format!("{verb} {path}"), &[], b"");
            assert_eq!(reply.http, 405, "{verb} {path}");
            assert_eq!(reply.header("allow"), Some(allow), "{verb} {path}");
            if verb != "HEAD" {
                assert_eq!(reply.fault(), refused(405, 13, "method not allowed"));
            }
        }
    }
}

#[test]
fn the_query_is_never_read_and_never_logged() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let with_query = "POST /homecare/consumer/city_search?city_num=511000&private_token=planted";
    let reply = send(&gateway, with_query, &[], br#"{"city_num":"511100"}"#);
    assert_eq!(reply.good()["city"]["city_num"], "511100");
    let get = "GET /homecare/consumer/get_ios_version?%zz&a=planted&a=%ff";
    assert_eq!(send(&gateway, get, &[], b"").good()["ios_version"], "2.1.6");
    let nowhere = "POST /homecare/consumer/nothing?planted";
    assert_eq!(send(&gateway, nowhere, &[], b"").http, 404);
    eventually("the log is written", || {
        gateway.access_log().lines().count() == 3
    });
    let log = gateway.access_log();
    assert!(!log.contains("planted") && !log.contains("511000"), "{log}");
}

#[test]
fn a_reply_has_its_keys_in_order_and_the_headers_of_all() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let has_headers = |reply: &Reply| {
        for (name, value) in [
            ("content-type", "application/json; charset=utf-8"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{reply:?}");
        }
        let id = reply.header("x-request-id").unwrap();
        assert!(!id.is_empty(), "{reply:?}");
        id.to_owned()
    };
    let good = get(&gateway, "get_ios_version");
    assert_eq!(
        good.text,
        r#"{"status":1,"body":{"update_time":"2015-03-13 19:47:06+08:00","ios_version":"2.1.6"}}"#
    );
    let id = has_headers(&good);
    eventually("the log has the id of the reply", || {
        gateway.access_log().contains(&id)
    });
    let refused = post(&gateway, "get_goods_detail", &json!({"sid": 99}));
    assert_eq!(refused.text, r#"{"status":7,"body":{"msg":"invalid id"}}"#);
    assert_ne!(has_headers(&refused), id);
    has_headers(&send(&gateway, "POST /homecare/consumer/nothing", &[], b""));
    has_headers(&send(
        &gateway,
        "GET /homecare/consumer/city_search",
        &[],
        b"",
    ));
    assert_eq!(refused.fault(), fault(7, "invalid id"));
}
