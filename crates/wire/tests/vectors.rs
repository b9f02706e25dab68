//! Tests that the gateway agrees with every vector with which clients are tested (`sdk/vectors.json`).

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::{BTreeMap, HashSet};

use form_urlencoded::Serializer;
use serde::Deserialize;
use serde_json::Value;
use signet_wire::form::split_urlencoded;
use signet_wire::json::Object;
use signet_wire::sign::{Secret, sign, verify};

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    secret: String,
    data: String,
    call: Option<Value>,
    sign: BTreeMap<String, String>,
    body: BTreeMap<String, String>,
}

fn vectors() -> Vec<Vector> {
    let file: File = serde_json::from_str(include_str!("../../../sdk/vectors.json")).unwrap();
    assert!(file.vectors.len() > 20);
    file.vectors
}

#[test]
fn the_vectors_have_names_and_both_signatures() {
    let mut names = HashSet::new();
    for vector in vectors() {
        for per_type in [&vector.sign, &vector.body] {
            assert!(
                per_type.keys().eq(["HMAC-SHA256", "MD5"]),
                "{}",
                vector.name
            );
        }
        assert!(names.insert(vector.name));
    }
}

#[test]
fn the_gateway_signs_alike() {
    for Vector {
        name,
        secret,
        data,
        sign: signs,
        ..
    } in vectors()
    {
        let secret = Secret::new(secret).unwrap();
        for (sign_type, expected) in signs {
            let sign_type = sign_type.parse().unwrap();
            assert_eq!(
                sign(sign_type, data.as_bytes(), &secret),
                expected,
                "{name}"
            );
            assert!(
                verify(sign_type, data.as_bytes(), &secret, &expected),
                "{name}"
            );
        }
    }
}

#[test]
fn the_gateway_reads_the_bodies_alike() {
    for Vector {
        name,
        data,
        sign,
        body,
        ..
    } in vectors()
    {
        for (sign_type, body) in body {
            let stated = (sign_type != "MD5").then_some(sign_type.as_str());
            let form = split_urlencoded(body.as_bytes()).unwrap();
            assert_eq!(form.data.as_deref(), Some(data.as_str()), "{name}");
            assert_eq!(
                form.sign.as_ref(),
                sign.get(&sign_type).map(Into::into).as_ref(),
                "{name}"
            );
            assert_eq!(form.sign_type.as_deref(), stated, "{name}");

            let mut written = Serializer::new(String::new());
            written
                .append_pair("data", &data)
                .append_pair("sign", sign.get(&sign_type).unwrap());
            if let Some(stated) = stated {
                written.append_pair("sign_type", stated);
            }
            assert_eq!(written.finish(), body, "{name}");
        }
    }
}

#[test]
fn the_texts_are_those_of_the_calls() {
    for Vector {
        name, data, call, ..
    } in vectors()
    {
        let Some(call) = call else { continue };
        assert_eq!(
            serde_json::from_str::<Value>(&data).unwrap(),
            call,
            "{name}"
        );
        if call.is_object() {
            assert!(Object::parse(&data).is_ok(), "{name}");
        }
    }
}
