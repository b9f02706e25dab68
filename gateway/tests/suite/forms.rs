//! Forms, good and hostile.

use serde_json::json;
use signet_testkit::TestGateway;

const URLENCODED: &str = "application/x-www-form-urlencoded";

fn multipart(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut body = String::new();
    for (name, value) in parts {
        body.push_str(&format!(
            "--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    (body + "--X--\r\n").into_bytes()
}

#[test]
fn multipart_is_as_good_as_urlencoded() {
    let gateway = TestGateway::start();
    let client = gateway.client();
    let data = client.data("system.init", json!({"note": "a+b=c&d%20\r\n你😀"}));
    let sign = client.sign(&data);
    let answer = client.post(
        "multipart/form-data; boundary=X",
        &multipart(&[("data", &data), ("sign", &sign)]),
    );
    assert_eq!(answer.code(), 200, "{answer:?}");
    let with_image = multipart(&[
        ("image", "not an image"),
        ("data", &data),
        ("other", "x"),
        ("sign", &sign),
    ]);
    assert_eq!(
        client
            .post("multipart/form-data; boundary=\"X\"", &with_image)
            .code(),
        200
    );
    assert_eq!(
        client
            .post_form(&[("data", &data), ("sign", &sign), ("other", "x")])
            .code(),
        200
    );
    let with_charset = format!("{URLENCODED}; charset=UTF-8");
    assert_eq!(client.post(&with_charset, b"").fault(), (504, "bad_data"));
}

#[test]
fn the_signature_covers_the_bytes_as_they_were_sent() {
    let gateway = TestGateway::start();
    let client = gateway.client();
    // Odd spacing, escapes and order: re-serialising any of it would break the signature.
    let data = client
        .data("system.init", json!({}))
        .replace(',', " ,\t")
        .replace("system.init", "system\\u002einit");
    assert_eq!(client.post_data(&data).code(), 200);
}

#[test]
fn hostile_forms_are_400_with_an_envelope() {
    let gateway = TestGateway::start();
    let client = gateway.client();
    let data = client.data("system.init", json!({}));
    let sign = client.sign(&data);
    let repeated = [
        vec![
            ("data", data.as_str()),
            ("data", data.as_str()),
            ("sign", sign.as_str()),
        ],
        vec![("data", &data), ("sign", &sign), ("sign", &sign)],
        vec![
            ("data", &data),
            ("sign", &sign),
            ("sign_type", "MD5"),
            ("sign_type", "MD5"),
        ],
    ];
    for fields in repeated {
        let answer = client.post_form(&fields);
        assert_eq!(
            (answer.status, answer.fault()),
            (400, (503, "bad_form")),
            "{fields:?}"
        );
        let answer = client.post("multipart/form-data; boundary=X", &multipart(&fields));
        assert_eq!(
            (answer.status, answer.fault()),
            (400, (503, "bad_form")),
            "{fields:?}"
        );
    }
    for body in [
        "data=%zz",
        "data=%",
        "data=%ff",
        "d%61ta=1&data=2",
        "a=%e4%bd",
    ] {
        let answer = client.post(URLENCODED, body.as_bytes());
        assert_eq!(
            (answer.status, answer.sub_code()),
            (400, "bad_form"),
            "{body}"
        );
        assert!(answer.body["request_id"].is_string());
    }
    for body in [
        "",
        "--X",
        "--X\r\n\r\n--X--",
        "--Y\r\n--Y--",
        "--X\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\n{}",
    ] {
        let answer = client.post("multipart/form-data; boundary=X", body.as_bytes());
        assert_eq!(
            (answer.status, answer.sub_code()),
            (400, "bad_form"),
            "{body}"
        );
    }
}
