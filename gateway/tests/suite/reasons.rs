//! The reason of a refusal: in the log line of every refused call, and as a hint for sandbox apps and in development.

use serde_json::{Value, json};
use signet_gateway::settings::{Env, Settings};
use signet_testkit::{APPID, Answer, Client, TestGateway, eventually};

use crate::cli::{json_of, run_on};
use crate::usual;

fn in_production(settings: &mut Settings) {
    settings.server.env = Env::Production;
    settings.security.key = "ab".repeat(32);
}

const URLENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=X";

fn parts(data: &str, sign: &str) -> String {
    let part = |name: &str, value: &str| {
        format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    part("data", data) + &part("sign", sign) + "--X--\r\n"
}

/// Returns the log line of a call.
fn line_of(gateway: &TestGateway, answer: &Answer) -> Value {
    let id = answer.body["request_id"].as_str().unwrap().to_owned();
    let find = || {
        let log = gateway.access_log();
        let line = log.lines().find(|line| line.contains(&id));
        line.and_then(|line| serde_json::from_str::<Value>(line).ok())
    };
    eventually("the line is written", || find().is_some());
    find().unwrap()
}

/// Unreadable bodies, each with a word of its reason; `APPID` is replaced by the app.
fn unreadable(data: &str, sign: &str) -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let good = parts(data, sign);
    let plain = |text: String| text.into_bytes();
    let form = |more: &str| {
        plain(format!(
            "data={}&sign={sign}{more}",
            data.replace('"', "%22")
        ))
    };
    let of_data = |text: &str| plain(format!("data={}&sign=x", text.replace('"', "%22")));
    vec![
        (MULTIPART, plain(good.replace("\r\n", "\n")), "LF (\\n)"),
        (MULTIPART, plain(good.replace("\r\n", "\r")), "CR (\\r)"),
        (
            MULTIPART,
            plain(good.replace("--X--\r\n", "")),
            "ends before",
        ),
        (
            MULTIPART,
            plain(format!("{good}more")),
            "follows the closing boundary",
        ),
        (
            MULTIPART,
            plain(good.replace("name=\"sign\"", "x=y")),
            "part 2: the Content-Disposition has no name",
        ),
        (
            MULTIPART,
            plain(good.replace("name=\"sign\"", "name=\"sign\"; name=\"x\"")),
            "two names",
        ),
        (
            MULTIPART,
            plain(good.replace("name=\"sign\"", "name=\"data\"")),
            "the field data is repeated",
        ),
        (
            "multipart/form-data; boundary=Y",
            plain(good.clone()),
            "does not start with",
        ),
        (URLENCODED, form("&x=%zz"), "% is not followed"),
        (URLENCODED, form("&sign=x"), "the field sign is repeated"),
        (URLENCODED, form("&x=%ff"), "another field is not UTF-8"),
        (
            URLENCODED,
            of_data(&data.replace('{', "{\"a\":1,\"a\":2,")),
            "the key \"a\" appears twice",
        ),
        (
            URLENCODED,
            of_data(&data.replace('{', "{\"a\":\"\\u0000\",")),
            "NUL",
        ),
        (
            URLENCODED,
            of_data(&data.replace('}', ",}")),
            "trailing comma",
        ),
        (
            URLENCODED,
            of_data(&data.replace('{', &format!("{{\"a\":{},", "[".repeat(20)))),
            "nested too deep",
        ),
        (
            URLENCODED,
            of_data(&data.replace("\"method\"", "\"methods\"")),
            "data has no method",
        ),
        (
            URLENCODED,
            of_data(&data.replace("\"1.0.0\"", "1.0")),
            "v is a number",
        ),
    ]
}

#[test]
fn a_sandbox_app_gets_the_reason_even_if_nothing_could_be_read() {
    let gateway = usual().start();
    let make = [
        "app",
        "create",
        "--appid",
        "sandbox",
        "--class",
        "app",
        "--sandbox",
    ];
    let made = json_of(&run_on(&gateway, &make));
    let gateway = gateway.restart_with(in_production);
    let client = Client::new(&gateway, "sandbox", made["secret"].as_str().unwrap());
    let data = client.data("system.upgrade", json!({}));
    let sign = client.sign(&data);
    let mut seen = Vec::new();
    for (content_type, body, reason) in unreadable(&data, &sign) {
        let answer = client.post(content_type, &body);
        let line = line_of(&gateway, &answer);
        let logged = line["reason"].as_str().unwrap_or_default().to_owned();
        assert!(logged.contains(reason), "{reason}: {line}");
        let Some(hint) = answer.body["hint"].as_str() else {
            // Without the boundary the body cannot be split.
            panic!("{reason}: no hint in {answer:?}");
        };
        let pair = (logged, hint.to_owned());
        assert!(
            !seen.contains(&pair),
            "{reason} looks like another mistake: {pair:?}"
        );
        seen.push(pair);
    }
}

