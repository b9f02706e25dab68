//! Forms of honest clients.

use serde_json::json;

use crate::usual;

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
    let gateway = usual().start();
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
    let gateway = usual().start();
    let client = gateway.client();
    // Odd spacing, escapes and order: re-serialising any of it would break the signature.
    let data = client
        .data("system.init", json!({}))
        .replace(',', " ,\t")
        .replace("system.init", "system\\u002einit");
    assert_eq!(client.post_data(&data).code(), 200);
}
