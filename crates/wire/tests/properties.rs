//! Properties of the wire that hold for any input.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use proptest::prelude::*;
use signet_wire::form::{Boundary, split_multipart, split_urlencoded};
use signet_wire::json::Object;
use signet_wire::sign::{Secret, SignType, sign, verify};
use signet_wire::version::Version;

fn percent_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn secret() -> impl Strategy<Value = Secret> {
    "[ -~]{16,64}".prop_map(|text| Secret::new(text).unwrap())
}

fn sign_type() -> impl Strategy<Value = SignType> {
    prop_oneof![Just(SignType::Md5), Just(SignType::HmacSha256)]
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        "[^\0]*".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::hash_map("[^\0]{0,8}", inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_urlencoded_field_comes_out_as_it_went_in(data in any::<String>(), sign in any::<String>()) {
        let body = format!("data={}&sign={}", percent_encoded(&data), percent_encoded(&sign));
        let form = split_urlencoded(body.as_bytes()).unwrap();
        prop_assert_eq!(form.data.as_deref(), Some(data.as_str()));
        prop_assert_eq!(form.sign.as_deref(), Some(sign.as_str()));
    }

    #[test]
    fn a_multipart_field_comes_out_as_it_went_in(data in any::<String>(), image in any::<Vec<u8>>()) {
        let delimiter: &[u8] = b"\r\n--boundary";
        prop_assume!(!data.contains("\r\n--boundary") && !image.windows(delimiter.len()).any(|window| window == delimiter));
        let mut body = b"--boundary\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\n".to_vec();
        body.extend(data.as_bytes());
        body.extend(b"\r\n--boundary\r\nContent-Disposition: form-data; name=\"image\"; filename=\"f\"\r\n\r\n");
        body.extend(&image);
        body.extend(b"\r\n--boundary--\r\n");
        let boundary = Boundary::of_content_type("multipart/form-data; boundary=boundary").unwrap();
        let form = split_multipart(&body, &boundary).unwrap();
        prop_assert_eq!(form.data.as_deref(), Some(data.as_str()));
        prop_assert_eq!(form.image, Some(image.as_slice()));
    }

    #[test]
    fn no_bytes_make_a_splitter_panic(body in any::<Vec<u8>>(), content_type in any::<String>()) {
        let _ = split_urlencoded(&body);
        if let Some(boundary) = Boundary::of_content_type(&format!("multipart/form-data; boundary={content_type}")) {
            let _ = split_multipart(&body, &boundary);
        }
    }

    #[test]
    fn what_the_strict_reader_takes_the_stock_reader_takes_too(text in any::<String>()) {
        if Object::parse(&text).is_ok() {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).unwrap().is_object());
        }
    }

    #[test]
    fn an_object_without_oddities_is_taken_with_all_its_keys(value in json()) {
        let text = serde_json::json!({"value": value}).to_string();
        let object = Object::parse(&text).unwrap();
        prop_assert!(object.get("value").is_some());
    }

    #[test]
    fn integers_are_exact_as_number_and_as_text(number in any::<i64>()) {
        let text = format!("{{\"a\":{number},\"b\":\"{number}\"}}");
        let object = Object::parse(&text).unwrap();
        prop_assert_eq!(object.integer("a"), Some(number));
        prop_assert_eq!(object.integer("b"), Some(number));
    }

    #[test]
    fn a_signature_verifies_and_no_other_does(data in any::<Vec<u8>>(), secret in secret(), sign_type in sign_type(), at in any::<prop::sample::Index>()) {
        let right = sign(sign_type, &data, &secret);
        prop_assert!(verify(sign_type, &data, &secret, &right));
        let at = at.index(right.len());
        let other = if right.as_bytes()[at] == b'0' { "1" } else { "0" };
        let wrong = format!("{}{other}{}", &right[..at], &right[at + 1..]);
        prop_assert!(!verify(sign_type, &data, &secret, &wrong));
        let mut longer = data;
        longer.push(b' ');
        prop_assert!(!verify(sign_type, &longer, &secret, &right));
    }

    #[test]
    fn versions_compare_by_number(one in any::<(u32, u32, u32)>(), other in any::<(u32, u32, u32)>()) {
        let version = |(major, minor, patch): (u32, u32, u32)| format!("{major}.{minor}.{patch}").parse::<Version>().unwrap();
        prop_assert_eq!(version(one).cmp(&version(other)), one.cmp(&other));
        prop_assert_eq!(version(one).to_string().parse::<Version>().unwrap(), version(one));
    }
}
