//! The sign doctor: on the command line, and in the faults of sandbox apps.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::json;
use signet_testkit::{Client, SECRET, TestGateway, eventually};

use crate::cli::{json_of, run_on};
use crate::usual;

const DATA: &str = r#"{"method":"user.login","v":"1.0.0","appid":"ios_app_id","timestamp":"1493898621","unique_id":"68f66b5b72b864dd389748bffe112f4f","username":"18575202691","password":"123456"}"#;
const SIGN: &str = "01E62683A5D2B7CD901F5F98C08F10EF";

fn doctor(arguments: &[&str], data: &[u8]) -> (Option<i32>, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gateway"))
        .arg("doctor")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(data).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn the_command_names_the_mistake_and_the_right_signature() {
    let (code, said, _) = doctor(&["--secret", SECRET, "--sign", SIGN], DATA.as_bytes());
    assert_eq!((code, said.as_str()), (Some(0), "the signature is right\n"));

    let lower = SIGN.to_ascii_lowercase();
    let (code, said, _) = doctor(&["--secret", SECRET, "--sign", &lower], DATA.as_bytes());
    assert_eq!(code, Some(1));
    assert!(said.contains("lower case") && said.contains(SIGN), "{said}");

    let (code, said, _) = doctor(
        &[
            "--secret",
            "0123456789abcdef",
            "--sign",
            SIGN,
            "--retired",
            SECRET,
        ],
        DATA.as_bytes(),
    );
    assert_eq!(code, Some(1));
    assert!(said.contains("retired"), "{said}");

    let (code, said, _) = doctor(
        &["--secret", "0123456789abcdef", "--sign", SIGN],
        DATA.as_bytes(),
    );
    assert_eq!(code, Some(1));
    assert!(said.contains("no known mistake"), "{said}");
}

#[test]
fn the_command_knows_other_writers_and_says_where_it_guesses() {
    let data = r#"{"method":"goods.list","v":"1.0.0","appid":"ios_app_id","timestamp":1795840000,"keywords":"杯 A&B <x> 'q' a/b=c+d"}"#;
    let signed = |text: &str| {
        let secret = signet_wire::sign::Secret::new(SECRET).unwrap();
        signet_wire::sign::sign(signet_wire::sign::SignType::Md5, text.as_bytes(), &secret)
    };
    let say =
        |data: &str, sign: &str| doctor(&["--secret", SECRET, "--sign", sign], data.as_bytes()).1;
    let go = data
        .replace('&', "\\u0026")
        .replace('<', "\\u003c")
        .replace('>', "\\u003e");
    assert!(say(data, &signed(&go)).contains("made a second time"));
    let right = signed(data);
    let arrived = data.replace('+', " ");
    let said = say(&arrived, &right);
    assert!(
        said.contains("plus") && !said.contains("no known mistake"),
        "{said}"
    );
    let many = data.replace("杯", "a b c d e f g h");
    let said = say(&many.replace('+', " "), &signed(&many));
    assert!(
        said.contains("no known mistake") && said.contains("may be that plus signs were lost"),
        "{said}"
    );
}

#[test]
fn the_command_says_what_it_cannot_read() {
    let (code, _, error) = doctor(&["--secret", SECRET, "--sign", SIGN], &[0xc4, 0xe3]);
    assert_eq!(code, Some(1));
    assert!(error.contains("GBK"), "{error}");
    let (code, _, error) = doctor(&["--secret", "short", "--sign", SIGN], b"{}");
    assert_eq!(code, Some(1));
    assert!(error.contains("16"), "{error}");
}

/// A client of a sandbox app.
fn sandbox(gateway: &TestGateway) -> Client<'_> {
    let make = [
        "app",
        "create",
        "--appid",
        "sandbox",
        "--class",
        "app",
        "--sandbox",
    ];
    let made = json_of(&run_on(gateway, &make));
    let client = Client::new(gateway, "sandbox", made["secret"].as_str().unwrap());
    eventually("the app is known", || {
        client.call("system.upgrade", json!({})).code() == 200
    });
    client
}

#[test]
fn a_sandbox_app_gets_its_mistake() {
    let gateway = usual().start();
    let client = sandbox(&gateway);
    let data = client.data("system.upgrade", json!({"nickname": "小明"}));
    let hint = |fields: &[(&str, &str)]| {
        // Only a few hints are given per second.
        gateway.clock.shift(1);
        let answer = client.post_form(&[&[("data", data.as_str())], fields].concat());
        assert_eq!(
            (answer.fault(), answer.msg()),
            ((503, "bad_signature"), "API signature error")
        );
        answer.body["hint"].as_str().unwrap().to_owned()
    };
    let right = client.sign(&data);
    assert_eq!(
        hint(&[("sign", &right.to_ascii_lowercase())]),
        "签名使用了小写，应转换为大写"
    );
    let php = data.replace("小明", "\\u5c0f\\u660e");
    assert_eq!(
        hint(&[("sign", &client.sign(&php))]),
        "签名时重新生成了 JSON，转义或空格与发送的 data 不同"
    );
    assert!(hint(&[("sign", "nonsense")]).contains("不是已知的错误"));
    assert!(hint(&[("sign", &right), ("sign_type", "md5")]).contains("sign_type"));
}

#[test]
fn a_flood_of_wrong_signatures_gets_few_hints() {
    let gateway = usual().start();
    let client = sandbox(&gateway);
    let has_hint = || {
        let data = client.data("system.upgrade", json!({}));
        let answer = client.post_form(&[("data", &data), ("sign", "x")]);
        answer.body.get("hint").is_some()
    };
    let hints = (0..100).filter(|_| has_hint()).count();
    assert!((5..=60).contains(&hints), "{hints} of 100");
    gateway.clock.shift(60);
    let long = client.data("system.upgrade", json!({"nickname": "a".repeat(5000)}));
    let answer = client.post_form(&[("data", &long), ("sign", "x")]);
    assert_eq!(answer.body.get("hint"), None);
}

#[test]
fn any_other_app_gets_no_hint() {
    let gateway = usual().start();
    let unknown = Client::new(&gateway, "nobody", SECRET);
    for client in [gateway.client(), gateway.admin(), unknown] {
        let data = client.data("system.upgrade", json!({}));
        let lower = client.sign(&data).to_ascii_lowercase();
        let mut answer = client.post_form(&[("data", &data), ("sign", &lower)]);
        answer.body["request_id"] = json!("");
        let expected = json!({"code": 503, "msg": "API signature error", "sub_code": "bad_signature", "request_id": ""});
        assert_eq!(answer.body, expected);
    }
}
