//! The envelope of a reply: `{"code":200,"msg":"…","data":{…},"request_id":"…"}`.

use serde::Serialize;
use signet_fault::{Clues, Fault};

/// Starts the reply of a call that succeeded; its `data`, if any, is written next with [`data`].
pub fn start(reply: &mut Vec<u8>, message: &str) -> Result<(), serde_json::Error> {
    reply.extend_from_slice(b"{\"code\":200,\"msg\":");
    serde_json::to_writer(reply, message)
}

/// Writes `data`. A value that serialises to `null` has none, and then the key is left out.
pub fn data<T: Serialize>(reply: &mut Vec<u8>, value: &T) -> Result<(), serde_json::Error> {
    let before = reply.len();
    reply.extend_from_slice(b",\"data\":");
    let start = reply.len();
    serde_json::to_writer(&mut *reply, value)?;
    if reply.get(start..) == Some(b"null") {
        reply.truncate(before);
    }
    Ok(())
}

/// Ends the reply.
pub fn end(reply: &mut Vec<u8>, request_id: &str) {
    reply.extend_from_slice(b",\"request_id\":\"");
    reply.extend_from_slice(request_id.as_bytes());
    reply.extend_from_slice(b"\"}");
}

/// The whole reply of a call that failed: no `data`, and the sub-code that tells programs why.
pub fn of_fault(fault: &Fault, request_id: &str) -> Vec<u8> {
    #[derive(Serialize)]
    struct Refusal<'a> {
        code: u16,
        msg: &'a str,
        sub_code: &'static str,
        #[serde(flatten)]
        clues: Option<&'a Clues>,
        request_id: &'a str,
    }
    let code = fault.code();
    let refusal = Refusal {
        code: code.number(),
        msg: fault.message(),
        sub_code: code.sub_code(),
        clues: fault.clues(),
        request_id,
    };
    // Numbers and texts always serialise.
    serde_json::to_vec(&refusal).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use signet_fault::Code;

    use super::*;

    fn reply<T: Serialize>(value: &T) -> String {
        let mut reply = Vec::new();
        start(&mut reply, "登录成功\"").unwrap();
        data(&mut reply, value).unwrap();
        end(&mut reply, "r1");
        String::from_utf8(reply).unwrap()
    }

    #[test]
    fn a_good_reply_has_its_data() {
        let expected =
            r#"{"code":200,"msg":"登录成功\"","data":{"url":"http://a/b"},"request_id":"r1"}"#;
        assert_eq!(reply(&serde_json::json!({"url": "http://a/b"})), expected);
    }

    #[test]
    fn a_reply_without_data_has_no_such_key() {
        assert_eq!(
            reply(&()),
            r#"{"code":200,"msg":"登录成功\"","request_id":"r1"}"#
        );
    }

    #[test]
    fn a_fault_has_a_sub_code_and_no_data() {
        let expected = r#"{"code":503,"msg":"API signature error","sub_code":"bad_signature","request_id":"r1"}"#;
        assert_eq!(
            String::from_utf8(of_fault(&Code::BadSignature.into(), "r1")).unwrap(),
            expected
        );
    }
}
