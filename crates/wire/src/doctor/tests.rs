use super::*;

const DATA: &str = r#"{"method":"user.login","v":"1.0.0","appid":"ios_app_id","timestamp":1493898621,"nickname":"小明 a+b","url":"http://x/y?a=1%20b","list":[1,{"b":2,"a":1}]}"#;

fn secret() -> Secret {
    Secret::new("7512100214f62d7de8ba01b281d6da02").unwrap()
}

/// What the doctor says of a signature over other bytes.
fn of_text(signed: &[u8]) -> Option<Vec<Mistake>> {
    let given = sign(SignType::Md5, signed, &secret());
    diagnose(DATA, &given, SignType::Md5, &secret(), &[])
}

fn of_sign(given: &str) -> Option<Vec<Mistake>> {
    diagnose(DATA, given, SignType::Md5, &secret(), &[])
}

#[test]
fn a_right_signature_has_nothing_wrong() {
    assert_eq!(of_text(DATA.as_bytes()), Some(vec![]));
}

#[test]
fn a_signature_of_something_else_is_a_riddle() {
    assert_eq!(of_text(b"{}"), None);
    assert_eq!(of_sign(""), None);
}

#[test]
fn mistakes_of_case_and_space() {
    let right = sign(SignType::Md5, DATA.as_bytes(), &secret());
    let lower = right.to_ascii_lowercase();
    assert_eq!(of_sign(&lower), Some(vec![Mistake::LowerCase]));
    assert_eq!(
        of_sign(&format!("{right}\n")),
        Some(vec![Mistake::SpaceAround])
    );
}

#[test]
fn mistakes_of_the_formula() {
    let text = secret().expose().to_owned();
    let md5 = |text: String| hash(&[text.as_bytes()]);
    assert_eq!(
        of_sign(&md5(format!("{text}{DATA}"))),
        Some(vec![Mistake::SecretFirst])
    );
    assert_eq!(
        of_sign(&md5(DATA.to_owned())),
        Some(vec![Mistake::NoSecret])
    );
    for spaced in [
        format!("{text}\n"),
        format!("{text}\r\n"),
        format!("{text} "),
        format!(" {text}"),
    ] {
        assert_eq!(
            of_sign(&md5(format!("{DATA}{spaced}"))),
            Some(vec![Mistake::SecretWithSpace])
        );
    }
    let hmac = sign(SignType::HmacSha256, DATA.as_bytes(), &secret());
    assert_eq!(of_sign(&hmac), Some(vec![Mistake::HmacForMd5]));
    let right = sign(SignType::Md5, DATA.as_bytes(), &secret());
    let declared_hmac = diagnose(DATA, &right, SignType::HmacSha256, &secret(), &[]);
    assert_eq!(declared_hmac, Some(vec![Mistake::Md5ForHmac]));
}

#[test]
fn mistakes_of_the_secret() {
    let old = Secret::new("0123456789abcdef0123456789abcdef").unwrap();
    let given = sign(SignType::Md5, DATA.as_bytes(), &old);
    let said = diagnose(
        DATA,
        &given,
        SignType::Md5,
        &secret(),
        std::slice::from_ref(&old),
    );
    assert_eq!(said, Some(vec![Mistake::RetiredSecret]));
    assert_eq!(of_sign(&given), None);
}

#[test]
fn mistakes_of_the_bytes() {
    let (gbk, _, _) = encoding_rs::GBK.encode(DATA);
    let encoded = "%7B%22method%22%3A%22user.login%22%2C%22v%22%3A%221.0.0%22%2C%22appid%22%3A%22ios_app_id%22%2C%22timestamp%22%3A1493898621%2C%22nickname%22%3A%22%E5%B0%8F%E6%98%8E+a%2Bb%22%2C%22url%22%3A%22http%3A%2F%2Fx%2Fy%3Fa%3D1%2520b%22%2C%22list%22%3A%5B1%2C%7B%22b%22%3A2%2C%22a%22%3A1%7D%5D%7D";
    let cases = [
        (format!("{DATA}\n").into_bytes(), Mistake::TrailingNewline),
        (format!("{DATA}\r\n").into_bytes(), Mistake::TrailingNewline),
        (
            format!("\u{feff}{DATA}").into_bytes(),
            Mistake::ByteOrderMark,
        ),
        (gbk.into_owned(), Mistake::Gbk),
        (encoded.as_bytes().to_vec(), Mistake::SignedEncoded),
        (DATA.replace("%20", " ").into_bytes(), Mistake::DecodedTwice),
        (DATA.replace('+', " ").into_bytes(), Mistake::DecodedTwice),
    ];
    for (signed, mistake) in cases {
        assert_eq!(of_text(&signed), Some(vec![mistake]));
    }
    let given = sign(SignType::Md5, DATA.as_bytes(), &secret());
    let sent = format!("{DATA}\n");
    let said = diagnose(&sent, &given, SignType::Md5, &secret(), &[]);
    assert_eq!(said, Some(vec![Mistake::Trimmed]));
}

