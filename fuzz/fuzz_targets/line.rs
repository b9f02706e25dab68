//! The whole part of the line of a call that needs no I/O: form, object, envelope, signature, version, and the reply to a failure.
//! If an input starts with `m`, the rest is a multipart body. Any other input is a urlencoded body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signet_fault::{Code, Fault};
use signet_wire::MAX_DATA;
use signet_wire::envelope::Envelope;
use signet_wire::form::{Boundary, Form, split_multipart, split_urlencoded};
use signet_wire::json::Object;
use signet_wire::reply;
use signet_wire::sign::{Secret, SignType, sign, verify};
use signet_wire::version::Version;

fuzz_target!(|input: &[u8]| {
    let boundary = Boundary::of_content_type("multipart/form-data; boundary=X").unwrap();
    let form = match input {
        [b'm', body @ ..] => split_multipart(body, &boundary),
        body => split_urlencoded(body),
    };
    if let Err(fault) = form.map_err(Fault::from).and_then(|form| walk(&form)) {
        let body = reply::render(Err(&fault), "r1");
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["sub_code"], fault.code().sub_code());
    }
});

fn walk(form: &Form<'_>) -> Result<(), Fault> {
    let secret = Secret::new("7512100214f62d7de8ba01b281d6da02").unwrap();
    let data = form.data.as_deref().ok_or(Code::BadData)?;
    let mut object = Object::parse(data)?;
    assert!(data.len() <= MAX_DATA && !data.contains('\0'));
    let envelope = Envelope::take(&mut object)?;
    assert!(!envelope.method.is_empty() && !envelope.v.is_empty() && !envelope.appid.is_empty());
    for key in ["method", "v", "appid", "timestamp"] {
        assert!(object.get(key).is_none(), "a key stood twice");
    }
    if let Some(timestamp) = envelope.timestamp() {
        assert_eq!(timestamp.to_string().len(), 10);
    }
    let _ = envelope.v.parse::<Version>();
    object.drop_empty();
    let sign_type = form.sign_type.as_deref().unwrap_or("MD5");
    let sign_type: SignType = sign_type.parse().map_err(|_| Code::BadSignature)?;
    let given = form.sign.as_deref().unwrap_or_default();
    let right = sign(sign_type, data.as_bytes(), &secret);
    assert!(verify(sign_type, data.as_bytes(), &secret, &right));
    if verify(sign_type, data.as_bytes(), &secret, given) {
        assert_eq!(given, right);
        Ok(())
    } else {
        Err(Code::BadSignature.into())
    }
}
