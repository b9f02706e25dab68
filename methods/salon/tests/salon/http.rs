//! Verbs, paths, headers, and requests that are not calls.

use serde_json::{Value, json};
use signet_testkit::{MULTIPART, Reply, multipart};

use crate::salon::{NEW, PASSWORD, Salon, XIAOMEI, good, refusal, refused, sms_grant};

/// The paths with the verbs that each accepts.
const PATHS: [(&str, &str); 7] = [
    ("login/sms_code", "POST, OPTIONS"),
    ("login/token", "DELETE, POST, OPTIONS"),
    ("accounts/me", "GET, HEAD, PUT, OPTIONS"),
    ("accounts/me/password", "PUT, OPTIONS"),
    ("accounts/me/shops", "GET, HEAD, OPTIONS"),
    ("accounts/me/points", "GET, HEAD, OPTIONS"),
    ("accounts/me/avatar", "POST, OPTIONS"),
];

const VERBS: [&str; 8] = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "get",
];

/// The page that the app of the wire lists.
const PAGE: &str = "https://h5.example.com";

/// Checks the headers that every reply has.
fn has_common_headers(reply: &Reply) {
    assert_eq!(reply.header("cache-control"), Some("no-store"), "{reply:?}");
    assert_eq!(
        reply.header("x-content-type-options"),
        Some("nosniff"),
        "{reply:?}"
    );
    assert!(reply.header("x-request-id").is_some(), "{reply:?}");
    for name in ["etag", "set-cookie", "access-control-allow-credentials"] {
        assert_eq!(reply.header(name), None, "{reply:?}");
    }
}

#[test]
fn every_other_verb_is_refused_with_those_that_a_path_takes() {
    let salon = Salon::open();
    for (path, allow) in PATHS {
        for verb in VERBS
            .into_iter()
            .filter(|verb| !allow.split(", ").any(|own| own == *verb))
        {
            let reply = salon.guest(&format!("{verb} {path}"), Value::Null);
            assert_eq!(reply.http, 405, "{verb} {path}: {reply:?}");
            assert_eq!(reply.header("allow"), Some(allow), "{verb} {path}");
            has_common_headers(&reply);
            if verb != "HEAD" {
                refused(&reply, 405, 503, "method_not_allowed", "请求方法不正确");
            }
        }
        let options = salon.guest(&format!("OPTIONS {path}"), Value::Null);
        assert_eq!((options.http, options.header("allow")), (204, Some(allow)));
        has_common_headers(&options);
    }
}

#[test]
fn head_is_get_without_the_body() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    let names = |reply: &Reply| {
        let lines = reply.head.lines().filter_map(|line| line.split_once(": "));
        let of_call = ["date", "x-request-id"];
        let same = lines.filter(|(name, _)| !of_call.contains(&&*name.to_lowercase()));
        let mut lines: Vec<String> = same
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        lines.sort();
        lines
    };
    for path in [
        "accounts/me",
        "accounts/me/shops",
        "accounts/me/points?count=2",
    ] {
        for token in [token.as_str(), "0123456789abcdef0123456789abcdef"] {
            let get = salon.user(token, &format!("GET {path}"), Value::Null);
            let head = salon.user(token, &format!("HEAD {path}"), Value::Null);
            assert_eq!((head.http, head.text.as_str()), (get.http, ""), "{path}");
            let length = |names: &Vec<String>| {
                names
                    .iter()
                    .find(|line| line.to_lowercase().starts_with("content-length"))
                    .cloned()
            };
            let (of_get, of_head) = (names(&get), names(&head));
            assert!(length(&of_get).is_some());
            // A refusal has the id of its call in it, whose length is always the same.
            assert_eq!(of_get, of_head, "{path}");
        }
    }
}

