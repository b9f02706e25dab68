//! The page under `/docs/`, and the apps that it uses for calls.

use serde_json::{Value, json};
use signet_gateway::settings::Env;
use signet_store::{Error, apps};
use signet_testkit::{Client, TestGateway, eventually};

use crate::cli::{json_of, run_on};
use crate::usual;

/// The lifetime of a sandbox app.
const LIFE: i64 = 600;

struct Page {
    status: u16,
    headers: ureq::http::HeaderMap,
    text: String,
}

impl Page {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0);
    config.build().into()
}

fn read(response: ureq::http::Response<ureq::Body>) -> Page {
    Page {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: response.into_body().read_to_string().unwrap(),
    }
}

fn get(url: &str, headers: &[(&str, &str)]) -> Page {
    let mut request = agent().get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    read(request.call().unwrap())
}

/// Posts to the ops listener with some headers, as a browser does from a page.
fn post(gateway: &TestGateway, path: &str, headers: &[(&str, &str)], body: &str) -> Page {
    let mut request = agent()
        .post(format!("{}{path}", gateway.ops_url))
        .content_type("application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    read(request.send(body).unwrap())
}

/// Requests a sandbox app, as the page does.
fn sandbox(gateway: &TestGateway) -> Page {
    post(
        gateway,
        "/docs/sandbox",
        &[("Origin", &gateway.ops_url)],
        "",
    )
}

fn client<'a>(gateway: &'a TestGateway, made: &Value) -> Client<'a> {
    let text = |name: &str| made[name].as_str().unwrap();
    Client::new(gateway, text("appid"), text("secret"))
}

#[test]
fn the_ops_listener_serves_the_page() {
    let gateway = usual().start();
    let url = |path: &str| format!("{}{path}", gateway.ops_url);
    let redirect = get(&url("/docs"), &[]);
    assert_eq!(
        (redirect.status, redirect.header("location")),
        (308, "docs/")
    );
    for (path, media_type, part) in [
        (
            "/docs/",
            "text/html; charset=utf-8",
            "<script type=\"module\"",
        ),
        ("/docs/page.js", "text/javascript; charset=utf-8", "sandbox"),
        (
            "/docs/page.css",
            "text/css; charset=utf-8",
            "prefers-color-scheme",
        ),
        ("/docs/icon.svg", "image/svg+xml", "<svg"),
        ("/docs/api.json", "application/json", "用户登录"),
        (
            "/docs/api.json?lang=en",
            "application/json",
            "\"lang\":\"en\"",
        ),
    ] {
        let page = get(&url(path), &[]);
        assert_eq!(
            (page.status, page.header("content-type")),
            (200, media_type)
        );
        assert!(page.text.contains(part), "{path}");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"));
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("cache-control"), "no-cache");
        let again = get(&url(path), &[("If-None-Match", page.header("etag"))]);
        assert_eq!((again.status, again.text.as_str()), (304, ""), "{path}");
        let other = get(&url(path), &[("If-None-Match", "W/\"other\"")]);
        assert_eq!(other.status, 200, "{path}");
    }
    assert_eq!(get(&url("/docs/other.js"), &[]).status, 404);
    assert_eq!(get(&url("/docs/../Cargo.toml"), &[]).status, 404);
    let html = get(&url("/docs/"), &[]).text;
    assert!(
        !html.contains("<style") && !html.contains("style="),
        "{html}"
    );
    assert!(!html.contains("://"), "nothing from elsewhere: {html}");
}

#[test]
fn who_takes_gzip_gets_it() {
    let gateway = usual().start();
    let ask = |encoding: &str| {
        let address = gateway.ops_url.trim_start_matches("http://");
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let request = format!(
            "GET /docs/api.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Encoding: {encoding}\r\n\r\n"
        );
        std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        std::io::Read::read_to_end(&mut stream, &mut answer).unwrap();
        (
            String::from_utf8_lossy(&answer).to_lowercase(),
            answer.len(),
        )
    };
    let (plain, plain_length) = ask("identity");
    let (gzip, gzip_length) = ask("gzip, deflate, br");
    assert!(!plain.contains("content-encoding") && gzip.contains("content-encoding: gzip"));
    assert!(
        gzip_length * 3 < plain_length,
        "{gzip_length} {plain_length}"
    );
}

