use serde_json::json;
use signet_testkit::{APPID, MULTIPART, multipart};

use super::{FORM, JSON, builder, request};

#[test]
fn an_answer_looks_as_the_wire_says_and_signed_as_ever() {
    let gateway = builder().start();
    let response = request(&gateway, "GET /bazaar/goods/36", &[], b"");
    assert_eq!(
        response.text,
        r#"{"goods_id":"36","price":"147.30","sample_price":"9.9","is_new":true,"platform":"2"}"#
    );
    assert_eq!(response.http, 200);
    assert_eq!(response.header("x-motto"), Some("buy"));
    for (name, value) in [
        ("content-type", "application/json; charset=utf-8"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(response.header(name), Some(value), "{response:?}");
    }
    let ids = response.head.matches("x-request-id: ").count();
    assert_eq!(ids, 1, "{response:?}");
    let signed = gateway.call(
        "bazaar.goods.detail",
        json!({"goods_id": 36, "platform": 1}),
    );
    assert_eq!(
        signed.data(),
        &json!({"goods_id": 36, "price": 14730, "sample_price": 990, "is_new": true, "platform": 1})
    );
}

#[test]
fn a_fault_has_the_status_of_the_wire_and_its_integers() {
    let gateway = builder().start();
    let response = request(&gateway, "GET /bazaar/goods/404", &[], b"");
    assert_eq!(response.fault(), (404, "goods_not_found".to_owned()));
    let response = request(&gateway, "DELETE /bazaar/goods", &[], b"");
    let expected = json!({"fault": "order_state", "order_status": 3});
    assert_eq!((response.http, response.json()), (200, expected));
    let signed = gateway.call("bazaar.refuse", json!({}));
    assert_eq!(signed.fault(), (503, "order_state"));
    assert_eq!(signed.body["order_status"], 3);
}

#[test]
fn paths_and_verbs_are_those_of_the_routes() {
    let gateway = builder().start();
    for path in [
        "/bazaar",
        "/bazaar/",
        "/bazaar/goods/",
        "/bazaar//goods",
        "/bazaar/Goods",
        "/bazaar/goods/7/",
        "/bazaar/goods/%37",
        "/bazaar/./goods",
        "/bazaar/nothing",
    ] {
        let response = request(&gateway, &format!("POST {path}"), &[], b"");
        assert_eq!(response.fault(), (404, "not_found".to_owned()), "{path}");
        assert_eq!(response.header("allow"), None);
    }
    // The signed wire answers paths that no other wire owns.
    let response = request(&gateway, "POST /bazaars", &[], b"");
    assert_eq!(response.json()["sub_code"], "not_found");
    for (verb, path, allow) in [
        ("PUT", "/bazaar/goods", "POST, DELETE, OPTIONS"),
        ("get", "/bazaar/goods", "POST, DELETE, OPTIONS"),
        ("POST", "/bazaar/goods/7", "GET, HEAD, OPTIONS"),
        ("HEAD", "/bazaar/count", "POST, OPTIONS"),
    ] {
        let response = request(&gateway, &format!("{verb} {path}"), &[], b"");
        assert_eq!(response.http, 405, "{verb} {path}");
        assert_eq!(response.header("allow"), Some(allow), "{verb} {path}");
    }
    let response = request(&gateway, "HEAD /bazaar/goods/7", &[], b"");
    assert_eq!((response.http, response.text.as_str()), (200, ""));
}

#[test]
fn a_request_may_choose_between_the_methods_of_its_route_and_no_others() {
    let gateway = builder().start();
    let get = |target: &str| request(&gateway, target, &[], b"");
    let response = get("GET /bazaar/goods/7?brief=1&other=x");
    assert_eq!(response.json(), json!({"name": "goods 7"}));
    let response = get("GET /bazaar/goods/7?brief=2");
    assert_eq!(response.fault(), (200, "not_permitted".to_owned()));
    for query in ["brief=1&brief=1", "brief=%zz", "brief=%ff"] {
        let response = get(&format!("GET /bazaar/goods/7?{query}"));
        assert_eq!(response.fault(), (400, "bad_form".to_owned()), "{query}");
    }
}

#[test]
fn a_form_has_lists_and_sets_nothing_that_is_reserved() {
    let gateway = builder().start();
    let post = |body: &str| request(&gateway, "POST /bazaar/goods", &[FORM], body.as_bytes());
    let reserved = "appid=ios_app_id&method=bazaar.hidden&v=9&channel=x&platform=9&token=x&sign=x&timestamp=1&request_token=x&unique_id=x&app_v=x&sign_type=x";
    for name in reserved.split('&') {
        let response = post(&format!("tag_id%5B%5D=3&act=x&tag_id[]=7&text=a+b&{name}"));
        assert_eq!(
            response.json(),
            json!({"tags": ["3", "7"], "text": "a b", "channel": "", "appid": "bazaar_wire", "sessions": "web"}),
            "{name}"
        );
    }
    // In a signed call, the platform determines the kind of sessions.
    let parameters = json!({"tag_id": [3], "platform": 2, "channel": "x"});
    let signed = gateway.call("bazaar.goods.search", parameters);
    let expected =
        json!({"tags": [3], "text": "", "channel": "x", "appid": APPID, "sessions": "app"});
    assert_eq!(signed.data(), &expected);
    let one = post("tag_id[]=3");
    assert_eq!(one.json()["tags"], json!(["3"]));
    for body in [
        "tag_id[]=1&text=a&text=a",
        "tag_id[]=1&tag_id=2",
        "tag_id[]=1&text=%00",
        "tag_id[]=1&text=%",
    ] {
        assert_eq!(post(body).fault(), (400, "bad_form".to_owned()), "{body}");
    }
    assert_eq!(post("tag_id[]=x").fault(), (422, "bad_params".to_owned()));
    let many = (0..9)
        .map(|n| format!("a{n}=1"))
        .collect::<Vec<_>>()
        .join("&");
    assert_eq!(post(&many).fault(), (400, "bad_form".to_owned()));
    assert_eq!(post("").fault(), (422, "bad_params".to_owned()));
}

#[test]
fn what_the_path_says_wins() {
    let gateway = builder().start();
    let response = request(&gateway, "GET /bazaar/goods/7?goods_id=404", &[], b"");
    assert_eq!(response.json()["goods_id"], "7");
    for id in ["0", "x", "1e3", "99999999999999999999", "-1"] {
        let response = request(&gateway, &format!("GET /bazaar/goods/{id}"), &[], b"");
        assert_eq!(response.fault(), (422, "bad_params".to_owned()), "{id}");
    }
}

#[test]
fn json_is_strict_and_declared_where_the_route_wants_it() {
    let gateway = builder().start();
    let post = |content_type: &str, body: &str| {
        let headers = [("Content-Type", content_type)];
        request(&gateway, "POST /bazaar/count", &headers, body.as_bytes())
    };
    let good = r#"{"name":"declared"}"#;
    assert_eq!(post("application/json; charset=utf-8", good).http, 200);
    for content_type in [
        "text/plain",
        "application/json; charset=gbk",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=B",
        "",
    ] {
        let response = post(content_type, good);
        let expected = (415, "unsupported_media_type".to_owned());
        assert_eq!(response.fault(), expected, "{content_type}");
    }
    let deep = format!("{}{}", "[".repeat(17), "]".repeat(17));
    let deep = format!(r#"{{"name":"a","x":{deep}}}"#);
    let many: Vec<_> = (0..257).map(|n| format!("\"k{n}\":1")).collect();
    for body in [
        r#"{"name":"a","name":"b"}"#,
        "\u{feff}{\"name\":\"a\"}",
        r#"{"name":"\u0000"}"#,
        r#"[]"#,
        r#"{"name":"a"} x"#,
        &deep,
        &format!("{{{}}}", many.join(",")),
    ] {
        let response = post("application/json", body);
        assert_eq!(response.fault(), (200, "bad_data".to_owned()), "{body}");
    }
    let invalid = request(
        &gateway,
        "POST /bazaar/count",
        &[JSON],
        b"{\"name\":\"\xff\"}",
    );
    assert_eq!(invalid.fault(), (200, "bad_data".to_owned()));
    let long = format!(r#"{{"name":"a","x":"{}"}}"#, "x".repeat(64 * 1024));
    let response = post("application/json", &long);
    assert_eq!(response.fault(), (413, "too_large".to_owned()));
}

#[test]
fn a_body_is_only_where_the_route_takes_one() {
    let gateway = builder().start();
    let of = |target: &str, headers: &[(&str, &str)], body: &[u8]| {
        request(&gateway, target, headers, body).fault()
    };
    let refused = |status, fault: &str| (status, fault.to_owned());
    let get = "GET /bazaar/goods/7";
    assert_eq!(of(get, &[], b"x"), refused(400, "bad_form"));
    assert_eq!(of(get, &[("Content-Length", "0")], b""), refused(200, ""));
    let gzip = ("Content-Encoding", "gzip");
    let chunked = ("Transfer-Encoding", "chunked");
    assert_eq!(
        of(get, &[gzip], b""),
        refused(415, "unsupported_media_type")
    );
    for target in ["POST /bazaar/count", "POST /bazaar/mine"] {
        let good = br#"{"name":"a"}"#;
        let encoded = of(target, &[JSON, gzip], good);
        assert_eq!(encoded, refused(415, "unsupported_media_type"), "{target}");
        let chunks = request(&gateway, target, &[JSON, chunked], b"");
        assert_eq!(chunks.fault(), refused(411, "length_required"), "{target}");
    }
    // An empty body is an empty object.
    assert_eq!(
        of("POST /bazaar/count", &[], b""),
        refused(422, "bad_params")
    );
    // A form in another charset than UTF-8, and a request whose head does not show whether it has a body.
    let of_goods = |headers: &[_], body: &[u8]| of("POST /bazaar/goods", headers, body);
    let latin = [(
        "Content-Type",
        "application/x-www-form-urlencoded; charset=latin1",
    )];
    let refused_type = refused(415, "unsupported_media_type");
    assert_eq!(of_goods(&latin, b"tag_id[]=3"), refused_type);
    assert_eq!(of_goods(&[], b"tag_id[]=3"), refused_type);
    assert_eq!(of_goods(&[chunked], b""), refused(411, "length_required"));
    // A route that accepts any content type except multipart.
    let of_mine = |headers: &[_]| of("POST /bazaar/mine", headers, br#"{"name":"a"}"#);
    for headers in [&[FORM][..], &[], &[JSON, FORM]] {
        assert_eq!(
            of_mine(headers),
            refused(200, "not_logged_in"),
            "{headers:?}"
        );
    }
    let of_parts = [("Content-Type", MULTIPART)];
    assert_eq!(of_mine(&of_parts), refused(415, "unsupported_media_type"));
}

#[test]
fn a_file_comes_with_its_texts_and_through_the_memory_for_uploads() {
    let gateway = builder().start();
    let headers = [("Content-Type", MULTIPART)];
    let upload = |parts: &[(&str, &[u8])]| {
        request(
            &gateway,
            "POST /bazaar/pictures",
            &headers,
            &multipart(parts),
        )
    };
    // The second file is larger than any form.
    for bytes in [10, 600_000] {
        let file = vec![b'x'; bytes];
        let response = upload(&[("file", &file), ("name", b"a")]);
        let expected = json!({"name": "a", "bytes": bytes.to_string()});
        assert_eq!(response.json(), expected, "{response:?}");
    }
    let twice = upload(&[("file", b"x"), ("file", b"x"), ("name", b"a")]);
    assert_eq!(twice.fault(), (400, "bad_form".to_owned()));
    let none = upload(&[("name", b"a")]);
    assert_eq!(none.fault(), (422, "bad_params".to_owned()));
    let large = vec![b'x'; 6_000_000];
    let response = upload(&[("file", &large)]);
    assert_eq!(response.fault(), (413, "too_large".to_owned()));
    let response = request(&gateway, "POST /bazaar/pictures", &[FORM], b"name=a");
    assert_eq!(response.fault(), (415, "unsupported_media_type".to_owned()));
}