#[test]
fn others_get_no_reason_in_production_and_the_log_has_it() {
    let gateway = usual().start();
    let make = ["app", "create", "--appid", "phone", "--class", "app"];
    let made = json_of(&run_on(&gateway, &make));
    let gateway = gateway.restart_with(in_production);
    let client = Client::new(&gateway, "phone", made["secret"].as_str().unwrap());
    let data = client.data("system.upgrade", json!({}));
    let sign = client.sign(&data);
    for (content_type, body, reason) in unreadable(&data, &sign) {
        let answer = client.post(content_type, &body);
        assert_eq!(answer.body.get("hint"), None, "{answer:?}");
        let line = line_of(&gateway, &answer);
        assert!(line["reason"].as_str().unwrap().contains(reason), "{line}");
    }
    let log = gateway.access_log();
    let secret = made["secret"].as_str().unwrap();
    assert!(!log.contains(secret) && !log.contains(&sign), "{log}");
    let good = client.call("system.upgrade", json!({}));
    assert_eq!(line_of(&gateway, &good).get("reason"), None);
}

#[test]
fn in_development_every_app_gets_the_reason() {
    let gateway = usual().start();
    let client = gateway.client();
    let data = client.data("system.upgrade", json!({}));
    let bare = parts(&data, &client.sign(&data)).replace("\r\n", "\n");
    let answer = client.post(MULTIPART, bare.as_bytes());
    assert_eq!((answer.status, answer.fault()), (400, (503, "bad_form")));
    assert!(
        answer.body["hint"].as_str().unwrap().contains("\\n"),
        "{answer:?}"
    );
    let answer = client.post("multipart/form-data; boundary=\"X", b"");
    assert_eq!((answer.status, answer.fault()), (400, (503, "bad_form")));
    assert!(
        answer.body["hint"]
            .as_str()
            .unwrap()
            .contains("Content-Type")
    );
    let answer = client.post("application/json", b"{}");
    assert_eq!(
        (answer.status, answer.fault()),
        (415, (503, "unsupported_media_type"))
    );
    assert!(
        answer.body["hint"]
            .as_str()
            .unwrap()
            .contains("Content-Type")
    );
}

#[test]
fn refusals_that_share_a_code_have_reasons_that_differ() {
    let gateway = usual().start();
    let client = gateway.client();
    let reason = |answer: &Answer| {
        line_of(&gateway, answer)["reason"]
            .as_str()
            .unwrap_or("none")
            .to_owned()
    };
    let method = client.call("nothing.here", json!({}));
    let version = client.clone().v("2.0.0").call("system.init", json!({}));
    let no_version = client.clone().v("one").call("system.init", json!({}));
    for (answer, expected) in [
        (&method, "no method has this name"),
        (&version, "no version for v 2.0.0; there are 1.0.0"),
        (&no_version, "v is not one to three numbers"),
    ] {
        assert_eq!(answer.fault(), (509, "unknown_method"));
        assert!(reason(answer).contains(expected), "{}", reason(answer));
        assert!(answer.body["hint"].is_string());
    }
    // The exact reason is only in the log, also in development.
    let data = client.data("system.init", json!({}));
    let sign = client.sign(&data);
    for (fields, expected) in [
        (vec![("data", data.as_str())], "there is no sign"),
        (vec![("data", &data), ("sign", "x")], "the sign is wrong"),
        (
            vec![("data", &data), ("sign", &sign), ("sign_type", "md5")],
            "sign_type is neither",
        ),
        (
            vec![("data", &data.replace(APPID, "nobody")), ("sign", &sign)],
            "no live app",
        ),
    ] {
        let answer = client.post_form(&fields);
        assert_eq!(
            (answer.fault(), answer.body.get("hint")),
            ((503, "bad_signature"), None)
        );
        assert!(reason(&answer).contains(expected), "{}", reason(&answer));
    }
    let params = client.call("goods.list", json!({"page": "x", "platform": "ios"}));
    assert_eq!(
        reason(&params),
        "parameters break their rules: platform, page"
    );
    let class = client.call("admin.ad.create", json!({}));
    assert_eq!(class.fault(), (403, "not_permitted"));
    assert!(reason(&class).contains("class"), "{}", reason(&class));
    let late = client
        .clone()
        .at(1_000_000_000)
        .call("system.init", json!({}));
    assert!(
        reason(&late).contains("behind the clock here"),
        "{}",
        reason(&late)
    );
}