#[test]
fn the_encoded_form_of_any_library() {
    let data = "{\"a\":\"-_.~!*'()/ \"}";
    let quoted = "%7B%22a%22%3A%22";
    for (library, rest) in [
        ("PHP urlencode", "-_.%7E%21%2A%27%28%29%2F+%22%7D"),
        ("PHP rawurlencode", "-_.~%21%2A%27%28%29%2F%20%22%7D"),
        ("Python quote", "-_.~%21%2A%27%28%29/%20%22%7D"),
        ("Java URLEncoder", "-_.%7E%21*%27%28%29%2F+%22%7D"),
        ("encodeURIComponent", "-_.~!*'()%2F%20%22%7D"),
    ] {
        let given = sign(
            SignType::Md5,
            format!("{quoted}{rest}").as_bytes(),
            &secret(),
        );
        let said = diagnose(data, &given, SignType::Md5, &secret(), &[]);
        assert_eq!(said, Some(vec![Mistake::SignedEncoded]), "{library}");
    }
}

#[test]
fn json_that_was_made_again() {
    let php = DATA.replace('/', "\\/").replace("小明", "\\u5c0f\\u660e");
    let slashes = DATA.replace('/', "\\/");
    let python = r#"{"method": "user.login", "v": "1.0.0", "appid": "ios_app_id", "timestamp": 1493898621, "nickname": "\u5c0f\u660e a+b", "url": "http://x/y?a=1%20b", "list": [1, {"b": 2, "a": 1}]}"#;
    let pretty = "{\n  \"method\": \"user.login\",\n  \"v\": \"1.0.0\",\n  \"appid\": \"ios_app_id\",\n  \"timestamp\": 1493898621,\n  \"nickname\": \"小明 a+b\",\n  \"url\": \"http://x/y?a=1%20b\",\n  \"list\": [\n    1,\n    {\n      \"b\": 2,\n      \"a\": 1\n    }\n  ]\n}";
    for signed in [php.as_str(), &slashes, python, pretty] {
        assert_eq!(
            of_text(signed.as_bytes()),
            Some(vec![Mistake::Reserialised]),
            "{signed}"
        );
    }
    let sorted = r#"{"appid":"ios_app_id","list":[1,{"b":2,"a":1}],"method":"user.login","nickname":"小明 a+b","timestamp":1493898621,"url":"http://x/y?a=1%20b","v":"1.0.0"}"#;
    let deep = sorted.replace(r#"{"b":2,"a":1}"#, r#"{"a":1,"b":2}"#);
    for signed in [sorted, &deep] {
        assert_eq!(of_text(signed.as_bytes()), Some(vec![Mistake::SortedKeys]));
    }
}

#[test]
fn signatures_of_other_protocols() {
    let data = r#"{"method":"a.b","appid":"x","timestamp":1,"token":""}"#;
    for signed in [
        "appidxmethoda.btimestamp1",
        "appid=x&method=a.b&timestamp=1",
    ] {
        let given = sign(SignType::Md5, signed.as_bytes(), &secret());
        let said = diagnose(data, &given, SignType::Md5, &secret(), &[]);
        assert_eq!(said, Some(vec![Mistake::Concatenated]), "{signed}");
    }
}

#[test]
fn two_mistakes_at_once_are_both_named() {
    let given = sign(SignType::Md5, format!("{DATA}\n").as_bytes(), &secret());
    let said = of_sign(&given.to_ascii_lowercase());
    assert_eq!(
        said,
        Some(vec![Mistake::TrailingNewline, Mistake::LowerCase])
    );
    let php = DATA.replace('/', "\\/").replace("小明", "\\u5c0f\\u660e");
    let first = hash(&[secret().expose().as_bytes(), php.as_bytes()]);
    assert_eq!(
        of_sign(&first),
        Some(vec![Mistake::SecretFirst, Mistake::Reserialised])
    );
}