#[test]
fn a_path_matches_exactly() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    for path in [
        "accounts/me/",
        "Accounts/me",
        "accounts/ME",
        "accounts//me",
        "accounts/./me",
        "accounts/x/../me",
        "accounts/%6de",
        "accounts/me%2fshops",
        "accounts/me/shops/",
        "",
        "products",
        "products/recommended",
        "brands",
        "orders",
        "orders/count",
        "orders/pay",
        "samples",
        "trials",
        "cards/qrcode",
        "ads",
        "topics",
        "tests",
        "tests/latest",
        "questionnaires",
        "settings/hair",
        "accounts/me/avatar/1",
    ] {
        let reply = salon.user(&token, &format!("GET {path}"), Value::Null);
        refused(&reply, 404, 404, "not_found", "您访问的资源不存在");
        has_common_headers(&reply);
    }
}

#[test]
fn headers_and_parameters_do_not_change_the_verb_or_the_path() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    let bearer = format!("Bearer {token}");
    for (name, value) in [
        ("X-HTTP-Method-Override", "DELETE"),
        ("X-HTTP-Method", "PUT"),
        ("X-Method-Override", "PUT"),
        ("X-Original-URL", "/salon/v1/accounts/me/shops"),
        ("X-Rewrite-URL", "/salon/v1/accounts/me/shops"),
        ("X-Forwarded-For", "203.0.113.7"),
        ("X-Forwarded-Host", "evil.example"),
        ("Forwarded", "for=203.0.113.7"),
    ] {
        let headers = [("Authorization", bearer.as_str()), (name, value)];
        let reply = salon.send(
            "GET accounts/me?_method=PUT&nickname=x",
            &headers,
            &Value::Null,
        );
        assert_eq!(good(&reply)["nickname"], "小美", "{name}");
    }
    let host = format!(
        "GET /salon/v1/accounts/me HTTP/1.1\r\nHost: evil.example\r\nAuthorization: {bearer}\r\nConnection: close\r\n\r\n"
    );
    assert!(
        salon
            .gateway
            .raw(host.as_bytes())
            .starts_with("HTTP/1.1 200")
    );
    assert_eq!(salon.state(&token), 200);
}

#[test]
fn a_challenge_comes_with_401_alone_and_names_an_error_if_credentials_came() {
    let salon = Salon::open();
    let challenge = |reply: &Reply| {
        assert_eq!(reply.http, 401, "{reply:?}");
        reply.header("www-authenticate").unwrap().to_owned()
    };
    let with = |description: &str| {
        format!(
            "Bearer realm=\"salon\", error=\"invalid_token\", error_description=\"{description}\""
        )
    };
    let none = salon.guest("GET accounts/me", Value::Null);
    refused(&none, 401, 602, "not_logged_in", "账号未登录");
    assert_eq!(challenge(&none), "Bearer realm=\"salon\"");
    let unknown = salon.user(
        "0123456789abcdef0123456789abcdef",
        "GET accounts/me",
        Value::Null,
    );
    refused(&unknown, 401, 601, "session_expired", "登录超时,请重新登录");
    assert_eq!(challenge(&unknown), with("expired"));
    let first = salon.token(XIAOMEI, PASSWORD);
    let second = salon.token(XIAOMEI, PASSWORD);
    let replaced = salon.user(&first, "GET accounts/me", Value::Null);
    refused(
        &replaced,
        401,
        603,
        "session_replaced",
        "您的账号在其它地方登录",
    );
    assert_eq!(challenge(&replaced), with("replaced"));
    salon.operate(
        "user.reset",
        json!({"userid": salon.id(XIAOMEI), "password": "zmei-2016"}),
    );
    let changed = salon.user(&second, "GET accounts/me", Value::Null);
    refused(
        &changed,
        401,
        606,
        "password_changed",
        "您的密码已经修改,请重新登录!",
    );
    assert_eq!(challenge(&changed), with("password changed"));
}