#[test]
fn the_public_port_has_no_page() {
    let gateway = usual().start();
    for path in [
        "docs",
        "docs/",
        "docs/page.js",
        "docs/api.json",
        "docs/page.json",
    ] {
        assert_eq!(gateway.download(path).status, 404, "{path}");
    }
}

#[test]
fn the_public_port_has_the_page_for_reading_where_it_is_configured() {
    let gateway = usual().with(|settings| settings.docs.public = true).start();
    let page = gateway.download("docs/");
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, Some("text/html; charset=utf-8"))
    );
    assert!(page.header("content-security-policy").is_some());
    let place = get(&format!("{}docs/page.json", gateway.url), &[]);
    assert_eq!(place.json(), json!({"try": false}));
    for path in ["docs/sandbox", "docs/call"] {
        let origin = gateway.url.trim_end_matches('/');
        let request = agent().post(format!("{}{path}", gateway.url));
        let refused = read(request.header("Origin", origin).send("").unwrap());
        assert_eq!(
            (refused.status, refused.json()["sub_code"].as_str()),
            (404, Some("not_found"))
        );
    }
}

#[test]
fn a_sandbox_app_calls_until_it_ends() {
    let gateway = usual().start();
    let page = sandbox(&gateway);
    assert_eq!(
        (page.status, page.header("cache-control")),
        (200, "no-store"),
        "{}",
        page.text
    );
    let made = page.json();
    assert!(made["appid"].as_str().unwrap().starts_with("try-"));
    let (ends_at, made_at) = (&made["ends_at"], made["server_time"].as_i64().unwrap());
    assert_eq!(ends_at, &json!(made_at + LIFE));
    assert!(made_at <= gateway.clock.now());
    let app = client(&gateway, &made);
    assert_eq!(app.call("system.init", json!({"token": ""})).code(), 200);
    assert_eq!(
        app.call("admin.goods.list", json!({})).fault(),
        (403, "not_permitted")
    );
    let other = client(&gateway, &sandbox(&gateway).json());

    gateway.clock.shift(LIFE - 60);
    assert_eq!(app.call("system.upgrade", json!({})).code(), 200);
    gateway.clock.shift(90);
    assert_eq!(
        app.call("system.upgrade", json!({})).fault(),
        (503, "bad_signature")
    );
    assert_eq!(
        other.call("system.upgrade", json!({})).fault(),
        (503, "bad_signature")
    );
}

#[test]
fn ended_sandbox_apps_go_away_and_others_stay() {
    let gateway = usual().start();
    sandbox(&gateway);
    let make = [
        "app",
        "create",
        "--appid",
        "try-mine",
        "--class",
        "app",
        "--sandbox",
    ];
    run_on(&gateway, &make);
    let appids = |gateway: &TestGateway| {
        let apps = json_of(&run_on(gateway, &["app", "list", "--json"]));
        let appids = apps
            .as_array()
            .unwrap()
            .iter()
            .map(|app| app["appid"].as_str().unwrap().to_owned());
        appids
            .filter(|appid| appid.starts_with("try-"))
            .collect::<Vec<_>>()
    };
    assert_eq!(appids(&gateway).len(), 2);
    let created = json_of(&run_on(&gateway, &["audit", "--actor", "docs", "--json"]));
    assert_eq!(created[0]["action"], "app.create");
    assert_eq!(created[0]["source"], "127.0.0.1");
    // A node removes ended apps soon after its start, and every minute.
    let gateway = gateway.restart();
    eventually("the app that ended is gone", || {
        gateway.clock.shift(LIFE + 1);
        appids(&gateway) == ["try-mine"]
    });
}

#[test]
fn sandbox_apps_are_few() {
    let gateway = usual().start();
    for _ in 0..50 {
        assert_eq!(sandbox(&gateway).status, 200);
    }
    let refused = sandbox(&gateway);
    assert_eq!(
        (refused.status, refused.json()),
        (503, json!({"error": "busy"}))
    );
    assert_eq!(refused.header("retry-after"), "1");
    gateway.clock.shift(LIFE);
    assert_eq!(sandbox(&gateway).status, 200);
}