#[test]
fn no_copy_is_kept_of_a_token() {
    let salon = Salon::open();
    salon.send_code(NEW);
    for reply in [
        salon.guest("POST login/token", sms_grant(NEW)),
        salon.guest("POST login/token", json!({})),
        salon.send("POST login/token", &[], &json!("x")),
    ] {
        assert_eq!(reply.header("pragma"), Some("no-cache"), "{reply:?}");
        has_common_headers(&reply);
    }
    let other = salon.guest("DELETE login/token", Value::Null);
    assert_eq!((good(&other), other.header("pragma")), (json!({}), None));
    assert_eq!(
        other.header("content-type"),
        Some("application/json; charset=utf-8")
    );
}

#[test]
fn a_page_that_the_app_lists_may_call_and_no_other() {
    let salon = Salon::open();
    let stranger = [("Origin", "https://evil.example")];
    for route in [
        "GET accounts/me",
        "OPTIONS accounts/me",
        "POST login/sms_code",
    ] {
        let reply = salon.send(route, &stranger, &Value::Null);
        assert_eq!(refusal(&reply), (403, 403), "{route}");
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
    salon.change_app(|app| app.origins = PAGE.to_owned());
    let page = [("Origin", PAGE)];
    signet_testkit::eventually("the page is known", || {
        salon.send("OPTIONS accounts/me", &page, &Value::Null).http == 204
    });
    for (path, allow) in PATHS {
        let preflight = salon.send(&format!("OPTIONS {path}"), &page, &Value::Null);
        assert_eq!(preflight.http, 204, "{preflight:?}");
        let methods = allow.strip_suffix(", OPTIONS").unwrap();
        for (name, value) in [
            ("access-control-allow-origin", PAGE),
            ("access-control-allow-methods", methods),
            (
                "access-control-allow-headers",
                "Authorization, Content-Type, Idempotency-Key",
            ),
            ("access-control-max-age", "600"),
            ("vary", "Origin"),
        ] {
            assert_eq!(preflight.header(name), Some(value), "{path}");
        }
        has_common_headers(&preflight);
    }
    let exposed = "Retry-After, X-Request-Id, X-Total-Count, Link, WWW-Authenticate";
    let refused = salon.send("GET accounts/me", &page, &Value::Null);
    assert_eq!(refused.http, 401);
    assert_eq!(refused.header("access-control-allow-origin"), Some(PAGE));
    assert_eq!(
        refused.header("access-control-expose-headers"),
        Some(exposed)
    );
    // The same list applies to an Origin that comes with a Bearer token.
    let token = salon.token(XIAOMEI, PASSWORD);
    let bearer = format!("Bearer {token}");
    let with = |origin: &str| {
        let headers = [("Origin", origin), ("Authorization", &bearer)];
        salon.send("GET accounts/me", &headers, &Value::Null).http
    };
    assert_eq!(
        (with(PAGE), with("https://evil.example"), with("null")),
        (200, 403, 403)
    );
}

#[test]
fn a_picture_is_the_only_part_of_its_form() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    let bearer = format!("Bearer {token}");
    let picture = signet_pictures::png(8, 8);
    let send = |content_type: &str, body: &[u8]| {
        let headers = [
            ("Authorization", bearer.as_str()),
            ("Content-Type", content_type),
        ];
        salon
            .gateway
            .send("POST /salon/v1/accounts/me/avatar", &headers, body)
    };
    good(&send(MULTIPART, &multipart(&[("image", &picture)])));
    for (parts, http) in [
        (
            &[("image", picture.as_slice()), ("image", &picture)][..],
            400,
        ),
        (&[("image", &picture), ("token", b"x")], 400),
        (&[("file", &picture)], 400),
        (&[("image", b"")], 400),
        (&[("image", b"no picture")], 400),
        (&[], 400),
    ] {
        let reply = send(MULTIPART, &multipart(parts));
        assert_eq!(reply.http, http, "{reply:?}");
        refusal(&reply);
    }
    assert_eq!(refusal(&send("image/png", &picture)), (415, 503));
    assert_eq!(refusal(&send("application/json", b"{}")), (415, 503));
    let large = vec![0; 6 * 1024 * 1024];
    assert_eq!(
        refusal(&send(MULTIPART, &multipart(&[("image", &large)]))).0,
        413
    );
}