#[test]
fn sandbox_apps_are_few_however_many_ask_at_once() {
    let gateway = usual().start();
    let made: usize = std::thread::scope(|scope| {
        let ask = || (0..6).filter(|_| sandbox(&gateway).status == 200).count();
        let asking: Vec<_> = (0..10).map(|_| scope.spawn(ask)).collect();
        asking.into_iter().map(|ask| ask.join().unwrap()).sum()
    });
    assert!(made <= 50, "{made}");
    let count =
        |connection: &mut _| apps::count_short_lived(connection, "try-", gateway.clock.now());
    let count = gateway.store().run_blocking::<_, Error>(count).unwrap();
    assert_eq!(count, 50);
}

#[test]
fn pages_of_others_get_no_sandbox_app_and_pass_no_calls() {
    let gateway = usual().start();
    let own = gateway.ops_url.clone();
    let port = own.rsplit(':').next().unwrap().to_owned();
    let rebound = format!("evil.example:{port}");
    let of_rebound = format!("http://{rebound}");
    let cases: [&[(&str, &str)]; 6] = [
        &[],
        &[("Origin", "http://evil.example")],
        &[("Origin", "null")],
        &[("Origin", gateway.url.trim_end_matches('/'))],
        &[
            ("Origin", "http://evil.example"),
            ("X-Forwarded-Host", "evil.example"),
        ],
        // A name that its owner points to this machine.
        &[("Host", &rebound), ("Origin", &of_rebound)],
    ];
    for headers in cases {
        for path in ["/docs/sandbox", "/docs/call"] {
            let refused = post(&gateway, path, headers, "");
            assert_eq!(refused.status, 403, "{headers:?}");
            assert_eq!(refused.json(), json!({"error": "cross_site"}));
            assert_eq!(refused.header("access-control-allow-origin"), "");
        }
    }
    let named = usual()
        .with(|settings| settings.docs.hosts = vec!["docs.example.com".to_owned()])
        .start();
    let headers = [
        ("Host", "docs.example.com"),
        ("Origin", "https://docs.example.com"),
    ];
    assert_eq!(post(&named, "/docs/sandbox", &headers, "").status, 200);
}

#[test]
fn production_hands_out_no_sandbox_apps() {
    let gateway = usual()
        .with(|settings| {
            settings.server.env = Env::Production;
            settings.security.key = "ab".repeat(32);
        })
        .start();
    assert_eq!(sandbox(&gateway).json(), json!({"error": "production"}));
    let call = post(&gateway, "/docs/call", &[("Origin", &gateway.ops_url)], "");
    assert_eq!(
        (call.status, call.json()),
        (403, json!({"error": "production"}))
    );
    let place = get(&format!("{}/docs/page.json", gateway.ops_url), &[]);
    assert_eq!(place.json()["try"], json!(false));
    assert_eq!(get(&format!("{}/docs/", gateway.ops_url), &[]).status, 200);
}

#[test]
fn a_call_of_the_page_goes_down_the_line() {
    let gateway = usual().start();
    let app = client(&gateway, &sandbox(&gateway).json());
    let call = |body: &str| {
        post(
            &gateway,
            "/docs/call",
            &[("Origin", &gateway.ops_url)],
            body,
        )
    };
    let data = app.data("system.upgrade", json!({}));
    let answer = call(&app.body(&data));
    assert_eq!(
        (answer.status, answer.json()["code"].as_i64()),
        (200, Some(200)),
        "{}",
        answer.text
    );
    let request_id = answer.json()["request_id"].as_str().unwrap().to_owned();
    eventually("the call is logged", || {
        gateway.access_log().contains(&request_id)
    });
    let wrong = call(&app.body(&data).replace("sign=", "sign=0")).json();
    assert_eq!(wrong["sub_code"], "bad_signature");
    assert!(wrong["hint"].is_string(), "{wrong}");
    assert_eq!(call("data=%zz").status, 400);
}
